package io.nodeward.hostprobes.kubernetes.flags;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every flag's value in use: given, or the default of the version. Immutable; values are computed when asked for. */
public final class FlagValues {

    private final FlagTable table;
    private final CommandLine line;
    private final Map<String, List<FlagUse>> uses = new HashMap<>();

    public FlagValues(FlagTable table, CommandLine line) {
        this.table = table;
        this.line = line;
        for (FlagUse use : line.uses()) {
            uses.computeIfAbsent(use.name(), _ -> new ArrayList<>(1)).add(use);
        }
    }

    public FlagTable table() {
        return table;
    }

    public CommandLine line() {
        return line;
    }

    public boolean given(String name) {
        return uses.containsKey(name);
    }

    /** Returns the value of a flag that the component has in some version. */
    public Node value(String name) {
        Node given = givenValue(name);
        return given == null ? fallback(spec(name)) : given;
    }

    /** Returns what the command line says of a flag, or null when it is not given or leaves everything as it is. */
    public @Nullable Node givenValue(String name) {
        List<FlagUse> given = uses.get(name);
        if (line.doubtful().contains(name)) {
            return new Unknown(
                    "cannot be told from arguments that " + table.component() + " would refuse",
                    given == null ? where() : given.getLast().source());
        }
        return given == null ? null : FlagReader.value(spec(name), given, table.minor());
    }

    private FlagSpec spec(String name) {
        return Objects.requireNonNull(table.named(name), name);
    }

    /** Returns the default of a flag. */
    public Node fallback(FlagSpec spec) {
        if (table.undecided(spec)) {
            return new Unknown(
                    KnownVersions.undecided(table.component(), table.minor()), "default of --" + spec.name());
        }
        return FlagReader.fallback(spec, defaultSource(table.component(), table.minor()));
    }

    /** Text that names a default's origin: {@code default (kubelet v1.36)}. */
    public static String defaultSource(String component, int minor) {
        if (minor == 0) {
            return "default (" + component + ", every version known)";
        }
        int nearest = KnownVersions.nearest(component, minor);
        String name = "default (" + component + " " + KnownVersions.name(component, nearest);
        return nearest == minor
                ? name + ")"
                : name + ", nearest known to " + KnownVersions.name(component, minor) + ")";
    }

    /** Returns the text of a flag, its default included; empty when it is not known. */
    public String text(String name) {
        return Values.textOrEmpty(value(name));
    }

    /** Returns the values of a list flag; empty when they are not known. */
    public List<String> list(String name) {
        List<String> texts = Values.texts(value(name));
        return texts == null ? List.of() : texts;
    }

    /** All flags of this version by the names that expressions use: {@code anonymous_auth}. */
    public Group group() {
        return group(this::value);
    }

    /** As {@link #group()}, with the values taken from elsewhere. */
    public Group group(Function<String, Node> value) {
        Map<String, String> names = foreign() ? table.factNames(this::given) : table.factNames();
        return Group.lazy(names.keySet(), name -> {
            String flag = names.get(name);
            return flag == null ? null : value.apply(flag);
        });
    }

    /** Whether a flag is given that this version has not. */
    private boolean foreign() {
        for (String name : uses.keySet()) {
            FlagSpec spec = table.named(name);
            if (spec != null && !table.has(spec)) {
                return true;
            }
        }
        return false;
    }

    /** Flags in use that are deprecated in this version or that it has not; unknown where that hangs on the version. */
    public Node outdated() {
        List<Object> names = new ArrayList<>();
        for (FlagSpec spec : table.flags()) {
            if (!given(spec.name())) {
                continue;
            }
            boolean deprecated = spec.deprecated() <= KnownVersions.nearest(table.component(), table.minor());
            if (deprecated || spec.deprecated() <= KnownVersions.first(table.component()) || table.goes(spec)) {
                names.add(spec.name());
            } else if (table.minor() == 0 && spec.deprecated() < Integer.MAX_VALUE) {
                return new Unknown(
                        "whether --" + spec.name() + " is deprecated "
                                + KnownVersions.undecided(table.component(), table.minor()),
                        where());
            }
        }
        return new Known(names, where());
    }

    /** Flags in use that no version has; unknown where this one may have them. */
    public Node unknown() {
        return line.unknown().isEmpty() || !KnownVersions.beyond(table.component(), table.minor())
                ? new Known(List.copyOf(line.unknown()), where())
                : new Unknown(
                        "no version that nodeward knows has --" + line.unknown().getFirst() + ", but this one may",
                        where());
    }

    private String where() {
        return line.uses().isEmpty()
                ? "command line of " + table.component()
                : line.uses().getFirst().where().strip();
    }
}
