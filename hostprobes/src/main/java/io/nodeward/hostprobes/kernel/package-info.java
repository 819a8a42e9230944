/** The kernel: its settings now and after the next boot. */
@NullMarked
package io.nodeward.hostprobes.kernel;

import org.jspecify.annotations.NullMarked;
