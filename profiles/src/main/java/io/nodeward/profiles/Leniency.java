package io.nodeward.profiles;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.profiles.expression.Place;
import io.nodeward.profiles.expression.Scope;
import io.nodeward.profiles.expression.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies waivers to a judgement that went against the host. A waiver for one object is applied by judging again, with
 * each comparison about that object counted as if it were well: what else is wrong still decides.
 */
final class Leniency implements Scope.Acceptance {

    private final Control control;
    private final Group facts;
    private final Instant now;
    private final List<Waiver> ofObjects = new ArrayList<>();
    private final List<Waiver> expired = new ArrayList<>();
    /** Which of them made a difference; not a set of waivers: the first hash of a record takes milliseconds. */
    private final BitSet used = new BitSet();

    private @Nullable Waiver whole;

    Leniency(Control control, Group facts, Instant now, List<Waiver> waivers) {
        this.control = control;
        this.facts = facts;
        this.now = now;
        for (Waiver waiver : waivers) {
            if (Waivers.expired(waiver, now)) {
                expired.add(waiver);
            } else if (waiver.object() != null) {
                ofObjects.add(waiver);
            } else if (whole == null || waiver.expires().isAfter(whole.expires())) {
                whole = waiver;
            }
        }
    }

    Finding applyTo(Judgement judgement) {
        Finding finding = judgement.finding();
        if (whole != null) {
            return waived(finding, whole);
        }
        if (!ofObjects.isEmpty()) {
            Judgement again = Judgement.of(control, facts, now, this);
            if (!used.isEmpty()) {
                if (again.verdict() == Verdict.PASS || again.verdict() == Verdict.NOT_APPLICABLE) {
                    return waived(finding, firstToExpire());
                }
                Finding rest = again.finding();
                String note = rest.reason() + ". " + sentence("Waived here: ", objects());
                return withReason(rest, note);
            }
        }
        for (Waiver waiver : expired) {
            if (waiver.object() == null || concerns(judgement, waiver)) {
                String note = "The waiver of " + waiver.owner() + " expired on " + waiver.expires() + ".";
                return withReason(finding, finding.reason() + ". " + note);
            }
        }
        return finding;
    }

    @Override
    public boolean accepts(Trace trace) {
        boolean accepted = false;
        for (int i = 0; i < ofObjects.size(); i++) {
            Matching matching = new Matching(ofObjects.get(i).object());
            trace.visit(matching);
            if (matching.all()) {
                used.set(i);
                accepted = true;
            }
        }
        return accepted;
    }

    private static boolean concerns(Judgement judgement, Waiver waiver) {
        Matching matching = new Matching(waiver.object());
        for (Trace trace : judgement.traces()) {
            trace.visit(matching);
        }
        return matching.any();
    }

    /** The reason stays: what is accepted is told beside who accepted it. */
    private static Finding waived(Finding finding, Waiver waiver) {
        return new Finding(
                finding.control(),
                Verdict.WAIVED,
                finding.reason(),
                finding.evidence(),
                finding.omitted(),
                finding.remedy(),
                waiver,
                false);
    }

    private static Finding withReason(Finding finding, String reason) {
        return new Finding(
                finding.control(),
                finding.verdict(),
                reason.replace("..", "."),
                finding.evidence(),
                finding.omitted(),
                finding.remedy(),
                null,
                finding.expected());
    }

    private Waiver firstToExpire() {
        Waiver first = ofObjects.get(used.nextSetBit(0));
        for (int i = used.nextSetBit(0); i >= 0; i = used.nextSetBit(i + 1)) {
            Waiver waiver = ofObjects.get(i);
            first = waiver.expires().isBefore(first.expires()) ? waiver : first;
        }
        return first;
    }

    private List<String> objects() {
        List<String> objects = new ArrayList<>();
        for (int i = used.nextSetBit(0); i >= 0; i = used.nextSetBit(i + 1)) {
            objects.add(String.valueOf(ofObjects.get(i).object()));
        }
        return objects;
    }

    private static String sentence(String start, List<String> words) {
        return start + String.join(", ", words) + ".";
    }

    /** Looks for an object in the facts of a trace and in their sources. */
    private static final class Matching implements Trace.Visitor {
        private final String object;
        private int facts;
        private int matches;

        Matching(@Nullable String object) {
            this.object = object == null ? "" : object;
        }

        boolean any() {
            return matches > 0;
        }

        /** One fact about something else, and the comparison is not about the object alone. */
        boolean all() {
            return facts > 0 && matches == facts;
        }

        @Override
        public void fact(Place place) {
            facts++;
            String source = place.node() instanceof Known known
                    ? known.source()
                    : place.node() instanceof Many many ? many.source() : "";
            matches += source.contains(object) || place.path().contains(object) ? 1 : 0;
        }

        @Override
        public void fault(String message) {}
    }
}
