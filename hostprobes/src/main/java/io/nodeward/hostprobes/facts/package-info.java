/** The fact model: a tree of values, each with its source and what it overrode. Immutable, safe for any thread. */
@NullMarked
package io.nodeward.hostprobes.facts;

import org.jspecify.annotations.NullMarked;
