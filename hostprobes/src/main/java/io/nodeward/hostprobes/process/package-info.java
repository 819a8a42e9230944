/** Processes as /proc shows them, and which of them are components of Kubernetes. */
@NullMarked
package io.nodeward.hostprobes.process;

import org.jspecify.annotations.NullMarked;
