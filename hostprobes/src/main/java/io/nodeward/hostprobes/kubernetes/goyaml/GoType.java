package io.nodeward.hostprobes.kubernetes.goyaml;

import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Bool;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Items;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Member;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Members;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Null;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Go type as encoding/json fills it. Nothing is converted: {@code "true"} is no boolean, {@code 1} no string,
 * {@code 1.0} no integer where JSON itself was read.
 *
 * @param <T> what it becomes here
 */
public abstract class GoType<T> {

    /** string, and every named type of it. */
    public static final GoType<String> STRING = new GoType<>("a string") {
        @Override
        @Nullable String decode(GoValue value) {
            return value instanceof Text(String text, int _) ? text : null;
        }

        @Override
        String zero() {
            return "";
        }
    };

    /** bool. */
    public static final GoType<Boolean> BOOL = new GoType<>("a boolean") {
        @Override
        @Nullable Boolean decode(GoValue value) {
            return value instanceof Bool(boolean truth, int _) ? truth : null;
        }

        @Override
        Boolean zero() {
            return false;
        }
    };

    /** int32. */
    public static final GoType<Long> INT32 = new Whole("a 32-bit integer", Integer.MIN_VALUE, Integer.MAX_VALUE);

    /** int64. */
    public static final GoType<Long> INT64 = new Whole("a 64-bit integer", Long.MIN_VALUE, Long.MAX_VALUE);

    /** uint32. */
    public static final GoType<Long> UINT32 = new Whole("an unsigned 32-bit integer", 0, 0xffff_ffffL);

    /** float32 and float64. */
    public static final GoType<Double> FLOAT = new GoType<>("a number") {
        @Override
        @Nullable Double decode(GoValue value) {
            if (!(value instanceof GoValue.Numeral(String text, int _))) {
                return null;
            }
            double number = Double.parseDouble(text);
            return Double.isInfinite(number) ? null : (Double) number;
        }

        @Override
        Double zero() {
            return 0.0;
        }
    };

    /** *metav1.Duration: a string in Go's notation. */
    public static final GoType<Duration> DURATION_POINTER = new Time();

    /** metav1.Duration, which has the one oddity that null is an error. (apimachinery meta/v1 duration.go.) */
    public static final GoType<Duration> DURATION = new Time() {
        @Override
        boolean nullable() {
            return false;
        }
    };

    /** resource.Quantity as it is written: a string or a number. */
    public static final GoType<String> QUANTITY = new GoType<>("a quantity") {
        @Override
        @Nullable String decode(GoValue value) {
            return switch (value) {
                case Text(String text, int _) -> text;
                case GoValue.Numeral(String text, int _) -> text;
                default -> null;
            };
        }

        @Override
        String zero() {
            return "0";
        }
    };

    private final String described;

    private GoType(String described) {
        this.described = described;
    }

    /** []T; a null element is T's zero value. */
    public static <T> GoType<List<T>> list(GoType<T> element) {
        return new ListOf<>(element);
    }

    /** map[string]T; a null value is T's zero value. */
    public static <T> GoType<Map<String, T>> map(GoType<T> element) {
        return new MapOf<>(element);
    }

    /**
     * The type with this name, as the tables of configuration fields have it: {@code *bool}, {@code []string},
     * {@code map[string]bool}, {@code duration}; null for {@code object} and {@code []object}, which are structs.
     *
     * @throws IllegalArgumentException for a type that is not known
     */
    public static @Nullable GoType<?> named(String name) {
        if (name.startsWith("*")) {
            return name.equals("*duration") ? DURATION_POINTER : named(name.substring(1));
        }
        if (name.startsWith("[]")) {
            GoType<?> element = named(name.substring(2));
            return element == null ? null : list(element);
        }
        if (name.startsWith("map[string]")) {
            GoType<?> element = named(name.substring("map[string]".length()));
            return element == null ? null : map(element);
        }
        return switch (name) {
            case "string", "v1.Time" -> STRING;
            case "bool" -> BOOL;
            case "int32" -> INT32;
            case "int64" -> INT64;
            case "uint32" -> UINT32;
            case "float32", "float64" -> FLOAT;
            case "duration" -> DURATION;
            case "quantity" -> QUANTITY;
            case "object" -> null;
            default -> throw new IllegalArgumentException("no such type: " + name);
        };
    }

