package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Items;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Leaf;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Member;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Members;
import io.nodeward.hostprobes.kubernetes.flags.GoText;
import io.nodeward.hostprobes.kubernetes.flags.Secrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of a configuration kind in one range of versions.
 *
 * @param path dotted: {@code authentication.anonymous.enabled}
 * @param type Go's type: {@code *bool}, {@code duration}, {@code []string}, {@code object} …
 * @param fallback what defaulting makes of it when it is not set, empty for nothing, {@code null} for a pointer that
 *     stays unset
 */
public record ConfigField(String path, String type, String fallback, int since, int until) {

    private static final String LIST = "[]";
    private static final String MAP = "map[string]";

    boolean in(int minor) {
        return since <= minor && minor <= until;
    }

    /** Whether zero is a value of its own and does not mean that the field is not set. */
    boolean pointer() {
        return type.startsWith("*");
    }

    /** Whether a null takes away what was decoded before it. */
    boolean nullable() {
        return pointer() || list() || map();
    }

    String base() {
        return pointer() ? type.substring(1) : type;
    }

    boolean object() {
        return base().equals("object");
    }

    boolean objects() {
        return base().equals("[]object");
    }

    boolean list() {
        return base().startsWith(LIST);
    }

    boolean map() {
        return base().startsWith(MAP);
    }

    boolean duration() {
        return base().equals("duration");
    }

    /** Whether it stays without a value when nothing sets it. */
    boolean unsetByDefault() {
        return fallback.equals("null") || (pointer() && fallback.isEmpty());
    }

    /** Whether values of its type can be read from here; null fits everything that may be left out. */
    boolean takes(ConfigValue value) {
        return takes(base(), value);
    }

    private static boolean takes(String type, ConfigValue value) {
        if (type.startsWith(LIST)) {
            return value instanceof Items items && elements(type.substring(LIST.length()), items.items());
        }
        if (type.startsWith(MAP)) {
            return value instanceof Members members && values(type.substring(MAP.length()), members.members());
        }
        if (type.equals("object")) {
            return value instanceof Members;
        }
        Object plain = value instanceof Leaf leaf ? leaf.value() : null;
        return switch (type) {
            case "bool" -> plain instanceof Boolean;
            case "int", "int32" -> plain instanceof Long n && n == n.intValue();
            case "int64" -> plain instanceof Long;
            case "uint32" -> plain instanceof Long n && n >= 0 && n <= 0xFFFFFFFFL;
            case "float32", "float64" -> plain instanceof Long || plain instanceof Double;
            case "duration" ->
                plain instanceof Duration || (plain instanceof String text && GoText.duration(text) != null);
            case "quantity" -> plain instanceof String || plain instanceof Long || plain instanceof Double;
            default -> plain instanceof String;
        };
    }

    private static boolean elements(String type, List<ConfigValue> items) {
        for (ConfigValue item : items) {
            if (!item.none() && !takes(type, item)) {
                return false;
            }
        }
        return true;
    }

    private static boolean values(String type, List<Member> members) {
        for (Member member : members) {
            if (!member.value().none() && !takes(type, member.value())) {
                return false;
            }
        }
        return true;
    }

    /** What a value of its type is called. */
    String wanted() {
        return switch (base()) {
            case "bool" -> "boolean";
            case "int", "int32", "int64", "uint32" -> "whole number in range";
            case "float32", "float64" -> "number";
            case "duration" -> "duration such as 5m0s";
            case "object" -> "mapping";
            default -> list() ? "list of the right kind" : map() ? "mapping of the right kind" : "text";
        };
    }

    /** A value that {@link #takes} found right, as a fact. Secrets are left out. */
    Known known(ConfigValue value) {
        Object plain = secret() ? hidden(value) : convert(base(), value);
        return new Known(plain, value.source(), shown(value.overrode()));
    }

