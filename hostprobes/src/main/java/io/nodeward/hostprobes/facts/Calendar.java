package io.nodeward.hostprobes.facts;

import java.time.Instant;

/**
 * Days of the Gregorian calendar, counted from 1970-01-01, and how dates are written. java.time knows them too, but loads its formatters, locales and
 * method handles for the first date, which takes as long as reading a dozen files.
 */
public final class Calendar {

    /** Of a day. */
    public static final long SECONDS = 86_400;

    private static final int[] LENGTHS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Calendar() {}

    /** Whether there is such a date; years are those of four digits. */
    public static boolean valid(int year, int month, int day) {
        return year >= 0 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= length(year, month);
    }

    /** Returns the number of days from 1970-01-01 to a valid date. */
    public static long day(int year, int month, int day) {
        // years that begin in March end with the leap day
        int shifted = month > 2 ? year : year - 1;
        long leaps = (long) Math.floorDiv(shifted, 4) - Math.floorDiv(shifted, 100) + Math.floorDiv(shifted, 400);
        int months = (153 * ((month + 9) % 12) + 2) / 5;
        return 365L * shifted + leaps + months + day - 1 - 719_468;
    }

    /** Returns a point in time in whole seconds: {@code 2026-01-01T00:00:00Z}. */
    public static String utc(Instant instant) {
        long seconds = instant.getEpochSecond();
        int ofDay = (int) Math.floorMod(seconds, SECONDS);
        StringBuilder out =
                date(new StringBuilder(20), Math.floorDiv(seconds, SECONDS)).append('T');
        padded(out, ofDay / 3600, 2).append(':');
        padded(out, ofDay / 60 % 60, 2).append(':');
        return padded(out, ofDay % 60, 2).append('Z').toString();
    }

    /** Returns the date of a point in time in UTC: {@code 2026-01-01}. */
    public static String date(Instant instant) {
        return date(new StringBuilder(10), Math.floorDiv(instant.getEpochSecond(), SECONDS))
                .toString();
    }

    /** The reverse of {@link #day}: years begin in March, and 400 of them have always the same number of days. */
    private static StringBuilder date(StringBuilder out, long day) {
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        long ofEra = Math.floorMod(shifted, 146_097L);
        long yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        long ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long fromMarch = (5 * ofYear + 2) / 153;
        long month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        long year = yearOfEra + 400 * era + (month <= 2 ? 1 : 0);
        padded(out, year, 4).append('-');
        padded(out, month, 2).append('-');
        return padded(out, ofYear - (153 * fromMarch + 2) / 5 + 1, 2);
    }

    private static StringBuilder padded(StringBuilder out, long number, int width) {
        String digits = Long.toString(number);
        for (int i = digits.length(); i < width; i++) {
            out.append('0');
        }
        return out.append(digits);
    }

    private static int length(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : LENGTHS[month - 1];
    }
}
