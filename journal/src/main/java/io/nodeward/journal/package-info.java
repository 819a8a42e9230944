/**
 * The only way to change a host: transactions of steps with a record before and after each, what was there before kept
 * for an undo, and locks. Knows nothing of what a step is for.
 */
@NullMarked
package io.nodeward.journal;

import org.jspecify.annotations.NullMarked;
