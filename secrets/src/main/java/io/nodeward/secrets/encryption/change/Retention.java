package io.nodeward.secrets.encryption.change;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For how long keys are kept that nothing is stored under any more. Backups of etcd need them as long as they exist
 * themselves, which only the operator knows.
 *
 * @param limit empty for ever
 */
public record Retention(Optional<Duration> limit) {

    /** Until somebody says otherwise. */
    public static final Retention FOREVER = new Retention(Optional.empty());

    private static final String FOREVER_TEXT = "forever";
    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})([smhdw]?)");

    /**
     * Reads {@code forever}, {@code 0}, {@code 12h}, {@code 30d} or {@code 8w}.
     *
     * @throws ChangeException of kind MISTAKE
     */
    public static Retention of(String text) throws ChangeException {
        if (text.equals(FOREVER_TEXT)) {
            return FOREVER;
        }
        Matcher match = TEXT.matcher(text);
        if (!match.matches() || (match.group(2).isEmpty() && Long.parseLong(match.group(1)) > 0)) {
            throw new ChangeException(
                    ChangeException.Kind.MISTAKE,
                    "'" + text + "' is no time to keep old keys for: write 0, 12h, 30d, 8w or forever");
        }
        long number = Long.parseLong(match.group(1));
        return new Retention(Optional.of(
                switch (match.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    case "w" -> Duration.ofDays(7 * number);
                    default -> Duration.ofDays(number);
                }));
    }

    /** Whether what went out of use then is to be kept now. */
    public boolean keeps(Instant since, Instant now) {
        return limit.isEmpty() || since.plus(limit.get()).isAfter(now);
    }

    /** As {@link #of} reads it. */
    @Override
    public String toString() {
        return limit.map(time -> time.isZero() ? "0" : time.toSeconds() + "s").orElse(FOREVER_TEXT);
    }
}
