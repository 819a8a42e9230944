@NullMarked
package io.nodeward.hostprobes.mounts;

import org.jspecify.annotations.NullMarked;
