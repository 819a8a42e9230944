/** Reads files of a host or of an offline root: bounded in size, depth and time, never outside the root. */
@NullMarked
package io.nodeward.hostprobes.files;

import org.jspecify.annotations.NullMarked;
