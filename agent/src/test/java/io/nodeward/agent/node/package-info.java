/** Whole nodes that kubeadm made, judged. */
@NullMarked
package io.nodeward.agent.node;

import org.jspecify.annotations.NullMarked;
