/** The SSH server as it would serve: whether it starts, and its configuration by its own rules. */
@NullMarked
package io.nodeward.hostprobes.ssh;

import org.jspecify.annotations.NullMarked;