    /** Returns the value, or null when it is of another type; never asked about null. */
    abstract @Nullable T decode(GoValue value);

    abstract T zero();

    /** Whether null leaves the field alone instead of being an error. */
    boolean nullable() {
        return true;
    }

    /** Whether a null empties a field that an earlier value has filled; Go leaves all but lists and maps alone. */
    boolean emptied() {
        return false;
    }

    /** What the second of two values for one field makes of the first. */
    T over(T first, T second) {
        return second;
    }

    /** What the value should have been, for a message. */
    final String described() {
        return described;
    }

    private @Nullable T element(GoValue value) {
        if (value instanceof Null) {
            return nullable() ? zero() : null;
        }
        return decode(value);
    }

    private static final class Whole extends GoType<Long> {
        private final long least;
        private final long most;

        Whole(String described, long least, long most) {
            super(described);
            this.least = least;
            this.most = most;
        }

        @Override
        @Nullable Long decode(GoValue value) {
            if (!(value instanceof GoValue.Numeral(String text, int _)) || text.length() > 20) {
                return null;
            }
            for (int i = text.charAt(0) == '-' ? 1 : 0; i < text.length(); i++) {
                if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                    return null;
                }
            }
            long fitting;
            try {
                fitting = Long.parseLong(text);
            } catch (NumberFormatException e) {
                return null;
            }
            return fitting < least || fitting > most ? null : (Long) fitting;
        }

        @Override
        Long zero() {
            return 0L;
        }
    }

    private static class Time extends GoType<Duration> {
        Time() {
            super("a duration");
        }

        @Override
        @Nullable Duration decode(GoValue value) {
            return value instanceof Text(String text, int _) ? GoDuration.parse(text) : null;
        }

        @Override
        Duration zero() {
            return Duration.ZERO;
        }
    }

    private static final class ListOf<T> extends GoType<List<T>> {
        private final GoType<T> element;

        ListOf(GoType<T> element) {
            super("a list in which each element is " + element.described());
            this.element = element;
        }

        @Override
        @Nullable List<T> decode(GoValue value) {
            if (!(value instanceof Items(List<GoValue> values, int _))) {
                return null;
            }
            List<T> decoded = new ArrayList<>(values.size());
            for (GoValue item : values) {
                T next = element.element(item);
                if (next == null) {
                    return null;
                }
                decoded.add(next);
            }
            return decoded;
        }

        @Override
        List<T> zero() {
            return List.of();
        }

        @Override
        boolean emptied() {
            return true;
        }
    }

    private static final class MapOf<T> extends GoType<Map<String, T>> {
        private final GoType<T> element;

        MapOf(GoType<T> element) {
            super("an object in which each value is " + element.described());
            this.element = element;
        }

        @Override
        @Nullable Map<String, T> decode(GoValue value) {
            if (!(value instanceof Members(List<Member> members, int _))) {
                return null;
            }
            Map<String, T> decoded = new LinkedHashMap<>();
            for (Member member : members) {
                T next = element.element(member.value());
                if (next == null) {
                    return null;
                }
                decoded.put(member.name(), next);
            }
            return decoded;
        }

        @Override
        Map<String, T> zero() {
            return Map.of();
        }

        @Override
        boolean emptied() {
            return true;
        }

        @Override
        Map<String, T> over(Map<String, T> first, Map<String, T> second) {
            Map<String, T> both = new LinkedHashMap<>(first);
            both.putAll(second);
            return both;
        }
    }
}
