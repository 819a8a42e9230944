/** The commands of the program, one class each. */
@NullMarked
package io.nodeward.agent.command;

import org.jspecify.annotations.NullMarked;
