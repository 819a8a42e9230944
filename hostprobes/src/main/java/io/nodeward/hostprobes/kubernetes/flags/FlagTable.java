package io.nodeward.hostprobes.kubernetes.flags;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All flags of one component. Immutable. */
public final class FlagTable {

    private static final Map<String, FlagTable> LOADED = new ConcurrentHashMap<>();

    private final String component;
    private final int minor;
    private final Map<String, FlagSpec> byName = new LinkedHashMap<>();
    private final Map<String, FlagSpec> byShorthand = new LinkedHashMap<>();
    private final Map<String, FlagSpec> byField = new LinkedHashMap<>();
    private final Set<String> stays = new HashSet<>();
    private final Map<String, Boolean> varies = new LinkedHashMap<>();

    private FlagTable(String component, int minor) {
        this.component = component;
        this.minor = minor;
        List<String[]> rows = Table.rows("flags-" + component, 9);
        for (String[] cells : rows) {
            FlagSpec spec = new FlagSpec(
                    cells[0],
                    cells[1],
                    cells[2],
                    cells[3],
                    cells[4],
                    Table.bound(cells[5], 0),
                    Table.bound(cells[6], Integer.MAX_VALUE),
                    Table.bound(cells[7], Integer.MAX_VALUE),
                    field(cells[8]),
                    rule(cells[8]));
            if (spec.until() == Integer.MAX_VALUE) {
                stays.add(spec.name());
            }
            FlagSpec other = byName.get(spec.name());
            if (other != null && !other.fallback().equals(spec.fallback())) {
                varies.put(spec.name(), true);
            }
            // a row of another version still tells how the flag is read
            if (other == null || (!other.in(wanted()) && (spec.in(wanted()) || spec.since() > other.since()))) {
                byName.put(spec.name(), spec);
            }
        }
        for (FlagSpec spec : byName.values()) {
            if (!spec.shorthand().isEmpty()) {
                byShorthand.put(spec.shorthand(), spec);
            }
            String field = spec.field();
            FlagSpec rival = field == null ? null : byField.get(field);
            // of two flags for one field the older one is deprecated
            if (field != null && (rival == null || rival.deprecated() <= spec.deprecated())) {
                byField.put(field, spec);
            }
        }
    }

    private static @Nullable String field(String cell) {
        String field = rule(cell) == FlagSpec.Rule.USUAL ? cell : cell.substring(1);
        return field.isEmpty() ? null : field;
    }

    private static FlagSpec.Rule rule(String cell) {
        return switch (cell.isEmpty() ? ' ' : cell.charAt(0)) {
            case '!' -> FlagSpec.Rule.FLAG_WINS;
            case '|' -> FlagSpec.Rule.EITHER;
            case '~' -> FlagSpec.Rule.LIBRARY;
            default -> FlagSpec.Rule.USUAL;
        };
    }

    /**
     * The table of a component, which is loaded once.
     *
     * @param minor the version's minor number; 0 when it is not known, then defaults that differ between versions are not known either
     */
    public static FlagTable of(String component, int minor) {
        String key = component + " " + minor;
        FlagTable known = LOADED.get(key);
        if (known == null) {
            known = new FlagTable(component, minor);
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

    /** Returns the flag of this name, dashes only; also one that this version has not, or null. */
    public @Nullable FlagSpec named(String name) {
        return byName.get(name);
    }

    @Nullable FlagSpec shorthand(String letter) {
        return byShorthand.get(letter);
    }

    /** Returns the flag that sets a configuration field, or null. */
    public @Nullable FlagSpec setting(String field) {
        return byField.get(field);
    }

    /** Whether this version has the flag; true for all when the version is not known. */
    public boolean has(FlagSpec spec) {
        return minor == 0 || spec.in(minor);
    }

    /** Whether a later version has removed the flag. */
    boolean goes(FlagSpec spec) {
        return !stays.contains(spec.name());
    }

    /** Whether the default cannot be told because the version is not known and versions differ. */
    boolean undecided(FlagSpec spec) {
        return minor == 0 && varies.containsKey(spec.name());
    }

    public Collection<FlagSpec> flags() {
        return byName.values();
    }

    private int wanted() {
        return minor == 0 ? Integer.MAX_VALUE - 1 : minor;
    }
}
