package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Items;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Leaf;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Member;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Members;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JSON into the fields of a kind, as Go's encoding/json does into the component's own types: one member after
 * the other, each over what was there before.
 */
final class ConfigDecoder {

    /** Durations that may be numbers of nanoseconds as well. (component-base logs/api: TimeOrMetaDuration.) */
    private static final String NANOSECONDS = "logging.flushFrequency";

    private static final Set<String> HEADER = Set.of("apiVersion", "kind");

    private final ConfigTable table;
    private final boolean ignoreCase;
    private final Map<String, ConfigValue> values;
    private @Nullable Unknown mistake;
    private @Nullable Unknown unknown;

    /**
     * @param ignoreCase whether names need not be written as the fields are
     * @param values what is there already, by dotted path; is added to
     */
    ConfigDecoder(ConfigTable table, boolean ignoreCase, Map<String, ConfigValue> values) {
        this.table = table;
        this.ignoreCase = ignoreCase;
        this.values = values;
    }

    /** Why the component refuses the whole, or null. */
    @Nullable Unknown mistake() {
        return mistake;
    }

    /** A field that the kind does not have, which a strict decoder refuses, or null. */
    @Nullable Unknown unknown() {
        return unknown;
    }

    void decode(ConfigValue root) {
        if (root instanceof Members members) {
            members("", members);
        } else {
            refuse(root, "is not a mapping");
        }
    }

    private void members(String parent, Members object) {
        for (Member member : object.members()) {
            String name = ignoreCase ? table.ignoringCase(parent, member.name()) : member.name();
            String path = parent.isEmpty() ? name : parent + "." + name;
            ConfigField field = name == null || path == null ? null : table.field(path);
            if (field != null && table.has(field)) {
                take(field, member.value());
            } else if (unknown == null && !(parent.isEmpty() && HEADER.contains(member.name()))) {
                unknown = new Unknown(
                        "is a field that " + table.component() + " does not have, which it refuses",
                        member.value().source());
            }
        }
    }

    private void take(ConfigField field, ConfigValue value) {
        String path = field.path();
        if (value.none()) {
            if (field.base().equals("duration") && !field.pointer() && !path.equals(NANOSECONDS)) {
                refuse(value, path + " is null and must be a duration");
            } else if (field.nullable()) {
                values.keySet().removeIf(set -> set.equals(path) || set.startsWith(path + "."));
            }
            return;
        }
        if (field.object() && !table.children(path).isEmpty()) {
            if (value instanceof Members members) {
                members(path, members);
            } else {
                refuse(value, path + " is not a mapping");
            }
            return;
        }
        ConfigValue right = nanoseconds(field, value);
        if (!field.takes(right)) {
            refuse(value, path + " is not a " + field.wanted());
            return;
        }
        if (field.objects() && right instanceof Items items) {
            right = elements(field, items);
        }
        ConfigValue before = values.get(path);
        values.put(
                path, before == null ? right : before instanceof Members map ? added(map, right) : right.over(before));
    }

    private static ConfigValue nanoseconds(ConfigField field, ConfigValue value) {
        return field.path().equals(NANOSECONDS) && value instanceof Leaf leaf && leaf.value() instanceof Long number
                ? new Leaf(Duration.ofNanos(number), leaf.source(), leaf.overrode())
                : value;
    }

    /** Go decodes an object into the map that is there already. */
    private static ConfigValue added(Members map, ConfigValue value) {
        if (!(value instanceof Members more)) {
            return value;
        }
        Map<String, ConfigValue> all = new LinkedHashMap<>();
        for (Member member : map.members()) {
            all.put(member.name(), member.value());
        }
        for (Member member : more.members()) {
            all.put(member.name(), member.value());
        }
        List<Member> members = new ArrayList<>(all.size());
        all.forEach((name, each) -> members.add(new Member(name, each)));
        return new Members(members, value.source(), value.overrode());
    }

    /** A list of objects, each reduced to the fields that it has, by their whole paths. */
    private Items elements(ConfigField field, Items items) {
        String parent = field.path() + "[]";
        if (table.children(parent).isEmpty()) {
            return items;
        }
        List<ConfigValue> elements = new ArrayList<>();
        for (ConfigValue item : items.items()) {
            Map<String, ConfigValue> own = new LinkedHashMap<>();
            if (item instanceof Members members) {
                ConfigDecoder decoder = new ConfigDecoder(table, ignoreCase, own);
                decoder.members(parent, members);
                mistake = mistake == null ? decoder.mistake : mistake;
                unknown = unknown == null ? decoder.unknown : unknown;
            }
            List<Member> members = new ArrayList<>(own.size());
            own.forEach((path, value) -> members.add(new Member(path, value)));
            elements.add(new Members(members, item.source(), List.of()));
        }
        return new Items(elements, items.source(), items.overrode());
    }

    private void refuse(ConfigValue at, String problem) {
        if (mistake == null) {
            mistake = new Unknown(problem + ", " + table.component() + " would refuse the file", at.source());
        }
    }
}
