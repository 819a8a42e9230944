/** The kubelet: what runs, what would start next time, and the files that it names. */
@NullMarked
package io.nodeward.hostprobes.kubernetes.kubelet;

import org.jspecify.annotations.NullMarked;
