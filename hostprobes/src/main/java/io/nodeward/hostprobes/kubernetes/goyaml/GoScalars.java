package io.nodeward.hostprobes.kubernetes.goyaml;

import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a YAML scalar means to go-yaml v2, which Kubernetes uses: YAML 1.1 booleans with {@code y} and {@code n}, Go's
 * number syntax, no base 60, dates left as strings. (go.yaml.in/yaml/v2 resolve.go: resolve; decode.go: scalar.)
 */
final class GoScalars {

    private static final String PREFIX = "tag:yaml.org,2002:";
    private static final BigInteger MAX_UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    private static final BigInteger MIN_SIGNED = BigInteger.valueOf(Long.MIN_VALUE);

    /** Words that stand for something else than themselves. */
    private static final Map<String, Object> WORDS = Map.ofEntries(
            Map.entry("y", true),
            Map.entry("Y", true),
            Map.entry("yes", true),
            Map.entry("Yes", true),
            Map.entry("YES", true),
            Map.entry("true", true),
            Map.entry("True", true),
            Map.entry("TRUE", true),
            Map.entry("on", true),
            Map.entry("On", true),
            Map.entry("ON", true),
            Map.entry("n", false),
            Map.entry("N", false),
            Map.entry("no", false),
            Map.entry("No", false),
            Map.entry("NO", false),
            Map.entry("false", false),
            Map.entry("False", false),
            Map.entry("FALSE", false),
            Map.entry("off", false),
            Map.entry("Off", false),
            Map.entry("OFF", false),
            Map.entry("", Nothing.NOTHING),
            Map.entry("~", Nothing.NOTHING),
            Map.entry("null", Nothing.NOTHING),
            Map.entry("Null", Nothing.NOTHING),
            Map.entry("NULL", Nothing.NOTHING),
            Map.entry(".nan", Double.NaN),
            Map.entry(".NaN", Double.NaN),
            Map.entry(".NAN", Double.NaN),
            Map.entry(".inf", Double.POSITIVE_INFINITY),
            Map.entry(".Inf", Double.POSITIVE_INFINITY),
            Map.entry(".INF", Double.POSITIVE_INFINITY),
            Map.entry("+.inf", Double.POSITIVE_INFINITY),
            Map.entry("+.Inf", Double.POSITIVE_INFINITY),
            Map.entry("+.INF", Double.POSITIVE_INFINITY),
            Map.entry("-.inf", Double.NEGATIVE_INFINITY),
            Map.entry("-.Inf", Double.NEGATIVE_INFINITY),
            Map.entry("-.INF", Double.NEGATIVE_INFINITY));

    private enum Nothing {
        NOTHING
    }

    /** So many digits fit a long in every radix. */
    private static final int SHORT = 15;

    private GoScalars() {}

    /** BigInteger's own way divides its number by large ones. */
    private static String decimal(BigInteger whole) {
        return whole.bitLength() < Long.SIZE ? Long.toString(whole.longValue()) : whole.toString();
    }

    /** Whether this key merges the mappings that are its value. */
    static boolean merges(Scalar key) {
        return key.text().equals("<<")
                && (key.tag() == null ? key.plain() : key.tag().equals(PREFIX + "merge"));
    }

    /** Resolves a scalar to Null, Bool, Numeral or Text. */
    static GoValue value(Scalar scalar) throws GoYamlException {
        Object value = resolve(scalar);
        int line = scalar.line();
        return switch (value) {
            case Nothing _ -> new GoValue.Null(line);
            case Boolean truth -> new GoValue.Bool(truth, line);
            case BigInteger whole -> new GoValue.Numeral(decimal(whole), line);
            case Double real -> {
                if (real.isNaN() || real.isInfinite()) {
                    throw new GoYamlException(line, "holds a number that JSON cannot say");
                }
                yield new GoValue.Numeral(json(real), line);
            }
            default -> new GoValue.Text((String) value, line);
        };
    }

    /** Resolves a key to the name that its JSON object gets. */
    static String key(Scalar scalar) throws GoYamlException {
        Object value = resolve(scalar);
        return switch (value) {
            case Nothing _ -> throw new GoYamlException(scalar.line(), "a key is null");
            case Boolean truth -> truth.toString();
            case BigInteger whole -> {
                if (whole.bitLength() > 63) {
                    throw new GoYamlException(scalar.line(), "a key is a number too large");
                }
                yield decimal(whole);
            }
            case Double real -> {
                if (real.isNaN() || real.isInfinite()) {
                    yield real.isNaN() ? ".nan" : real > 0 ? ".inf" : "-.inf";
                }
                String shown = Float.toString(real.floatValue());
                yield shown.endsWith(".0") ? shown.substring(0, shown.length() - 2) : shown;
            }
            default -> (String) value;
        };
    }

    /** Whether a key is something else than a string before its JSON object makes it one. */
    static boolean converted(Scalar scalar) throws GoYamlException {
        return !(resolve(scalar) instanceof String);
    }

