package io.nodeward.profiles;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.profiles.expression.Each;
import io.nodeward.profiles.expression.Items;
import io.nodeward.profiles.expression.Scope;
import io.nodeward.profiles.expression.Trace;
import io.nodeward.profiles.expression.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One control put to one host: the verdict, what decided it, and the sentences about it. */
final class Judgement {

    /** Enough to see what is the matter; the rest is counted. */
    private static final int SENTENCES = 3;

    private final Control control;
    private final Rule rule;
    private final Scope scope;
    private Verdict verdict = Verdict.NOT_APPLICABLE;
    /** What decided each instance that has the verdict. */
    private final List<Trace> traces = new ArrayList<>(1);

    private final List<String> reasons = new ArrayList<>(1);
    private final List<String> remedies = new ArrayList<>(1);

    private Judgement(Control control, Scope scope) {
        this.control = control;
        this.rule = control.rule();
        this.scope = scope;
    }

    /** @param acceptance what somebody accepted, so that it counts as well; null for nothing */
    static Judgement of(Control control, Group facts, Instant now, Scope.@Nullable Acceptance acceptance) {
        Judgement judgement = new Judgement(control, new Scope(facts, now, acceptance));
        try {
            judgement.run();
        } catch (RuntimeException | StackOverflowError e) {
            // A mistake of ours or of a probe spoils this finding, not the report.
            judgement.verdict = Verdict.UNKNOWN;
            judgement.traces.clear();
            judgement.reasons.clear();
            judgement.reasons.add(
                    "nodeward itself failed here (" + e.getClass().getSimpleName() + "): please report it");
        }
        return judgement;
    }

    Verdict verdict() {
        return verdict;
    }

    /** What decided, one trace for each instance. */
    List<Trace> traces() {
        return traces;
    }

    private void run() {
        Each each = rule.each();
        if (each == null) {
            one();
            return;
        }
        Value list = each.list().in(scope);
        Items items = list.items();
        if (items == null) {
            reach(Verdict.UNKNOWN, list.trace());
        } else if (items.size() == 0) {
            reach(Verdict.NOT_APPLICABLE, items.count());
            String where = Each.enumerated(items);
            reasons.add("There is no " + each.variable().replace('_', ' ') + " here"
                    + (where == null || where.isEmpty() ? "." : " (" + where + ")."));
        } else {
            for (int i = 0; i < items.size(); i++) {
                each.bind(scope, items, i);
                one();
            }
        }
    }

    /** The rule for the host, or for the item that the variable is set to. */
    private void one() {
        Rule.Condition applies = rule.applies();
        if (applies != null) {
            Value value = applies.expression().in(scope);
            if (!value.isTrue()) {
                reach(value.isFalse() ? Verdict.NOT_APPLICABLE : Verdict.UNKNOWN, value.trace());
                return;
            }
        }
        Value value = rule.demand().expression().holds(scope);
        if (value.isTrue()) {
            reach(Verdict.PASS, value.trace());
        } else if (value.isFalse()) {
            unmet(value.trace());
        } else {
            reach(Verdict.UNKNOWN, value.trace());
        }
    }

    private void unmet(Trace trace) {
        Verdict outcome = rule.review() == null ? Verdict.FAIL : Verdict.MANUAL;
        if (rule.reviewable() != null) {
            Value person = rule.reviewable().expression().in(scope);
            if (person.isUndetermined()) {
                reach(Verdict.UNKNOWN, person.trace());
                return;
            }
            outcome = person.isTrue() ? Verdict.MANUAL : Verdict.FAIL;
        }
        if (reach(outcome, trace)) {
            var sentence = outcome == Verdict.MANUAL ? rule.review() : rule.failure();
            add(reasons, sentence == null ? control.title() : sentence.fill(scope));
            add(remedies, control.remedy().text().fill(scope));
        }
    }

    /** Counts an outcome if it is as bad as the worst so far; forgets better ones. */
    private boolean reach(Verdict outcome, Trace trace) {
        if (verdict.worseThan(outcome)) {
            return false;
        }
        if (outcome.worseThan(verdict)) {
            verdict = outcome;
            traces.clear();
            reasons.clear();
            remedies.clear();
        }
        traces.add(trace);
        return true;
    }

    private static void add(List<String> sentences, String sentence) {
        if (sentences.size() > SENTENCES || !sentences.contains(sentence)) {
            sentences.add(sentence);
        }
    }

    /** The finding, without regard to waivers. */
    Finding finding() {
        EvidenceList evidence = EvidenceList.of(traces);
        return new Finding(
                control,
                verdict,
                reason(evidence),
                evidence.evidence(),
                evidence.omitted(),
                remedy(evidence.evidence()),
                null,
                verdict == Verdict.UNKNOWN && evidence.expected());
    }

    private String reason(EvidenceList evidence) {
        if (!reasons.isEmpty()) {
            return joined(reasons, "; ");
        }
        return switch (verdict) {
            case UNKNOWN -> evidence.whyUnknown();
            case NOT_APPLICABLE -> notApplicable(evidence);
            default -> control.title();
        };
    }

    private String notApplicable(EvidenceList evidence) {
        String facts = evidence.inWords();
        String where = rule.applies() == null ? "" : rule.applies().source();
        return "It applies where " + where + (facts.isEmpty() ? "." : "; here " + facts + ".");
    }

    private String remedy(List<Evidence> evidence) {
        if (!remedies.isEmpty()) {
            String remedy = joined(remedies, "\n");
            String place = InForce.sentence(evidence, remedy);
            return place.isEmpty() ? remedy : remedy + "\n" + place;
        }
        if (verdict != Verdict.UNKNOWN) {
            return "";
        }
        Each each = rule.each();
        if (each != null) {
            // No item is to blame: the sentence for any of them.
            scope.set(Each.SLOT, Value.unnamed());
        }
        return control.remedy().text().fill(scope);
    }

    private static String joined(List<String> sentences, String separator) {
        if (sentences.size() == 1) {
            return sentences.getFirst();
        }
        int shown = Math.min(sentences.size(), SENTENCES);
        String text = String.join(separator, sentences.subList(0, shown));
        int more = sentences.size() - shown;
        return more == 0 ? text : text + separator + "and so for " + more + " more";
    }
}
