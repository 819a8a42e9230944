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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns traces into evidence: each fact once, in the order in which it was looked at. */
final class EvidenceList implements Trace.Visitor {

    /** More helps nobody, and a hostile host could have millions. */
    static final int MOST = 10_000;

    private static final int KEYS = 100;

    private final List<Evidence> evidence = new ArrayList<>();
    private final Set<String> paths = new HashSet<>();
    private final Set<Place> places = Collections.newSetFromMap(new IdentityHashMap<>());
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
        if (!places.add(place)) {
            return;
        }
        String path = place.path();
        if (!paths.add(path)) {
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

    @Override
    public void fault(String message) {
        fault = fault == null ? message : fault;
    }

    private static Evidence line(String path, @Nullable Node node) {
        return switch (node) {
            case Known known -> new Evidence(path, known.value(), known.source(), known.overrode(), null);
            case Unknown gone -> new Evidence(path, null, gone.source(), List.of(), gone.reason());
            case Many many -> new Evidence(path, keys(many), many.source(), List.of(), null);
            case null -> new Evidence(path, null, "not set", List.of(), null);
            default -> new Evidence(path, "set", "", List.of(), null);
        };
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
