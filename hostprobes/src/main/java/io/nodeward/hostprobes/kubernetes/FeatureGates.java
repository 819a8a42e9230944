package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import io.nodeward.hostprobes.kubernetes.flags.KnownVersions;
import io.nodeward.hostprobes.kubernetes.flags.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The feature gates of one component: what is set, AllAlpha and AllBeta for the gates of their stage that are not set
 * themselves, and the defaults of the version. (component-base featuregate/feature_gate.go.) Immutable.
 */
public final class FeatureGates {

    private static final String ALL_ALPHA = "AllAlpha";
    private static final String ALL_BETA = "AllBeta";
    private static final int SINCE = 5;
    private static final int UNTIL = 6;

    private final Node explicit;
    private final String binary;
    private final int minor;
    private final boolean held;

    /** One gate in one version, or in all when they do not differ. */
    private record Gate(String stage, boolean on, boolean locked) {}

    /**
     * @param explicit what is set, as a map of booleans
     * @param binary what the table of gates calls the component: {@code controller-manager}
     * @param minor minor version whose gates it has, 0 when it is not known
     */
    public FeatureGates(Node explicit, String binary, int minor) {
        this.explicit = explicit;
        this.binary = binary;
        this.minor = minor;
        this.held = KnownVersions.hold(binary, minor);
    }

    /** What is set explicitly, as a map of booleans. */
    public Node explicit() {
        return explicit;
    }

    /** Whether a gate is certainly on. */
    public boolean on(String gate) {
        return Boolean.TRUE.equals(Values.bool(value(gate)));
    }

    /** Whether a gate is on, its default included. */
    public Node value(String name) {
        if (!(explicit instanceof Known known) || !(known.value() instanceof Map<?, ?> set)) {
            return explicit;
        }
        if (set.get(name) instanceof Boolean value) {
            return known.with(value);
        }
        String source = FlagValues.defaultSource(binary.equals("kubelet") ? binary : "kube-" + binary, minor);
        Gate gate = gate(name);
        if (gate == null) {
            return new Unknown("depends on the version, or is no gate of it", source);
        }
        String group = gate.stage().equals("alpha") ? ALL_ALPHA : gate.stage().equals("beta") ? ALL_BETA : "";
        return !gate.locked() && set.get(group) instanceof Boolean value
                ? known.with(value)
                : new Known(gate.on(), source);
    }

    /** Why the component refuses what is set for its gates and does not start, or null. */
    public @Nullable String objection() {
        if (!(explicit instanceof Known known) || !(known.value() instanceof Map<?, ?> set)) {
            return null;
        }
        for (Map.Entry<?, ?> entry : set.entrySet()) {
            String name = entry.getKey().toString();
            List<Gate> gates = gates(name);
            if (gates.isEmpty() && held) {
                return "the gate " + (name.length() > 80 ? name.substring(0, 80) : name) + " does not exist";
            }
            boolean refused = !gates.isEmpty();
            for (Gate gate : gates) {
                refused &= gate.locked() && !entry.getValue().equals(gate.on());
            }
            if (refused) {
                return "the gate " + name + " cannot be changed";
            }
        }
        return null;
    }

    /** Names of the gates that are alpha and switched on; AllAlpha stands for the others of its stage. */
    public Node alpha() {
        return switchedOn("alpha", ALL_ALPHA);
    }

    /** Names of the gates that are beta, off by default and switched on; AllBeta stands for the others of its stage. */
    public Node beta() {
        return switchedOn("beta", ALL_BETA);
    }

    private Node switchedOn(String stage, String group) {
        if (!(explicit instanceof Known known) || !(known.value() instanceof Map<?, ?> set)) {
            return explicit;
        }
        List<Object> names = new ArrayList<>();
        for (Map.Entry<?, ?> entry : set.entrySet()) {
            String name = entry.getKey().toString();
            if (!Boolean.TRUE.equals(entry.getValue()) || name.equals(ALL_ALPHA) || name.equals(ALL_BETA)) {
                if (name.equals(group) && Boolean.TRUE.equals(entry.getValue())) {
                    names.add(name);
                }
                continue;
            }
            Gate gate = gate(name);
            if (gate == null) {
                return new Unknown("the stage of a gate depends on the version", known.source());
            }
            if (gate.stage().equals(stage) && !gate.on()) {
                names.add(name);
            }
        }
        return known.with(names);
    }

    /** The gate in this version; null when there is none, or when the version is not known and they differ. */
    private @Nullable Gate gate(String name) {
        List<Gate> gates = gates(name);
        boolean one = gates.size() == 1 && (held || !gates.getFirst().on() || everywhere(name));
        return one ? gates.getFirst() : null;
    }

    /** Whether all versions in the table have the gate; one that lacks it has nothing switched on. */
    private boolean everywhere(String name) {
        int versions = 0;
        Table table = Gates.TABLE;
        for (int row = table.first(name); row >= 0; row = table.next(row)) {
            int since = Math.max(KnownVersions.FIRST, Table.bound(table.cell(row, SINCE), 0));
            int until = Math.min(KnownVersions.LAST, Table.bound(table.cell(row, UNTIL), Integer.MAX_VALUE));
            versions += knows(table, row) ? until - since + 1 : 0;
        }
        return versions == KnownVersions.LAST - KnownVersions.FIRST + 1;
    }

    private boolean knows(Table table, int row) {
        String components = table.cell(row, 1);
        return components.equals("*") || List.of(components.split(",")).contains(binary);
    }

    /** The gate in this version, or in all versions where they differ; empty when there is none. */
    private List<Gate> gates(String name) {
        List<Gate> found = new ArrayList<>(1);
        Table table = Gates.TABLE;
        for (int row = table.first(name); row >= 0; row = table.next(row)) {
            boolean here = !held
                    || (Table.bound(table.cell(row, SINCE), 0) <= minor
                            && minor <= Table.bound(table.cell(row, UNTIL), Integer.MAX_VALUE));
            if (here && knows(table, row)) {
                Gate gate = new Gate(
                        table.cell(row, 2),
                        table.cell(row, 3).equals("true"),
                        table.cell(row, 4).equals("true"));
                if (!found.contains(gate)) {
                    found.add(gate);
                }
            }
        }
        return found;
    }

    /** Components, stage, default, locked, since and until by name. */
    private static final class Gates {
        static final Table TABLE = Table.named("feature-gates");
    }
}
