package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.kubernetes.flags.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All fields of a component's configuration kind. Immutable. */
public final class ConfigTable {

    private final String component;
    private final int minor;
    private final Map<String, ConfigField> fields = new LinkedHashMap<>();
    private final Map<String, List<String>> children = new HashMap<>();
    private final Set<String> varies = new HashSet<>();

    private ConfigTable(String component, int minor) {
        this.component = component;
        this.minor = minor;
        int wanted = minor == 0 ? Integer.MAX_VALUE - 1 : minor;
        for (String[] cells : Table.rows("config-" + component, 5)) {
            ConfigField field = new ConfigField(
                    cells[0],
                    cells[1],
                    cells[2].equals("null") ? "" : cells[2],
                    Table.bound(cells[3], 0),
                    Table.bound(cells[4], Integer.MAX_VALUE));
            ConfigField other = fields.get(field.path());
            if (other != null && !other.fallback().equals(field.fallback())) {
                varies.add(field.path());
            }
            if (other == null || (!other.in(wanted) && (field.in(wanted) || field.since() > other.since()))) {
                fields.put(field.path(), field);
            }
        }
        Map<String, Set<String>> names = new HashMap<>();
        for (String path : fields.keySet()) {
            int dot = path.lastIndexOf('.');
            names.computeIfAbsent(dot < 0 ? "" : path.substring(0, dot), _ -> new LinkedHashSet<>())
                    .add(path.substring(dot + 1));
        }
        names.forEach((parent, set) -> children.put(parent, List.copyOf(set)));
    }

    /**
     * Loads the table of a component.
     *
     * @param minor the version's minor number, 0 when it is not known
     */
    public static ConfigTable of(String component, int minor) {
        return new ConfigTable(component, minor);
    }

    public String component() {
        return component;
    }

    public int minor() {
        return minor;
    }

    /** Returns a field by its dotted path, or null. */
    public @Nullable ConfigField field(String path) {
        return fields.get(path);
    }

    /** Names below a path, the empty one for the top. */
    public Collection<String> children(String path) {
        List<String> names = children.get(path);
        return names == null ? List.of() : names;
    }

    /** Paths of the fields of this version that hold values. */
    List<String> leaves() {
        List<String> leaves = new ArrayList<>();
        for (ConfigField field : fields.values()) {
            if (has(field) && children(field.path()).isEmpty()) {
                leaves.add(field.path());
            }
        }
        return leaves;
    }

    boolean undecided(String path) {
        return minor == 0 && varies.contains(path);
    }

    /** Whether this version has the field. */
    boolean has(ConfigField field) {
        return minor == 0 || field.in(minor);
    }

    /** Finds a child's real name without regard to case, as encoding/json does. */
    @Nullable String ignoringCase(String parent, String name) {
        for (String child : children(parent)) {
            if (child.equals(name)) {
                return child;
            }
        }
        List<String> matches = new ArrayList<>(1);
        for (String child : children(parent)) {
            if (child.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                matches.add(child);
            }
        }
        return matches.isEmpty() ? null : matches.getFirst();
    }
}
