package io.nodeward.profiles.authoring;

import io.nodeward.profiles.Control;
import io.nodeward.profiles.Engine;
import io.nodeward.profiles.Evidence;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Rule;
import io.nodeward.profiles.Verdict;
import io.nodeward.profiles.Waivers;
import io.nodeward.profiles.expression.Constant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs the test tables of controls. */
public final class CaseCheck {

    private CaseCheck() {}

    /** Returns what is wrong with a case, for a person; null when it comes out as it says. */
    public static @Nullable String run(Control control, ControlCase row) {
        Finding finding = Engine.judge(control, row.facts(), row.now(), Waivers.none());
        for (Evidence evidence : finding.evidence()) {
            if (GivenFacts.NOT_GIVEN.equals(evidence.unknown())) {
                return "the case has to give " + evidence.fact();
            }
        }
        return finding.verdict() == row.verdict()
                ? null
                : "is " + finding.verdict() + ", not " + row.verdict() + ": " + finding.reason();
    }

    /** Returns the verdicts that a control can come to and that no case of it shows. */
    public static Set<Verdict> uncovered(Control control, List<ControlCase> cases) {
        Rule rule = control.rule();
        Set<Verdict> missing = EnumSet.noneOf(Verdict.class);
        if (rule.demand().expression() instanceof Constant constant) {
            missing.add(Boolean.TRUE.equals(constant.raw()) ? Verdict.PASS : unmet(rule));
        } else {
            missing.add(Verdict.PASS);
            missing.add(unmet(rule));
        }
        if (rule.reviewable() != null) {
            missing.add(Verdict.MANUAL);
        }
        if (!rule.facts().isEmpty()) {
            missing.add(Verdict.UNKNOWN);
        }
        if (rule.each() != null || rule.applies() != null) {
            missing.add(Verdict.NOT_APPLICABLE);
        }
        for (ControlCase row : cases) {
            missing.remove(row.verdict());
        }
        return missing;
    }

    private static Verdict unmet(Rule rule) {
        return rule.failure() == null ? Verdict.MANUAL : Verdict.FAIL;
    }

    /** Returns every mistake in the test table of a control, with file and line. */
    public static List<String> all(Authored authored) {
        List<String> mistakes = new ArrayList<>();
        Control control = authored.control();
        for (ControlCase row : authored.cases()) {
            String mistake = run(control, row);
            if (mistake != null) {
                mistakes.add(row.file() + ":" + row.line() + ": " + control.id() + " " + row.given() + " " + mistake);
            }
        }
        for (Verdict verdict : uncovered(control, authored.cases())) {
            mistakes.add(authored.file() + ":" + authored.line() + ": " + control.id() + ": no case shows " + verdict);
        }
        return mistakes;
    }
}
