/** The control plane's components, etcd and kube-proxy: what runs, what would start next time, and what that means. */
@NullMarked
package io.nodeward.hostprobes.kubernetes.controlplane;

import org.jspecify.annotations.NullMarked;
