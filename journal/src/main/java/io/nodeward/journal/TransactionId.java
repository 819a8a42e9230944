package io.nodeward.journal;

import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a transaction is called: its kind, when it began, and a random part. So the name of its file tells what it is also
 * when its content cannot be read.
 *
 * @param text as people type it: {@code encryption-rotate-20260101t000000z-3fa9c1}
 * @param kind lower-case words joined by hyphens
 * @param started to the second
 */
record TransactionId(String text, String kind, Instant started) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_DIGITS = 6;
    private static final int TIME_DIGITS = 16;
    private static final int LONGEST_KIND = 100;

    static TransactionId of(String kind, Instant now) {
        if (!isKind(kind)) {
            throw new IllegalArgumentException("not a kind of transaction: " + kind);
        }
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        String time = second.toString()
                .replace("-", "")
                .replace(":", "")
                .replace('T', 't')
                .replace('Z', 'z');
        String random = HexFormat.of().toHexDigits(RANDOM.nextLong(), RANDOM_DIGITS);
        return new TransactionId(kind + "-" + time + "-" + random, kind, second);
    }

    /** Empty if a text is no id. */
    static Optional<TransactionId> parse(String text) {
        int random = text.length() - RANDOM_DIGITS;
        int time = random - 1 - TIME_DIGITS;
        if (time < 2
                || text.charAt(random - 1) != '-'
                || text.charAt(time - 1) != '-'
                || !isKind(text.substring(0, time - 1))
                || !text.substring(random).chars().allMatch(HexFormat::isHexDigit)) {
            return Optional.empty();
        }
        return time(text.substring(time, random - 1))
                .map(started -> new TransactionId(text, text.substring(0, time - 1), started));
    }

    private static Optional<Instant> time(String text) {
        if (text.charAt(8) != 't' || text.charAt(15) != 'z') {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 4, 6),
                            number(text, 6, 8),
                            number(text, 9, 11),
                            number(text, 11, 13),
                            number(text, 13, 15))
                    .toInstant(ZoneOffset.UTC));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static boolean isKind(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_KIND
                && text.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
    }
}
