package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Items;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Leaf;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Member;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Members;
import io.nodeward.hostprobes.kubernetes.flags.FlagSpec;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Merges drop-ins into what the main file set, as the kubelet does. From 1.32 on it writes its configuration as JSON with
 * every default in it, applies the drop-ins as merge patches, decodes the result by encoding/json, which takes names in
 * any case, and fills in defaults once more. 1.31 writes its internal type, whose names begin with capitals, so that the
 * drop-ins' names stand beside them and are decoded later: a null changes nothing there, maps add up and nothing is
 * filled in.
 */
final class DropInMerge {

    private static final int SEPARATE_NAMES = 31;

    private final ConfigTable table;
    private final Map<String, ConfigValue> values;
    private final KubeletDefaults defaults;
    private final boolean separate;
    private ConfigValue merged;

    /**
     * @param values what the main file set, by dotted path; becomes what all files together set
     * @param flags as the kubelet reads them at first
     * @param file whether there is a main file, else the drop-ins go over the flags
     */
    DropInMerge(
            ConfigTable table,
            Map<String, ConfigValue> values,
            FlagValues flags,
            boolean file,
            KubeletDefaults defaults) {
        this.table = table;
        this.values = values;
        this.defaults = defaults;
        this.separate = table.nearest() == SEPARATE_NAMES;
        for (ConfigField field : table.leaves()) {
            ConfigValue value = values.get(field.path());
            if (value == null) {
                FlagSpec spec = file ? null : flags.table().setting(field.path());
                value = spec == null ? fallback(field, flags) : flag(field, flags, spec);
            }
            if (value != null) {
                values.put(field.path(), value);
            }
        }
        this.merged = separate ? new Members(List.of(), "", List.of()) : tree();
    }

    private @Nullable ConfigValue fallback(ConfigField field, FlagValues flags) {
        return table.undecided(field.path()) ? null : defaults.plain(field, flags);
    }

    private static @Nullable ConfigValue flag(ConfigField field, FlagValues flags, FlagSpec spec) {
        // the texts of flags that are lists of objects, and headers, come again with the second reading
        boolean text = field.objects() || field.path().equals("staticPodURLHeader");
        if (text || !(flags.value(spec.name()) instanceof Known known)) {
            return null;
        }
        return switch (known.value()) {
            case List<?> list -> {
                List<ConfigValue> items = new ArrayList<>();
                for (Object item : list) {
                    items.add(new Leaf(item, known.source(), List.of()));
                }
                yield new Items(items, known.source(), List.of());
            }
            case Map<?, ?> map -> {
                List<Member> members = new ArrayList<>();
                map.forEach((name, item) ->
                        members.add(new Member(name.toString(), new Leaf(item, known.source(), List.of()))));
                yield new Members(members, known.source(), List.of());
            }
            default -> new Leaf(known.value(), known.source(), List.of());
        };
    }

    void add(Members dropIn) {
        merged = ConfigValue.merge(merged, separate ? later(dropIn) : dropIn);
    }

    /** Returns why the kubelet refuses what came of it, or null. */
    @Nullable Unknown finish() {
        if (!separate) {
            values.clear();
        }
        ConfigDecoder decoder = new ConfigDecoder(table, true, values);
        decoder.decode(merged);
        if (!separate) {
            defaults.afterDecoding();
        }
        return decoder.mistake();
    }

    /** What 1.31 decodes after its own names, in the order of bytes. */
    private Members later(Members dropIn) {
        List<Member> members = new ArrayList<>();
        for (Member member : dropIn.members()) {
            String name = table.ignoringCase("", member.name());
            // the internal type calls it ResolverConfig
            boolean counts = name != null
                    && !name.equals("resolvConf")
                    && member.name().compareTo(Character.toUpperCase(name.charAt(0)) + name.substring(1)) >= 0;
            if (counts) {
                members.add(member);
            }
        }
        return new Members(members, dropIn.source(), dropIn.overrode());
    }

    /** The fields as JSON again; what is zero and no pointer is left out. */
    private Members tree() {
        return tree("");
    }

    private Members tree(String parent) {
        TreeMap<String, ConfigValue> members = new TreeMap<>();
        for (String name : table.children(parent)) {
            String path = parent.isEmpty() ? name : parent + "." + name;
            ConfigField field = table.field(path);
            ConfigValue value = values.get(path);
            if (field == null || !table.has(field)) {
                continue;
            }
            if (field.object() && !table.children(path).isEmpty()) {
                Members inner = tree(path);
                if (!field.pointer() || !inner.members().isEmpty()) {
                    members.put(name, inner);
                }
            } else if (value != null && !empty(field, value)) {
                members.put(name, field.objects() ? shortened(path, value) : value);
            }
        }
        List<Member> list = new ArrayList<>(members.size());
        members.forEach((name, value) -> list.add(new Member(name, value)));
        return new Members(list, "", List.of());
    }

    private static boolean empty(ConfigField field, ConfigValue value) {
        return switch (value) {
            case Leaf _ -> field.zero(value) && !field.duration();
            case Items items -> items.items().isEmpty();
            case Members members -> members.members().isEmpty();
        };
    }

    /** Elements of a list have their whole paths as names. */
    private static ConfigValue shortened(String path, ConfigValue value) {
        if (!(value instanceof Items items)) {
            return value;
        }
        List<ConfigValue> elements = new ArrayList<>();
        for (ConfigValue item : items.items()) {
            List<Member> members = new ArrayList<>();
            if (item instanceof Members own) {
                for (Member member : own.members()) {
                    members.add(new Member(member.name().substring(path.length() + 3), member.value()));
                }
            }
            elements.add(new Members(members, item.source(), item.overrode()));
        }
        return new Items(elements, value.source(), value.overrode());
    }
}
