package io.nodeward.hostprobes.facts;

/**
 * Days of the Gregorian calendar, counted from 1970-01-01. java.time knows them too, but loads its formatters, locales and
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

    private static int length(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : LENGTHS[month - 1];
    }
}