    private static Object convert(String type, ConfigValue value) {
        switch (value) {
            case Items items -> {
                List<Object> list = new ArrayList<>();
                for (ConfigValue item : items.items()) {
                    list.add(convert(type.substring(LIST.length()), item));
                }
                return list;
            }
            case Members members -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (Member member : members.members()) {
                    map.put(member.name(), convert(type.substring(MAP.length()), member.value()));
                }
                return map;
            }
            case Leaf leaf -> {
                Object plain = leaf.value();
                if (plain == null) {
                    return zero(type);
                }
                if (type.equals("duration") && plain instanceof String text) {
                    Duration duration = GoText.duration(text);
                    return duration == null ? Duration.ZERO : duration;
                }
                if (type.startsWith("float") && plain instanceof Long whole) {
                    return whole.doubleValue();
                }
                if (plain instanceof String text) {
                    return Secrets.url(text);
                }
                return type.equals("quantity") ? plain.toString() : plain;
            }
        }
    }

    private List<Overridden> shown(List<Overridden> overrode) {
        if (secret()) {
            return List.of();
        }
        List<Overridden> shown = overrode;
        for (int i = 0; i < overrode.size(); i++) {
            if (overrode.get(i).value() instanceof String text
                    && !Secrets.url(text).equals(text)) {
                shown = new ArrayList<>(shown);
                shown.set(i, new Overridden(Secrets.url(text), overrode.get(i).source()));
            }
        }
        return shown;
    }

    /** A request header that is sent along with credentials in it. */
    private boolean secret() {
        return path.equals("staticPodURLHeader");
    }

    private static Object hidden(ConfigValue value) {
        Map<String, Object> names = new LinkedHashMap<>();
        if (value instanceof Members members) {
            for (Member member : members.members()) {
                names.put(member.name(), List.of(Secrets.NOT_SHOWN));
            }
        }
        return names;
    }

    /** Go's zero value of its type. */
    Object zero() {
        return zero(base());
    }

    private static Object zero(String type) {
        if (type.startsWith(LIST)) {
            return List.of();
        }
        if (type.startsWith(MAP)) {
            return Map.of();
        }
        return switch (type) {
            case "bool" -> false;
            case "int", "int32", "int64", "uint32" -> 0L;
            case "float32", "float64" -> 0.0;
            case "duration" -> Duration.ZERO;
            case "quantity" -> "0";
            default -> "";
        };
    }

    /** The default as a value; null when it stays unset. */
    @Nullable ConfigValue defaultValue(String source) {
        if (unsetByDefault()) {
            return null;
        }
        if (list()) {
            List<ConfigValue> items = new ArrayList<>();
            for (String text : quoted(fallback)) {
                items.add(new Leaf(text, source, List.of()));
            }
            return new Items(items, source, List.of());
        }
        if (map()) {
            return new Members(List.of(), source, List.of());
        }
        return new Leaf(fallback.isEmpty() ? zero() : scalar(), source, List.of());
    }

    private Object scalar() {
        Object value = switch (base()) {
            case "bool" -> GoText.bool(fallback);
            case "int", "int32", "int64", "uint32" -> GoText.integer(fallback);
            case "float32", "float64" -> Double.valueOf(fallback);
            case "duration" -> GoText.duration(fallback);
            default -> fallback;
        };
        if (value == null) {
            throw new IllegalStateException("the table has the default " + fallback + " for " + path);
        }
        return value;
    }

    /** Whether defaulting takes this value for one that is not set: Go's zero value; an empty list or map is not nil. */
    boolean zero(ConfigValue value) {
        if (pointer() || !(value instanceof Leaf leaf)) {
            return false;
        }
        return convert(base(), leaf).equals(zero());
    }

    /** A default list stands as JSON: {@code ["pods"]}. */
    private static List<String> quoted(String text) {
        List<String> items = new ArrayList<>();
        int at = 0;
        int open;
        while ((open = text.indexOf('"', at)) >= 0) {
            int close = text.indexOf('"', open + 1);
            items.add(text.substring(open + 1, close));
            at = close + 1;
        }
        return items;
    }
}
