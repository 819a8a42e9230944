package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Items;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Leaf;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Members;
import io.nodeward.hostprobes.kubernetes.flags.GoText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decodes JSON into the fields of a kind, as Go's encoding/json does into the component's own types. */
final class ConfigDecoder {

    private final ConfigTable table;
    private final boolean ignoreCase;
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();
    private @Nullable Unknown mistake;

    private ConfigDecoder(ConfigTable table, boolean ignoreCase) {
        this.table = table;
        this.ignoreCase = ignoreCase;
    }

    /**
     * What came of it.
     *
     * @param values by dotted path, only what was set and is not null
     * @param mistake why the component refuses the whole file, or null
     */
    record Decoded(
            Map<String, ConfigValue> values, @Nullable Unknown mistake) {}

    static Decoded decode(ConfigValue root, ConfigTable table, boolean ignoreCase) {
        ConfigDecoder decoder = new ConfigDecoder(table, ignoreCase);
        decoder.members("", root);
        return new Decoded(decoder.values, decoder.mistake);
    }

    private void members(String parent, ConfigValue value) {
        if (!(value instanceof Members object)) {
            refuse(value, parent.isEmpty() ? "is not a mapping" : parent + " is not a mapping");
            return;
        }
        for (Map.Entry<String, ConfigValue> entry : object.members().entrySet()) {
            String name = ignoreCase ? table.ignoringCase(parent, entry.getKey()) : entry.getKey();
            if (name == null) {
                continue;
            }
            String path = parent.isEmpty() ? name : parent + "." + name;
            ConfigField field = table.field(path);
            if (field == null || entry.getValue() instanceof Leaf leaf && leaf.value() == null) {
                continue;
            }
            if (field.object() && !table.children(path).isEmpty()) {
                members(path, entry.getValue());
            } else {
                take(field, entry.getValue());
            }
        }
    }

    private void take(ConfigField field, ConfigValue value) {
        if (!fits(field.base(), value)) {
            refuse(value, field.path() + " is not a " + wanted(field.base()));
            return;
        }
        ConfigValue before = values.get(field.path());
        values.put(field.path(), before == null ? value : over(before, value));
    }

    private static ConfigValue over(ConfigValue before, ConfigValue value) {
        List<Overridden> overrode = new ArrayList<>(value.overrode());
        overrode.add(new Overridden(ConfigValue.plain(before), before.source()));
        return switch (value) {
            case Leaf leaf -> new Leaf(leaf.value(), leaf.source(), overrode);
            case Items items -> new Items(items.items(), items.source(), overrode);
            case Members members -> new Members(members.members(), members.source(), overrode);
        };
    }

    private static boolean fits(String type, ConfigValue value) {
        if (type.startsWith("[]")) {
            return value instanceof Items items && all(type.substring(2), items.items());
        }
        if (type.startsWith("map[string]")) {
            return value instanceof Members members
                    && all(
                            type.substring("map[string]".length()),
                            members.members().values());
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
            case "duration" -> plain instanceof String text && GoText.duration(text) != null;
            case "quantity" -> plain instanceof String || plain instanceof Long || plain instanceof Double;
            default -> plain instanceof String;
        };
    }

    private static boolean all(String type, Iterable<ConfigValue> values) {
        for (ConfigValue value : values) {
            boolean none = value instanceof Leaf leaf && leaf.value() == null;
            if (!none && !fits(type, value)) {
                return false;
            }
        }
        return true;
    }

    private static String wanted(String type) {
        return switch (type) {
            case "bool" -> "boolean";
            case "int", "int32", "int64", "uint32" -> "whole number in range";
            case "float32", "float64" -> "number";
            case "duration" -> "duration such as 5m0s";
            default ->
                type.startsWith("[]")
                        ? "list of the right kind"
                        : type.startsWith("map") ? "mapping of the right kind" : "text";
        };
    }

    private void refuse(ConfigValue at, String problem) {
        if (mistake == null) {
            mistake = new Unknown(problem + ", " + table.component() + " would refuse the file", at.source());
        }
    }
}
