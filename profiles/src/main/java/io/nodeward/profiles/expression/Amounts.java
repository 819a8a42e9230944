package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/**
 * Quantities of Kubernetes ({@code 500Mi}, {@code 100m}, {@code 1e3}; apimachinery resource/quantity.go) and percentages
 * ({@code 10%}), as numbers to be compared.
 */
public final class Amounts {

    private static final int LENGTH = 64;
    private static final String BINARY = "KMGTPE";
    private static final String LARGE = "kMGTPE";
    private static final String SMALL = "mun";

    private Amounts() {}

    /** Returns the number; null when the text is none of these. */
    public static @Nullable Double of(String text) {
        int at = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
        int digits = 0;
        boolean point = false;
        int end = at;
        while (end < text.length() && (digit(text.charAt(end)) || (text.charAt(end) == '.' && !point))) {
            point |= text.charAt(end) == '.';
            digits += digit(text.charAt(end)) ? 1 : 0;
            end++;
        }
        if (digits == 0 || text.length() > LENGTH) {
            return null;
        }
        Double factor = factor(text.substring(end));
        return factor == null ? null : (Double) (Double.parseDouble(text.substring(0, end)) * factor);
    }

    private static @Nullable Double factor(String suffix) {
        if (suffix.isEmpty() || suffix.equals("%")) {
            return 1.0;
        }
        char first = suffix.charAt(0);
        if (suffix.length() == 1 && LARGE.indexOf(first) >= 0) {
            return Math.pow(1000, LARGE.indexOf(first) + 1);
        }
        if (suffix.length() == 1 && SMALL.indexOf(first) >= 0) {
            return Math.pow(1000, -1 - SMALL.indexOf(first));
        }
        if (suffix.length() == 2 && suffix.charAt(1) == 'i' && BINARY.indexOf(first) >= 0) {
            return Math.pow(1024, BINARY.indexOf(first) + 1);
        }
        return first == 'e' || first == 'E' ? exponent(suffix.substring(1)) : null;
    }

    private static @Nullable Double exponent(String digits) {
        int from = digits.startsWith("+") || digits.startsWith("-") ? 1 : 0;
        for (int i = from; i < digits.length(); i++) {
            if (!digit(digits.charAt(i))) {
                return null;
            }
        }
        return digits.length() == from || digits.length() > 4 ? null : (Double) Math.pow(10, Integer.parseInt(digits));
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
