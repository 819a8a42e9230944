package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Items;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Member;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Members;
import io.nodeward.hostprobes.kubernetes.flags.FlagSpec;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import io.nodeward.hostprobes.kubernetes.flags.KnownVersions;
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
    private final FlagValues first;
    private final FlagValues flags;
    private final Map<String, ConfigValue> values;
    private final boolean flagsWin;
    private final boolean file;
    private final @Nullable Unknown broken;
    private final @Nullable Unknown refused;
    /** The same files read as another version does, or null. */
    private final @Nullable EffectiveConfig other;

    private EffectiveConfig(
            ConfigTable table,
            FlagValues first,
            FlagValues flags,
            Map<String, ConfigValue> values,
            boolean flagsWin,
            boolean file,
            @Nullable Unknown broken,
            @Nullable EffectiveConfig other) {
        this.table = table;
        this.first = first;
        this.flags = flags;
        this.values = Map.copyOf(values);
        this.flagsWin = flagsWin;
        this.file = file;
        this.broken = broken;
        this.other = other;
        this.refused = flagsWin ? flags.line().refusal(flags.table().component()) : null;
    }

    /**
     * The kubelet's, whose flags beat its files.
     *
     * @param first the flags as it reads them at first, which count for what is no field of its configuration
     * @param flags as it reads them over its files
     * @param values what the files set, by dotted path
     * @param file whether a configuration file is in use, which changes some defaults
     * @param broken why the files cannot be known, or null
     */
    static EffectiveConfig kubelet(
            ConfigTable table,
            FlagValues first,
            FlagValues flags,
            Map<String, ConfigValue> values,
            boolean file,
            @Nullable Unknown broken) {
        return new EffectiveConfig(table, first, flags, values, true, file, broken, null);
    }

    /** As {@link #kubelet}, of a component that ignores flags with a field beside a file. */
    static EffectiveConfig single(
            ConfigTable table,
            FlagValues flags,
            Map<String, ConfigValue> values,
            boolean file,
            @Nullable Unknown broken) {
        return new EffectiveConfig(table, flags, flags, values, false, file, broken, null);
    }

    /** This one for another command line with the same arguments, which stand elsewhere. */
    public EffectiveConfig with(FlagValues itsFirst, FlagValues itsFlags) {
        EffectiveConfig itsOther = other == null ? null : other.with(itsFirst, itsFlags);
        return new EffectiveConfig(table, itsFirst, itsFlags, values, flagsWin, file, broken, itsOther);
    }

    /** This one, with everything unknown that another version would read differently. */
    EffectiveConfig agreeing(EffectiveConfig another) {
        return new EffectiveConfig(table, first, flags, values, flagsWin, file, broken, another);
    }

    /** The fields of this version as a tree. */
    public Group group() {
        return group("");
    }

    private Group group(String parent) {
        List<String> names = new ArrayList<>();
        for (String name : table.children(parent)) {
            ConfigField field = table.field(parent.isEmpty() ? name : parent + "." + name);
            if (field != null && table.has(field)) {
                names.add(name);
            }
        }
        return Group.lazy(names, name -> {
            String path = parent.isEmpty() ? name : parent + "." + name;
            ConfigField field = table.field(path);
            if (field == null || !table.has(field)) {
                return null;
            }
            if (table.children(path).isEmpty()) {
                return find(field);
            }
            return field.pointer() && unset(path) ? null : group(path);
        });
    }

    /** Whether nothing sets an object that may be left out. */
    private boolean unset(String path) {
        if (broken != null) {
            return false;
        }
        String inside = path + ".";
        for (String set : values.keySet()) {
            if (set.startsWith(inside)) {
                return false;
            }
        }
        return true;
    }

    /** Paths of all fields that hold values. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>();
        for (ConfigField field : table.leaves()) {
            paths.add(field.path());
        }
        return paths;
    }

    /** Returns the value of a field by its dotted path; Unknown when it is unset and has no default. */
    public Node value(String path) {
        Node found = find(Objects.requireNonNull(table.field(path), path));
        return found == null ? new Unknown("is not set and has no default", path, true) : found;
    }

    /** Returns a flag's value by its name: of the field that it sets when there is one. */
    public Node flag(String name) {
        FlagSpec spec = Objects.requireNonNull(flags.table().named(name), name);
        String path = spec.field();
        ConfigField field = path == null ? null : table.field(path);
        if (field == null) {
            return first.value(name);
        }
        if (field.objects()) {
            // a flag writes these as texts, the file as objects
            return given(spec) != null || !values.containsKey(field.path())
                    ? flags.value(name)
                    : new Unknown("is set in the configuration file", values(field.path()), true);
        }
        Node found = find(field);
        return found == null ? flags.value(name) : found;
    }

    private String values(String path) {
        ConfigValue set = values.get(path);
        return set == null ? path : set.source();
    }

    private @Nullable Node find(ConfigField field) {
        Node found = read(field);
        if (other != null && found instanceof Known known && !same(known, other.read(field))) {
            return new Unknown(KnownVersions.undecided(table.component(), 0), known.source());
        }
        return flagsWin && found instanceof Known known
                ? KubeletRules.checked(field.path(), known, this, table.minor())
                : found;
    }

    private static boolean same(Known known, @Nullable Node node) {
        return node instanceof Known another && another.value().equals(known.value());
    }

    private @Nullable Node read(ConfigField field) {
        if (refused != null) {
            return refused;
        }
        FlagSpec spec = flags.table().setting(field.path());
        if (spec != null && spec.rule() == FlagSpec.Rule.EITHER) {
            return either(field, spec, first.givenValue(spec.name()));
        }
        Node given = spec == null ? null : given(spec);
        if (given != null) {
            return given instanceof Known known ? flagOver(field, known) : given;
        }
        return fromFile(field, spec);
    }

    /** What a flag says, where it counts. */
    private @Nullable Node given(FlagSpec spec) {
        boolean counts = flagsWin || !file || spec.rule() != FlagSpec.Rule.USUAL;
        return counts ? flags.givenValue(spec.name()) : null;
    }

    private Node flagOver(ConfigField field, Known flag) {
        if (field.objects()) {
            return FlagObjects.of(field, flag);
        }
        ConfigValue set = values.get(field.path());
        if (set == null) {
            // gates of a file that cannot be read would stay beside the flag's
            return broken != null && gates(field) ? broken : flag;
        }
        Known lost = field.known(set);
        if (gates(field) && flag.value() instanceof Map<?, ?> gates && lost.value() instanceof Map<?, ?> others) {
            // the only map of which both sides are kept
            Map<String, Object> all = new LinkedHashMap<>();
            others.forEach((name, value) -> all.put(name.toString(), value));
            gates.forEach((name, value) -> all.put(name.toString(), value));
            return new Known(all, flag.source() + " and " + set.source());
        }
        List<Overridden> overrode = new ArrayList<>(flag.overrode());
        overrode.add(new Overridden(lost.value(), set.source()));
        overrode.addAll(lost.overrode());
        return new Known(flag.value(), flag.source(), overrode);
    }

    private static boolean gates(ConfigField field) {
        return field.path().equals("featureGates");
    }

    /** Flag or file switches it on; off is the rest. */
    private @Nullable Node either(ConfigField field, FlagSpec spec, @Nullable Node given) {
        if (given instanceof Known known && known.value().equals(true)) {
            return known;
        }
        Node set = file ? fromFile(field, null) : flags.fallback(spec);
        boolean on = set instanceof Known known && known.value().equals(true);
        return on || given == null ? set : given instanceof Unknown || !(set instanceof Unknown) ? given : set;
    }

    private @Nullable Node fromFile(ConfigField field, @Nullable FlagSpec spec) {
        if (broken != null) {
            return broken;
        }
        ConfigValue set = values.get(field.path());
        if (set != null) {
            return field.objects() ? objects(field, set) : field.known(set);
        }
        if (!file && spec != null) {
            Node fallback = flags.fallback(spec);
            return field.objects() && fallback instanceof Known known ? FlagObjects.of(field, known) : fallback;
        }
        if (table.undecided(field.path())) {
            return new Unknown(KnownVersions.undecided(table.component(), table.minor()), "default of " + field.path());
        }
        String source = FlagValues.defaultSource(table.component(), table.minor());
        if (field.objects()) {
            return new Many(List.of(), source);
        }
        ConfigValue fallback = flagsWin
                ? KubeletDefaults.of(field, source, table.minor(), () -> value("featureGates"))
                : field.defaultValue(source);
        return fallback == null ? null : field.known(fallback);
    }

    private Node objects(ConfigField field, ConfigValue set) {
        List<Many.Item> items = new ArrayList<>();
        if (set instanceof Items list) {
            for (ConfigValue item : list.items()) {
                Map<String, ConfigValue> own = new LinkedHashMap<>();
                if (item instanceof Members members) {
                    for (Member member : members.members()) {
                        own.put(member.name(), member.value());
                    }
                }
                items.add(new Many.Item(item.source(), object(field.path() + "[]", own, item.source())));
            }
        }
        return new Many(items, set.source());
    }

    private Group object(String parent, Map<String, ConfigValue> own, String source) {
        Group.Builder builder = Group.builder();
        for (String name : table.children(parent)) {
            ConfigField field = table.field(parent + "." + name);
            if (field == null || !table.has(field)) {
                continue;
            }
            ConfigValue set = own.get(field.path());
            if (field.object() || field.objects() || field.type().endsWith("v1.Time")) {
                continue;
            }
            if (set != null) {
                builder.put(name, field.known(set));
            } else if (!field.pointer()) {
                builder.put(name, new Known(field.zero(), source));
            }
        }
        return builder.build();
    }
}
