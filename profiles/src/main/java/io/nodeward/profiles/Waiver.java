package io.nodeward.profiles;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A finding that somebody accepted.
 *
 * @param control the control's id
 * @param owner who answers for it
 * @param reason why it is acceptable
 * @param expires the last day (UTC) on which it counts
 * @param object only findings whose evidence names this text in its fact or source; null for all of the control
 * @param source file and line where it stands
 */
public record Waiver(
        String control,
        String owner,
        String reason,
        LocalDate expires,
        @Nullable String object,
        String source) {}
