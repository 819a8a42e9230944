/** The programs that a node stands on: whose they are, and whether they are what their package or their operator says. */
@NullMarked
package io.nodeward.hostprobes.binaries;

import org.jspecify.annotations.NullMarked;
