/** Facts about the components of Kubernetes on a host. */
@NullMarked
package io.nodeward.hostprobes.kubernetes;

import org.jspecify.annotations.NullMarked;
