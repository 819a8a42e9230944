package io.nodeward.hostprobes.kubernetes.flags;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How Go's standard library reads values from text. Every method returns null where Go reports an error. */
public final class GoText {

    private static final long SECOND = 1_000_000_000L;

    private GoText() {}

    /** strconv.ParseBool. */
    public static @Nullable Boolean bool(String text) {
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> Boolean.TRUE;
            case "0", "f", "F", "FALSE", "false", "False" -> Boolean.FALSE;
            default -> null;
        };
    }

    /** strconv.ParseInt with base 0: decimal, 0x, 0o or a leading 0 for octal, 0b, underscores between digits. */
    public static @Nullable Long integer(String text) {
        String digits = text;
        boolean negative = false;
        if (!digits.isEmpty() && (digits.charAt(0) == '-' || digits.charAt(0) == '+')) {
            negative = digits.charAt(0) == '-';
            digits = digits.substring(1);
        }
        int base = 10;
        boolean prefixed = false;
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            char kind = Character.toLowerCase(digits.charAt(1));
            base = kind == 'x' ? 16 : kind == 'b' ? 2 : 8;
            prefixed = kind == 'x' || kind == 'b' || kind == 'o';
            digits = digits.substring(prefixed ? 2 : 1);
        }
        if (digits.contains("_")) {
            if (digits.endsWith("_") || digits.contains("__") || digits.startsWith("_") && !prefixed && base != 8) {
                return null;
            }
            digits = digits.replace("_", "");
        }
        if (digits.isEmpty() || digits.charAt(0) == '-' || digits.charAt(0) == '+') {
            return null;
        }
        try {
            return Long.parseLong(negative ? "-" + digits : digits, base);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /**
     * net.ParseIP: four decimal numbers without leading zeros, or an IPv6 address without a zone. The result is the text,
     * with the unspecified and the loopback address of IPv6 in their usual spelling.
     */
    public static @Nullable String ip(String text) {
        if (text.indexOf(':') < 0) {
            return four(text) ? text : null;
        }
        int[] groups = six(text);
        if (groups == null) {
            return null;
        }
        int sum = 0;
        for (int i = 0; i < 7; i++) {
            sum |= groups[i];
        }
        return sum != 0 || groups[7] > 1 ? text : groups[7] == 1 ? "::1" : "::";
    }

    private static boolean four(String text) {
        int parts = 0;
        int at = 0;
        while (at <= text.length()) {
            int dot = text.indexOf('.', at);
            int end = dot < 0 ? text.length() : dot;
            if (end == at || end - at > 3 || (end - at > 1 && text.charAt(at) == '0')) {
                return false;
            }
            int value = 0;
            for (int i = at; i < end; i++) {
                int digit = text.charAt(i) - '0';
                if (digit < 0 || digit > 9) {
                    return false;
                }
                value = 10 * value + digit;
            }
            if (value > 255) {
                return false;
            }
            parts++;
            at = end + 1;
        }
        return parts == 4;
    }

    /** The eight groups of an IPv6 address; null when it is none. */
    private static int @Nullable [] six(String address) {
        String text = address;
        int tail = text.lastIndexOf(':') + 1;
        int[] groups = new int[8];
        int room = 8;
        if (text.indexOf('.') >= 0) {
            // the last 32 bits as an IPv4 address
            String four = text.substring(tail);
            if (!four(four)) {
                return null;
            }
            String[] numbers = four.split("\\.");
            text = text.substring(0, tail)
                    + Integer.toHexString(Integer.parseInt(numbers[0]) << 8 | Integer.parseInt(numbers[1])) + ":"
                    + Integer.toHexString(Integer.parseInt(numbers[2]) << 8 | Integer.parseInt(numbers[3]));
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            return fill(groups, text, 0) == room ? groups : null;
        }
        String before = text.substring(0, gap);
        String after = text.substring(gap + 2);
        int first = before.isEmpty() ? 0 : fill(groups, before, 0);
        int[] end = new int[8];
        int last = after.isEmpty() ? 0 : fill(end, after, 0);
        if (first < 0 || last < 0 || first + last >= room) {
            return null;
        }
        System.arraycopy(end, 0, groups, room - last, last);
        return groups;
    }

    /** Reads groups with colons between them and returns how many there are; -1 when it is not only that. */
    private static int fill(int[] groups, String text, int from) {
        int count = from;
        for (String part : text.split(":", -1)) {
            if (part.isEmpty() || part.length() > 4 || count == groups.length) {
                return -1;
            }
            int value = 0;
            for (int i = 0; i < part.length(); i++) {
                int digit = Character.digit(part.charAt(i), 16);
                if (digit < 0 || part.charAt(i) > 'f') {
                    return -1;
                }
                value = 16 * value + digit;
            }
            groups[count++] = value;
        }
        return count;
    }

    /** time.ParseDuration. */
    public static @Nullable Duration duration(String text) {
        int at = 0;
        boolean negative = false;
        if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
            negative = text.charAt(at) == '-';
            at++;
        }
        if (text.substring(at).equals("0")) {
            return Duration.ZERO;
        }
        if (at == text.length()) {
            return null;
        }
        Duration sum = Duration.ZERO;
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                at++;
            }
            int unitStart = at;
            while (at < text.length() && !Character.isDigit(text.charAt(at)) && text.charAt(at) != '.') {
                at++;
            }
            long unit = switch (text.substring(unitStart, at)) {
                case "ns" -> 1;
                case "us", "µs", "μs" -> 1_000;
                case "ms" -> 1_000_000;
                case "s" -> SECOND;
                case "m" -> 60 * SECOND;
                case "h" -> 3600 * SECOND;
                default -> 0;
            };
            String number = text.substring(start, unitStart);
            if (unit == 0 || number.isEmpty() || number.equals(".") || number.length() > 20) {
                return null;
            }
            try {
                sum = sum.plus(part(number, unit));
            } catch (NumberFormatException | ArithmeticException e) {
                return null;
            }
        }
        return negative ? sum.negated() : sum;
    }

    private static Duration part(String number, long unit) {
        int point = number.indexOf('.');
        if (point < 0) {
            return Duration.ofNanos(Math.multiplyExact(Long.parseLong(number), unit));
        }
        long whole = point == 0 ? 0 : Long.parseLong(number.substring(0, point));
        String rest = number.substring(point + 1);
        double fraction = rest.isEmpty() ? 0 : Long.parseLong(rest) / Math.pow(10, rest.length());
        return Duration.ofNanos(Math.addExact(Math.multiplyExact(whole, unit), (long) (fraction * unit)));
    }

    /** A line of encoding/csv with its defaults: quotes around a field are taken off, doubled ones inside become one. */
    public static @Nullable List<String> csv(String text) {
        List<String> fields = new ArrayList<>();
        if (text.isEmpty()) {
            return fields;
        }
        int at = 0;
        while (true) {
            StringBuilder field = new StringBuilder();
            if (at < text.length() && text.charAt(at) == '"') {
                at++;
                while (true) {
                    int quote = text.indexOf('"', at);
                    if (quote < 0) {
                        return null;
                    }
                    field.append(text, at, quote);
                    at = quote + 1;
                    if (at < text.length() && text.charAt(at) == '"') {
                        field.append('"');
                        at++;
                    } else {
                        break;
                    }
                }
                if (at < text.length() && text.charAt(at) != ',') {
                    return null;
                }
            } else {
                int comma = text.indexOf(',', at);
                int end = comma < 0 ? text.length() : comma;
                field.append(text, at, end);
                if (field.indexOf("\"") >= 0) {
                    return null;
                }
                at = end;
            }
            fields.add(field.toString());
            if (at >= text.length()) {
                return fields;
            }
            at++;
        }
    }
}
