@NullMarked
package io.nodeward.hostprobes.disk;

import org.jspecify.annotations.NullMarked;
