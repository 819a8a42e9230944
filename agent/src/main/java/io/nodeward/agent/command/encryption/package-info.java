/** What {@code nodeward encryption} does; loaded for that command only, since it stands on large libraries. */
@NullMarked
package io.nodeward.agent.command.encryption;

import org.jspecify.annotations.NullMarked;
