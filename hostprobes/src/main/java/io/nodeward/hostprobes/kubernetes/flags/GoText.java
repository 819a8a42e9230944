package io.nodeward.hostprobes.kubernetes.flags;

import io.nodeward.hostprobes.kubernetes.goyaml.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How Go's standard library reads values from text. Every method returns null where Go reports an error. */
public final class GoText {

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
        if (digits.isEmpty() || !ascii(digits)) {
            return null;
        }
        try {
            return Long.parseLong(negative ? "-" + digits : digits, base);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** netutils.ParseIPSloppy: as {@link #ip}, with leading zeros allowed in IPv4. */
    public static boolean sloppyIp(String text) {
        if (text.indexOf(':') >= 0) {
            return ip(text) != null;
        }
        StringBuilder strict = new StringBuilder();
        for (String part : text.split("\\.", -1)) {
            int zeros = 0;
            while (zeros < part.length() - 1 && part.charAt(zeros) == '0') {
                zeros++;
            }
            strict.append(strict.isEmpty() ? "" : ".").append(part, zeros, part.length());
        }
        return ip(strict.toString()) != null;
    }

    /** An IP address with or without a port behind it: {@code [::1]:80}. */
    public static boolean sloppyIpAndPort(String text) {
        if (sloppyIp(text)) {
            return true;
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return false;
        }
        String host = text.substring(0, colon);
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        Long port = decimal(text.substring(colon + 1));
        return (brackets ? sloppyIp(host.substring(1, host.length() - 1)) : host.indexOf(':') < 0 && sloppyIp(host))
                && port != null
                && port <= 65_535;
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

    /** Java takes digits of all scripts for numbers, and a second sign. */
    private static boolean ascii(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F')) {
                return false;
            }
        }
        return true;
    }

    /** strconv.ParseUint with base 10, at most 31 bits: the verbosity of logs. */
    public static @Nullable Long decimal(String text) {
        if (text.isEmpty() || text.length() > 12) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return null;
            }
        }
        long value = Long.parseLong(text);
        return value > Integer.MAX_VALUE ? null : (Long) value;
    }

    /** time.ParseDuration. */
    public static @Nullable Duration duration(String text) {
        return GoDuration.parse(text);
    }

    /**
     * The first record of encoding/csv with its defaults: quotes around a field are taken off, doubled ones inside become
     * one, and what follows a line break outside of quotes is not looked at.
     */
    public static @Nullable List<String> csv(String text) {
        List<String> fields = new ArrayList<>();
        if (text.isEmpty()) {
            return fields;
        }
        int at = 0;
        // empty lines are skipped
        while (at < text.length() && lineBreak(text, at) > 0) {
            at += lineBreak(text, at);
        }
        if (at == text.length()) {
            return null;
        }
        while (true) {
            StringBuilder field = new StringBuilder();
            at = text.startsWith("\"", at) ? quoted(text, at + 1, field) : bare(text, at, field);
            if (at < 0) {
                return null;
            }
            fields.add(field.toString());
            if (at >= text.length() || text.charAt(at) != ',') {
                return fields;
            }
            at++;
        }
    }

    /** Reads up to the closing quote and returns what comes after it; -1 when there is none or more text follows. */
    private static int quoted(String text, int from, StringBuilder field) {
        int at = from;
        while (true) {
            int quote = text.indexOf('"', at);
            if (quote < 0) {
                return -1;
            }
            field.append(text, at, quote);
            at = quote + 1;
            if (!text.startsWith("\"", at)) {
                break;
            }
            field.append('"');
            at++;
        }
        boolean end = at == text.length() || text.charAt(at) == ',' || lineBreak(text, at) > 0;
        return end ? at : -1;
    }

    private static int bare(String text, int from, StringBuilder field) {
        int at = from;
        while (at < text.length() && text.charAt(at) != ',' && lineBreak(text, at) == 0) {
            if (text.charAt(at) == '"') {
                return -1;
            }
            field.append(text.charAt(at++));
        }
        return at;
    }

    /** Length of the line break that stands here, 0 for none. */
    private static int lineBreak(String text, int at) {
        return text.startsWith("\r\n", at) ? 2 : text.charAt(at) == '\n' ? 1 : 0;
    }
}
