package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Leaf;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Members;
import io.nodeward.hostprobes.kubernetes.flags.FlagSpec;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import io.nodeward.hostprobes.kubernetes.flags.GoText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A component's configuration in use: flags, files and defaults together. Immutable; values are computed when asked for.
 */
public final class EffectiveConfig {

    private final ConfigTable table;
    private final FlagValues flags;
    private final Map<String, ConfigValue> values;
    private final boolean flagsWin;
    private final boolean file;
    private final @Nullable Unknown broken;

    /**
     * @param values what the files set, by dotted path
     * @param flagsWin whether a flag beats the file, as with the kubelet; otherwise flags that have a field are ignored beside a file
     * @param file whether a configuration file is in use, which changes some defaults
     * @param broken why the files cannot be known, or null
     */
    EffectiveConfig(
            ConfigTable table,
            FlagValues flags,
            Map<String, ConfigValue> values,
            boolean flagsWin,
            boolean file,
            @Nullable Unknown broken) {
        this.table = table;
        this.flags = flags;
        this.values = values;
        this.flagsWin = flagsWin;
        this.file = file;
        this.broken = broken;
    }

    /** The fields as a tree. */
    public Group group() {
        return group("");
    }

    private Group group(String parent) {
        return Group.lazy(table.children(parent), name -> {
            String path = parent.isEmpty() ? name : parent + "." + name;
            if (table.field(path) == null) {
                return null;
            }
            return table.children(path).isEmpty() ? value(path) : group(path);
        });
    }

    /** Paths of all fields that hold values. */
    public List<String> paths() {
        return table.leaves();
    }

    /** Returns the value of a field by its dotted path. */
    public Node value(String path) {
        ConfigField field = Objects.requireNonNull(table.field(path), path);
        FlagSpec spec = flags.table().setting(path);
        Node given = spec == null ? null : given(spec);
        if (spec != null && spec.rule() == FlagSpec.Rule.EITHER) {
            return either(field, spec);
        }
        if (given instanceof Unknown) {
            return given;
        }
        if (given instanceof Known known) {
            return flagOver(field, known);
        }
        if (broken != null) {
            return broken;
        }
        ConfigValue set = values.get(path);
        if (set != null && !(zero(set) && !field.pointer() && !field.fallback().isEmpty())) {
            return known(field, set);
        }
        return fallback(field, spec);
    }

    /** A flag's value by its name: of the field that it sets when there is one. */
    public Node flag(String name) {
        FlagSpec spec = Objects.requireNonNull(flags.table().named(name), name);
        String path = spec.field();
        return path == null || table.field(path) == null ? flags.value(name) : value(path);
    }

    /** What a flag says, where it counts; an empty text for an address counts for nothing. */
    private @Nullable Node given(FlagSpec spec) {
        boolean counts = flagsWin || !file || spec.rule() != FlagSpec.Rule.USUAL;
        Node node = counts ? flags.givenValue(spec.name()) : null;
        boolean keeps = spec.type().endsWith("OrKeep")
                && node instanceof Known known
                && known.value().equals("");
        return keeps ? null : node;
    }

    private Node flagOver(ConfigField field, Known flag) {
        ConfigValue set = values.get(field.path());
        if (set == null) {
            return flag;
        }
        List<Overridden> overrode = new ArrayList<>(flag.overrode());
        overrode.add(new Overridden(ConfigValue.plain(set), set.source()));
        overrode.addAll(set.overrode());
        if (field.base().equals("map[string]bool")
                && flag.value() instanceof Map<?, ?> gates
                && set instanceof Members members) {
            // the only map of which both sides are kept
            Map<String, Object> all = new LinkedHashMap<>();
            members.members().forEach((name, value) -> all.put(name, ConfigValue.plain(value)));
            gates.forEach((name, value) -> all.put(name.toString(), value));
            return new Known(all, flag.source() + " and " + set.source());
        }
        return new Known(flag.value(), flag.source(), overrode);
    }

    private Node either(ConfigField field, FlagSpec spec) {
        Node flag = flags.value(spec.name());
        if (flag instanceof Known known && known.value().equals(true)) {
            return flag;
        }
        if (flag instanceof Unknown) {
            return flag;
        }
        if (broken != null) {
            return broken;
        }
        ConfigValue set = values.get(field.path());
        return set == null ? fallback(field, null) : known(field, set);
    }

    private Node fallback(ConfigField field, @Nullable FlagSpec spec) {
        if (!file && spec != null) {
            return flags.fallback(spec);
        }
        String source = FlagValues.defaultSource(table.component(), table.minor());
        if (table.undecided(field.path())) {
            return new Unknown(
                    "depends on the version of " + table.component() + ", which could not be found out",
                    "default of " + field.path());
        }
        Object value = read(field.base(), field.fallback());
        return value == null
                ? new Unknown("has a default that nodeward cannot read", source)
                : new Known(value, source);
    }

    private static Node known(ConfigField field, ConfigValue set) {
        Object plain = ConfigValue.plain(set);
        Object value = field.base().equals("duration") && plain instanceof String text ? GoText.duration(text) : plain;
        if (field.base().startsWith("float") && value instanceof Long whole) {
            value = whole.doubleValue();
        }
        if (field.base().equals("quantity") || field.base().equals("string")) {
            value = plain.toString();
        }
        return new Known(value == null ? plain : value, set.source(), set.overrode());
    }

    /** Go's zero value; an empty list or map is not nil. */
    private static boolean zero(ConfigValue value) {
        if (!(value instanceof Leaf leaf)) {
            return false;
        }
        Object plain = leaf.value();
        return plain == null
                || plain.equals(false)
                || plain.equals(0L)
                || plain.equals(0.0)
                || plain.equals("")
                || (plain instanceof String text && Duration.ZERO.equals(GoText.duration(text)));
    }

    /** Reads the text of a default. */
    private static @Nullable Object read(String type, String text) {
        if (type.startsWith("[]")) {
            return list(text);
        }
        if (type.startsWith("map")) {
            return text.isEmpty() ? Map.of() : null;
        }
        return switch (type) {
            case "bool" -> text.isEmpty() ? Boolean.valueOf(false) : GoText.bool(text);
            case "int", "int32", "int64", "uint32" -> text.isEmpty() ? Long.valueOf(0) : GoText.integer(text);
            case "float32", "float64" -> text.isEmpty() ? Double.valueOf(0) : Double.valueOf(text);
            case "duration" -> text.isEmpty() ? Duration.ZERO : GoText.duration(text);
            default -> text;
        };
    }

    /** A default list stands as JSON: {@code ["pods"]}. */
    private static List<Object> list(String text) {
        List<Object> items = new ArrayList<>();
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
