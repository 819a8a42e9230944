/** Containers as they run: what the kernel really gives and refuses them, whatever their specification says. */
@NullMarked
package io.nodeward.hostprobes.containers;

import org.jspecify.annotations.NullMarked;
