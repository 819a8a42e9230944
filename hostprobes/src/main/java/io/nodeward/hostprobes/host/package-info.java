/** The machine itself. */
@NullMarked
package io.nodeward.hostprobes.host;

import org.jspecify.annotations.NullMarked;
