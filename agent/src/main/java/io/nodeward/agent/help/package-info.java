/** Help, manual pages and shell completion, all made from the commands' own descriptions. */
@NullMarked
package io.nodeward.agent.help;

import org.jspecify.annotations.NullMarked;
