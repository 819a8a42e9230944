package io.nodeward.profiles;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.profiles.expression.Place;
import io.nodeward.profiles.expression.Texts;
import io.nodeward.profiles.expression.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns traces into evidence: each fact once, in the order in which it was looked at. */
final class EvidenceList implements Trace.Visitor {

    /** More helps nobody, and a hostile host could have millions. */
    static final int MOST = 10_000;

    private static final int KEYS = 100;
    private static final int FEW = 8;

    private final List<Evidence> evidence = new ArrayList<>();
    /** Only where there are too many to compare them one by one. */
    private @Nullable Set<String> paths;

    private @Nullable Place last;
    private @Nullable String fault;
    private @Nullable Evidence unknown;
    private int unknowns;
    private int blamed;
    private int omitted;

    private EvidenceList() {}

    static EvidenceList of(List<Trace> traces) {
        EvidenceList list = new EvidenceList();
        for (Trace trace : traces) {
            trace.visit(list);
        }
        return list;
    }

    List<Evidence> evidence() {
        return Collections.unmodifiableList(evidence);
    }

    int omitted() {
        return omitted;
    }

    /** Whether no fact is unknown that should have been readable. */
    boolean expected() {
        return unknowns > 0 && blamed == 0 && fault == null;
    }

    @Override
    public void fact(Place place) {
        // The same fact often stands behind several comparisons in a row.
        if (place == last) {
            return;
        }
        last = place;
        String path = place.path();
        if (!first(path)) {
            return;
        }
        Evidence line = line(path, place.node());
        if (place.node() instanceof Unknown node) {
            unknowns++;
            blamed += node.expected() ? 0 : 1;
            unknown = unknown == null ? line : unknown;
        }
        if (evidence.size() < MOST) {
            evidence.add(line);
        } else {
            omitted++;
        }
    }

    private boolean first(String path) {
        if (paths != null) {
            return paths.add(path);
        }
        for (int i = 0; i < evidence.size(); i++) {
            if (evidence.get(i).fact().equals(path)) {
                return false;
            }
        }
        if (evidence.size() == FEW) {
            paths = new HashSet<>();
            for (Evidence line : evidence) {
                paths.add(line.fact());
            }
            paths.add(path);
        }
        return true;
    }

    @Override
    public void fault(String message) {
        fault = fault == null ? message : fault;
    }

    private static Evidence line(String path, @Nullable Node node) {
        // Not a switch over types: its first use would cost more than all of this.
        if (node instanceof Known known) {
            return new Evidence(path, known.value(), known.source(), known.overrode(), null);
        }
        if (node instanceof Unknown gone) {
            return new Evidence(path, null, gone.source(), List.of(), gone.reason());
        }
        if (node instanceof Many many) {
            return new Evidence(path, keys(many), many.source(), List.of(), null);
        }
        return node == null
                ? new Evidence(path, null, "not set", List.of(), null)
                : new Evidence(path, "set", "", List.of(), null);
    }

    private static List<String> keys(Many many) {
        List<String> keys = new ArrayList<>();
        for (Many.Item item : many.items()) {
            if (keys.size() == KEYS) {
                keys.add("and " + (many.items().size() - KEYS) + " more");
                break;
            }
            keys.add(item.key());
        }
        return keys;
    }

    /** A sentence that says what is unknown and why. */
    String whyUnknown() {
        if (unknown != null) {
            String source = unknown.source().isEmpty() ? "" : " (" + unknown.source() + ")";
            return unknown.fact() + " is unknown: " + unknown.unknown() + source
                    + (unknowns > 1 ? ", and " + (unknowns - 1) + " more" : "");
        }
        return "It cannot be told: " + (fault == null ? "no fact was given" : fault);
    }

    /** The first few facts as {@code a is 1, b is 2}. */
    String inWords() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(3, evidence.size()); i++) {
            Evidence line = evidence.get(i);
            text.append(i == 0 ? "" : ", ").append(line.fact()).append(" is ");
            text.append(line.value() == null ? "not set" : Texts.of(line.value()));
        }
        return text.toString();
    }
}
