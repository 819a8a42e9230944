package io.nodeward.hostprobes.toml;

import io.nodeward.hostprobes.toml.TomlValue.Moment;
import org.jspecify.annotations.Nullable;

/** Dates and times of RFC 3339, and parts of them. */
final class Moments {

    private static final int DATE = "2026-01-31".length();
    private static final int TIME = "23:59:59".length();
    private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Moments() {}

    /** Reads a date, a time or both; null when the word is none. */
    static @Nullable TomlValue read(String word, int line) {
        boolean proper;
        if (word.length() < DATE) {
            proper = time(word, false);
        } else if (date(word.substring(0, DATE))) {
            proper = word.length() == DATE
                    || ("Tt ".indexOf(word.charAt(DATE)) >= 0 && time(word.substring(DATE + 1), true));
        } else {
            proper = time(word, false);
        }
        return proper ? new Moment(word, line) : null;
    }

    static boolean date(String word) {
        if (word.length() != DATE || word.charAt(4) != '-' || word.charAt(7) != '-') {
            return false;
        }
        int year = number(word, 0, 4);
        int month = number(word, 5, 2);
        int day = number(word, 8, 2);
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return year >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= DAYS[month - 1] - (month == 2 && !leap ? 1 : 0);
    }

    /** @param zone whether an offset may follow */
    private static boolean time(String word, boolean zone) {
        if (word.length() < TIME || word.charAt(2) != ':' || word.charAt(5) != ':') {
            return false;
        }
        int hour = number(word, 0, 2);
        int minute = number(word, 3, 2);
        int second = number(word, 6, 2);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return false;
        }
        int at = TIME;
        if (at < word.length() && word.charAt(at) == '.') {
            int from = ++at;
            while (at < word.length() && number(word, at, 1) >= 0) {
                at++;
            }
            if (at == from) {
                return false;
            }
        }
        String rest = word.substring(at);
        return rest.isEmpty() || (zone && (rest.equals("Z") || rest.equals("z") || offset(rest)));
    }

    private static boolean offset(String text) {
        int hour = text.length() == 6 ? number(text, 1, 2) : -1;
        int minute = text.length() == 6 ? number(text, 4, 2) : -1;
        return (text.charAt(0) == '+' || text.charAt(0) == '-')
                && hour >= 0
                && hour <= 23
                && text.charAt(3) == ':'
                && minute >= 0
                && minute <= 59;
    }

    /** So many digits as a number; -1 when they are not all digits. */
    private static int number(String text, int from, int length) {
        int value = 0;
        for (int i = from; i < from + length; i++) {
            int digit = i < text.length() ? text.charAt(i) - '0' : -1;
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }
}
