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
