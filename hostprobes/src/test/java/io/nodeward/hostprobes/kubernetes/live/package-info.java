@NullMarked
package io.nodeward.hostprobes.kubernetes.live;

import org.jspecify.annotations.NullMarked;
