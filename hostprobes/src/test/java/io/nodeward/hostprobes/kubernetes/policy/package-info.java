@NullMarked
package io.nodeward.hostprobes.kubernetes.policy;

import org.jspecify.annotations.NullMarked;
