/** Reads the host. In: a root directory and a /proc. Out: facts, each with its source. Writes nothing, knows no verdicts. */
@NullMarked
package io.nodeward.hostprobes;

import org.jspecify.annotations.NullMarked;
