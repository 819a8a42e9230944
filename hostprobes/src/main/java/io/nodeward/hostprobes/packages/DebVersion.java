package io.nodeward.hostprobes.packages;

/** The order of Debian's versions, deb-version(7): {@code [epoch:]upstream[-revision]}, a tilde before everything, even the end. */
final class DebVersion {

    private DebVersion() {}

    /** Less than 0, 0 or more than 0 as the first version is older, the same or newer. */
    static int compare(String one, String other) {
        int byEpoch = number(epoch(one), epoch(other));
        if (byEpoch != 0) {
            return byEpoch;
        }
        int byUpstream = part(upstream(one), upstream(other));
        return byUpstream != 0 ? byUpstream : part(revision(one), revision(other));
    }

    private static String epoch(String version) {
        int colon = version.indexOf(':');
        return colon < 0 ? "" : version.substring(0, colon);
    }

    private static String rest(String version) {
        return version.substring(version.indexOf(':') + 1);
    }

    private static String upstream(String version) {
        String rest = rest(version);
        int dash = rest.lastIndexOf('-');
        return dash < 0 ? rest : rest.substring(0, dash);
    }

    private static String revision(String version) {
        String rest = rest(version);
        int dash = rest.lastIndexOf('-');
        return dash < 0 ? "" : rest.substring(dash + 1);
    }

    /** By turns what is no digit, by {@link #order}, and digits, by their number. */
    private static int part(String one, String other) {
        int a = 0;
        int b = 0;
        while (a < one.length() || b < other.length()) {
            while ((a < one.length() && !digit(one.charAt(a))) || (b < other.length() && !digit(other.charAt(b)))) {
                int first = a < one.length() ? order(one.charAt(a)) : 0;
                int second = b < other.length() ? order(other.charAt(b)) : 0;
                if (first != second) {
                    return Integer.compare(first, second);
                }
                a++;
                b++;
            }
            int endA = a;
            while (endA < one.length() && digit(one.charAt(endA))) {
                endA++;
            }
            int endB = b;
            while (endB < other.length() && digit(other.charAt(endB))) {
                endB++;
            }
            int numbers = number(one.substring(Math.min(a, endA), endA), other.substring(Math.min(b, endB), endB));
            if (numbers != 0) {
                return numbers;
            }
            a = endA;
            b = endB;
        }
        return 0;
    }

    /** Of any length. */
    private static int number(String one, String other) {
        String first = significant(one);
        String second = significant(other);
        return first.length() != second.length()
                ? Integer.compare(first.length(), second.length())
                : Integer.signum(first.compareTo(second));
    }

    private static String significant(String digits) {
        int at = 0;
        while (at < digits.length() && digits.charAt(at) == '0') {
            at++;
        }
        return digits.substring(at);
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /** A tilde before the end, the end (and a digit) before letters, these before all others. */
    private static int order(char c) {
        if (digit(c)) {
            return 0;
        }
        if (c == '~') {
            return -1;
        }
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter ? c : c + 256;
    }
}
