@NullMarked
package io.nodeward.hostprobes.cloud;

import org.jspecify.annotations.NullMarked;
