package io.nodeward.hostprobes.toml;

import io.nodeward.hostprobes.toml.TomlValue.Decimal;
import io.nodeward.hostprobes.toml.TomlValue.Whole;
import org.jspecify.annotations.Nullable;

/** Whole numbers of 64 bits and floating point numbers. */
final class Numbers {

    private Numbers() {}

    /** Reads a number; null when the word is none. */
    static @Nullable TomlValue read(String word, int line) {
        boolean sign = word.charAt(0) == '+' || word.charAt(0) == '-';
        String digits = sign ? word.substring(1) : word;
        if (digits.equals("inf") || digits.equals("nan")) {
            double value = digits.equals("nan")
                    ? Double.NaN
                    : word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            return new Decimal(value, line);
        }
        int base = sign ? 10 : base(digits);
        if (base != 10) {
            Long number = underscores(digits.substring(2), base) ? whole(digits.substring(2), base) : null;
            return number == null ? null : new Whole(number, line);
        }
        int end = 0;
        while (end < digits.length()
                && (digit(digits.charAt(end)) < 10 && digit(digits.charAt(end)) >= 0 || digits.charAt(end) == '_')) {
            end++;
        }
        String before = digits.substring(0, end);
        boolean proper = underscores(before, 10) && (before.length() == 1 || before.charAt(0) != '0');
        if (!proper) {
            return null;
        }
        if (end == digits.length()) {
            Long number = whole(word.startsWith("-") ? "-" + before : before, 10);
            return number == null ? null : new Whole(number, line);
        }
        return decimal(word, digits.substring(end), line);
    }

    private static int base(String digits) {
        return digits.startsWith("0x") ? 16 : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 10;
    }

    /** @param rest the fraction, the exponent, or both */
    private static @Nullable TomlValue decimal(String word, String rest, int line) {
        int e = Math.max(rest.indexOf('e'), rest.indexOf('E'));
        String fraction = e < 0 ? rest : rest.substring(0, e);
        boolean fine = fraction.isEmpty() || (fraction.charAt(0) == '.' && underscores(fraction.substring(1), 10));
        if (e >= 0) {
            int from = e + 1;
            boolean sign = from < rest.length() && (rest.charAt(from) == '+' || rest.charAt(from) == '-');
            fine &= underscores(rest.substring(sign ? from + 1 : from), 10);
        }
        return fine ? new Decimal(Double.parseDouble(word.replace("_", "")), line) : null;
    }

    /** Whether these are digits of a base, at least one, with underscores between two of them at most. */
    private static boolean underscores(String digits, int base) {
        boolean before = false;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            boolean is = digit(c) >= 0 && digit(c) < base;
            if (!is && !(c == '_' && before)) {
                return false;
            }
            before = is;
        }
        return before;
    }

    private static @Nullable Long whole(String digits, int base) {
        try {
            return Long.parseLong(digits.replace("_", ""), base);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The value of a hexadecimal digit, -1 for anything else. */
    static int digit(char c) {
        return c > 'f' ? -1 : Character.digit(c, 16);
    }
}
