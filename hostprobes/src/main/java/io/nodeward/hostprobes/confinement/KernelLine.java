package io.nodeward.hostprobes.confinement;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's command line as the kernel cuts it up (lib/cmdline.c: next_arg, parse_args): blanks in double quotes belong to
 * the value, dashes and underscores of names are the same, what follows {@code --} is the init program's.
 *
 * @param text the line
 * @param source where it stands
 */
public record KernelLine(String text, String source, List<Parameter> parameters) {

    private static final int LONGEST = 16 << 10;

    /** @param value null where there is no equals sign */
    public record Parameter(String name, @Nullable String value) {}

    public static KernelLine of(String text, String source) {
        List<Parameter> parameters = new ArrayList<>();
        int end = Math.min(text.length(), LONGEST);
        int at = 0;
        while (at < end) {
            while (at < end && text.charAt(at) <= ' ') {
                at++;
            }
            int start = at;
            boolean quoted = false;
            while (at < end && (quoted || text.charAt(at) > ' ')) {
                quoted ^= text.charAt(at) == '"';
                at++;
            }
            String word = text.substring(start, at);
            if (word.equals("--")) {
                break;
            }
            if (!word.isEmpty()) {
                parameters.add(parameter(word));
            }
        }
        return new KernelLine(text, source, List.copyOf(parameters));
    }

    private static Parameter parameter(String word) {
        String plain = word.replace("\"", "");
        int equals = plain.indexOf('=');
        return equals < 0
                ? new Parameter(plain.replace('-', '_'), null)
                : new Parameter(plain.substring(0, equals).replace('-', '_'), plain.substring(equals + 1));
    }

    /** The last value of a parameter, which is the one that counts; null when it is not given with one. */
    @Nullable String last(String name) {
        for (Parameter parameter : parameters.reversed()) {
            if (parameter.name().equals(name) && parameter.value() != null) {
                return parameter.value();
            }
        }
        return null;
    }

    /** The last number that a parameter is given, as kstrtoul takes it; null when there is none, for others are ignored. */
    @Nullable Boolean number(String name) {
        for (Parameter parameter : parameters.reversed()) {
            String value = parameter.value();
            if (parameter.name().equals(name) && value != null) {
                Boolean on = nonzero(value);
                if (on != null) {
                    return on;
                }
            }
        }
        return null;
    }

    private static @Nullable Boolean nonzero(String value) {
        String digits = value.startsWith("+") ? value.substring(1) : value;
        int radix = 10;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            radix = 16;
            digits = digits.substring(2);
        } else if (digits.length() > 1 && digits.startsWith("0")) {
            radix = 8;
        }
        if (digits.isEmpty() || digits.length() > 20) {
            return null;
        }
        boolean on = false;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) > 'f' ? -1 : Character.digit(digits.charAt(i), radix);
            if (digit < 0) {
                return null;
            }
            on |= digit > 0;
        }
        return on;
    }
}
