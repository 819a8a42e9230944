@NullMarked
package io.nodeward.hostprobes.kubernetes.controlplane;

import org.jspecify.annotations.NullMarked;
