package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.kubernetes.flags.KnownVersions;
import io.nodeward.hostprobes.kubernetes.flags.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All fields of a component's configuration kind. Immutable. */
public final class ConfigTable {

    private static final Map<String, ConfigTable> LOADED = new ConcurrentHashMap<>();

    private final String component;
    private final int minor;
    private final int nearest;
    private final Map<String, ConfigField> fields = new LinkedHashMap<>();
    private final Map<String, List<String>> children = new HashMap<>();
    private final Set<String> varies = new HashSet<>();

    private ConfigTable(String component, int minor) {
        this.component = component;
        this.minor = minor;
        this.nearest = KnownVersions.nearest(component, minor);
        int wanted = minor == 0 ? Integer.MAX_VALUE - 1 : nearest;
        Table table = Table.named("config-" + component);
        for (int row = 0; row < table.rows(); row++) {
            ConfigField field = new ConfigField(
                    table.cell(row, 0),
                    table.cell(row, 1),
                    table.cell(row, 2),
                    Table.bound(table.cell(row, 3), 0),
                    Table.bound(table.cell(row, 4), Integer.MAX_VALUE));
            ConfigField other = fields.get(field.path());
            if (other != null && !other.fallback().equals(field.fallback())) {
                varies.add(field.path());
            }
            if (other == null || (!other.in(wanted) && (field.in(wanted) || field.since() > other.since()))) {
                fields.put(field.path(), field);
            }
            if (other == null) {
                int dot = field.path().lastIndexOf('.');
                String parent = dot < 0 ? "" : field.path().substring(0, dot);
                children.computeIfAbsent(parent, _ -> new ArrayList<>())
                        .add(field.path().substring(dot + 1));
            }
        }
    }

    /**
     * The table of a component, which is loaded once.
     *
     * @param minor the version's minor number, 0 when it is not known
     */
    public static ConfigTable of(String component, int minor) {
        String key = component + " " + minor;
        ConfigTable known = LOADED.get(key);
        if (known == null) {
            known = new ConfigTable(component, minor);
            LOADED.put(key, known);
        }
        return known;
    }

    public String component() {
        return component;
    }

    public int minor() {
        return minor;
    }

    /** The nearest minor version that the table holds, 0 when the version is not known. */
    int nearest() {
        return nearest;
    }

    /** Returns a field by its dotted path, or null. */
    public @Nullable ConfigField field(String path) {
        return fields.get(path);
    }

    /** Names below a path, the empty one for the top; below {@code path[]} those of its elements. */
    public Collection<String> children(String path) {
        List<String> names = children.get(path);
        return names == null ? List.of() : names;
    }

    /** The fields of this version that hold values. */
    List<ConfigField> leaves() {
        List<ConfigField> leaves = new ArrayList<>();
        for (ConfigField field : fields.values()) {
            if (has(field) && children(field.path()).isEmpty() && field.path().indexOf('[') < 0) {
                leaves.add(field);
            }
        }
        return leaves;
    }

    boolean undecided(String path) {
        return !KnownVersions.hold(component, minor) && varies.contains(path);
    }

    /** Whether this version has the field. */
    boolean has(ConfigField field) {
        return minor == 0 || field.in(nearest);
    }

    /** Finds a child's real name without regard to case, as encoding/json does. */
    @Nullable String ignoringCase(String parent, String name) {
        String found = null;
        for (String child : children(parent)) {
            if (child.equals(name)) {
                return child;
            }
            if (found == null && child.equalsIgnoreCase(name)) {
                found = child;
            }
        }
        return found;
    }
}
