/** What the program says, where and how: result to standard output or a file, everything else to standard error. */
@NullMarked
package io.nodeward.agent.console;

import org.jspecify.annotations.NullMarked;
