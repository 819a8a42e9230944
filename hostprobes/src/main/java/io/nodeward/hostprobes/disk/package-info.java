/**
 * The walk over the disk for what no list names: set-user-ID programs, file capabilities, what everybody may write, what
 * belongs to nobody, device files.
 */
@NullMarked
package io.nodeward.hostprobes.disk;

import org.jspecify.annotations.NullMarked;
