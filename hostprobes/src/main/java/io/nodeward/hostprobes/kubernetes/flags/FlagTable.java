package io.nodeward.hostprobes.kubernetes.flags;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All flags of one component. Immutable, safe for any thread; a flag is read from its table when it is asked for. */
public final class FlagTable {

    private static final int SHORTHAND = 1;
    private static final int FALLBACK = 4;
    private static final int UNTIL = 6;
    private static final int FIELD = 8;

    private static final Map<String, FlagTable> LOADED = new ConcurrentHashMap<>();

    private final String component;
    private final int minor;
    private final int nearest;
    private final Table table;
    private final Map<String, FlagSpec> byName = new ConcurrentHashMap<>();
    private volatile @Nullable Map<String, FlagSpec> byShorthand;
    private volatile @Nullable Map<String, FlagSpec> byField;
    private volatile @Nullable List<FlagSpec> all;
    private volatile @Nullable Map<String, String> factNames;

    private FlagTable(String component, int minor) {
        this.component = component;
        this.minor = minor;
        this.nearest = KnownVersions.nearest(component, minor);
        this.table = Table.named("flags-" + component);
    }

    private FlagSpec spec(int row) {
        String field = table.cell(row, FIELD);
        return new FlagSpec(
                table.cell(row, 0),
                table.cell(row, SHORTHAND),
                table.cell(row, 2),
                table.cell(row, 3),
                table.cell(row, FALLBACK),
                Table.bound(table.cell(row, 5), 0),
                Table.bound(table.cell(row, UNTIL), Integer.MAX_VALUE),
                Table.bound(table.cell(row, 7), Integer.MAX_VALUE),
                field(field),
                rule(field));
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
        FlagSpec known = byName.get(name);
        if (known == null) {
            int wanted = minor == 0 ? Integer.MAX_VALUE - 1 : nearest;
            for (int row = table.first(name); row >= 0; row = table.next(row)) {
                FlagSpec spec = spec(row);
                // a row of another version still tells how the flag is read
                if (known == null || (!known.in(wanted) && (spec.in(wanted) || spec.since() > known.since()))) {
                    known = spec;
                }
            }
            if (known != null) {
                byName.put(name, known);
            }
        }
        return known;
    }

    @Nullable FlagSpec shorthand(String letter) {
        Map<String, FlagSpec> known = byShorthand;
        if (known == null) {
            known = new HashMap<>();
            for (FlagSpec spec : having(SHORTHAND)) {
                if (!spec.shorthand().isEmpty()) {
                    known.put(spec.shorthand(), spec);
                }
            }
            byShorthand = known;
        }
        return known.get(letter);
    }

    /** Returns the flag that sets a configuration field, or null. */
    public @Nullable FlagSpec setting(String field) {
        Map<String, FlagSpec> known = byField;
        if (known == null) {
            known = new HashMap<>();
            for (FlagSpec spec : having(FIELD)) {
                FlagSpec rival = spec.field() == null ? null : known.get(spec.field());
                // of two flags for one field the older one is deprecated
                if (spec.field() != null && (rival == null || rival.deprecated() <= spec.deprecated())) {
                    known.put(spec.field(), spec);
                }
            }
            byField = known;
        }
        return known.get(field);
    }

    /** The flags that have something in a column in any version. */
    private Collection<FlagSpec> having(int column) {
        SequencedMap<String, FlagSpec> found = new LinkedHashMap<>();
        for (int row = 0; row < table.rows(); row++) {
            String name = table.cell(row, 0);
            FlagSpec spec = table.cell(row, column).isEmpty() ? null : named(name);
            if (spec != null) {
                found.put(name, spec);
            }
        }
        return found.values();
    }

    /** Whether this version has the flag; true for all when the version is not known. */
    public boolean has(FlagSpec spec) {
        return minor == 0 || spec.in(nearest);
    }

    /** The flags of this version by their names as facts, in the order of the table. */
    Map<String, String> factNames() {
        Map<String, String> known = factNames;
        if (known == null) {
            known = factNames(_ -> false);
            factNames = known;
        }
        return known;
    }

    /** As {@link #factNames()}, with flags of other versions that are given all the same. */
    Map<String, String> factNames(Predicate<String> given) {
        Map<String, String> names = new LinkedHashMap<>();
        for (FlagSpec spec : flags()) {
            if ((has(spec) || given.test(spec.name())) && !spec.type().equals("ignored")) {
                names.put(spec.name().replace('-', '_').replace('.', '_'), spec.name());
            }
        }
        return names;
    }

    /** Whether a later version has removed the flag. */
    boolean goes(FlagSpec spec) {
        for (int row = table.first(spec.name()); row >= 0; row = table.next(row)) {
            if (table.cell(row, UNTIL).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the default cannot be told because the tables do not hold the version and versions differ. */
    boolean undecided(FlagSpec spec) {
        if (!KnownVersions.hold(component, minor)) {
            for (int row = table.first(spec.name()); row >= 0; row = table.next(row)) {
                if (!table.cell(row, FALLBACK).equals(spec.fallback())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** All flags, also those that this version has not, in the order of the table. */
    public Collection<FlagSpec> flags() {
        List<FlagSpec> known = all;
        if (known == null) {
            known = new ArrayList<>(table.rows());
            for (int row = 0; row < table.rows(); row++) {
                FlagSpec spec = table.next(row) < 0 ? named(table.cell(row, 0)) : null;
                if (spec != null) {
                    known.add(spec);
                }
            }
            all = known;
        }
        return Collections.unmodifiableList(known);
    }
}