    private static Object resolve(Scalar scalar) throws GoYamlException {
        String tag = scalar.tag();
        String text = scalar.text();
        if (tag == null) {
            return scalar.plain() ? guess(text, false) : text;
        }
        Object value = switch (tag.startsWith(PREFIX) ? tag.substring(PREFIX.length()) : "") {
            case "str" -> text;
            case "binary" -> binary(text);
            case "null" -> only(Nothing.class, guess(text, true));
            case "bool" -> only(Boolean.class, guess(text, true));
            case "int" -> only(BigInteger.class, guess(text, true));
            case "float" -> real(guess(text, true));
            case "timestamp" -> date(text) ? text : null;
            // a tag that go-yaml does not know leaves the text alone
            default -> text;
        };
        if (value == null) {
            throw new GoYamlException(scalar.line(), "a value is not what its tag says");
        }
        return value;
    }

    private static <T> @Nullable Object only(Class<T> type, Object value) {
        return type.isInstance(value) ? value : null;
    }

    private static @Nullable Object real(Object value) {
        if (value instanceof BigInteger whole) {
            // beyond 64 signed bits go-yaml forgets to convert
            return whole.bitLength() > 63 ? null : whole.doubleValue();
        }
        return value instanceof Double ? value : null;
    }

    private static @Nullable Object binary(String text) {
        StringBuilder packed = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\n' && text.charAt(i) != '\r') {
                packed.append(text.charAt(i));
            }
        }
        if (packed.length() % 4 != 0) {
            return null;
        }
        try {
            return new String(Base64.getDecoder().decode(packed.toString()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What an untagged plain scalar means; dates are told apart only where the tag wants them to be. */
    private static Object guess(String text, boolean tagged) {
        Object word = WORDS.get(text);
        if (word != null) {
            return word;
        }
        char first = text.charAt(0);
        if (first == '.') {
            Double real = real(text);
            return real == null ? text : real;
        }
        if (first != '+' && first != '-' && (first < '0' || first > '9')) {
            return text;
        }
        if (!tagged && date(text)) {
            return text;
        }
        String plain = text.indexOf('_') < 0 ? text : text.replace("_", "");
        BigInteger whole = whole(plain);
        if (whole != null) {
            return whole;
        }
        Double real = real(plain);
        return real == null ? text : real;
    }

    /** Go's integer literals: decimal, 0x, 0o, 0b and a plain leading 0 for octal; 64 bits, unsigned if need be. */
    private static @Nullable BigInteger whole(String text) {
        int start = text.isEmpty() || (text.charAt(0) != '+' && text.charAt(0) != '-') ? 0 : 1;
        int radix = 10;
        int digits = start;
        if (text.length() > start + 1 && text.charAt(start) == '0') {
            digits = start + 2;
            switch (text.charAt(start + 1)) {
                case 'x', 'X' -> radix = 16;
                case 'o', 'O' -> radix = 8;
                case 'b', 'B' -> radix = 2;
                default -> {
                    radix = 8;
                    digits = start + 1;
                }
            }
        }
        // 64 binary digits are the most that can fit; leading zeros beyond that do not occur in earnest
        if (digits >= text.length() || text.length() - digits > 200) {
            return null;
        }
        for (int i = digits; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 'f' || Character.digit(c, radix) < 0) {
                return null;
            }
        }
        BigInteger value = text.length() - digits <= SHORT
                ? BigInteger.valueOf(Long.parseLong(text, digits, text.length(), radix))
                : new BigInteger(text.substring(digits), radix);
        boolean signed = start == 1;
        if (signed && text.charAt(0) == '-') {
            value = value.negate();
        }
        boolean fits = value.bitLength() <= 63 && value.compareTo(MIN_SIGNED) >= 0;
        return fits || (!signed && value.compareTo(MAX_UNSIGNED) <= 0) ? value : null;
    }

    /** A decimal number with a point or an exponent, or one that is no Go integer: 09. */
    private static @Nullable Double real(String text) {
        int i = !text.isEmpty() && (text.charAt(0) == '+' || text.charAt(0) == '-') ? 1 : 0;
        int before = digits(text, i);
        i += before;
        int after = 0;
        if (i < text.length() && text.charAt(i) == '.') {
            after = digits(text, i + 1);
            i += 1 + after;
        }
        if (before + after == 0) {
            return null;
        }
        if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            i++;
            if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
                i++;
            }
            int exponent = digits(text, i);
            if (exponent == 0) {
                return null;
            }
            i += exponent;
        }
        if (i != text.length()) {
            return null;
        }
        double value = Double.parseDouble(text);
        return Double.isInfinite(value) ? null : (Double) value;
    }

    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i - from;
    }

    /** Whether go-yaml may take the text for a date; what it is then makes no difference, since it stays a string. */
    private static boolean date(String text) {
        if (text.length() < 8 || digits(text, 0) != 4 || text.charAt(4) != '-') {
            return false;
        }
        int month = digits(text, 5);
        int day = 5 + month;
        return month > 0 && day < text.length() && text.charAt(day) == '-' && digits(text, day + 1) > 0;
    }

    /** A floating point number as encoding/json writes it. */
    private static String json(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        double size = Math.abs(value);
        if (size >= 1e-6 && size < 1e21) {
            return decimal.toPlainString();
        }
        String digits = decimal.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - decimal.scale();
        return (value < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + "e"
                + (exponent < 0 ? "-" : "+")
                + Math.abs(exponent);
    }
}
