/**
 * The only way to change a host: files written whole or not at all, steps with a record before and after, locks, and what
 * was there before kept for an undo. Knows nothing of what a step is for.
 */
@NullMarked
package io.nodeward.journal;

import org.jspecify.annotations.NullMarked;
