package io.nodeward.profiles;

import io.nodeward.hostprobes.Beside;
import io.nodeward.hostprobes.facts.Group;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Puts controls to facts. */
public final class Engine {

    /** So few are judged before a second thread has begun. */
    private static final int FEW = 64;

    private Engine() {}

    /**
     * Returns one finding for each control, in their order. It reads nothing of the host and never fails: what cannot
     * be told is UNKNOWN. Safe for several threads at once.
     *
     * @param now the time by which certificates and waivers expire
     */
    public static List<Finding> judge(Collection<Control> controls, Group facts, Instant now, Waivers waivers) {
        List<Control> all = List.copyOf(controls);
        if (all.size() <= FEW) {
            return each(all, facts, now, waivers);
        }
        // in a process that has just begun this is slow: each control is the first to run some piece of the program
        int half = all.size() / 2;
        Beside<List<Finding>> rest =
                Beside.begin("judging", () -> each(all.subList(half, all.size()), facts, now, waivers));
        List<Finding> findings = each(all.subList(0, half), facts, now, waivers);
        findings.addAll(rest.end());
        return findings;
    }

    private static List<Finding> each(List<Control> controls, Group facts, Instant now, Waivers waivers) {
        List<Finding> findings = new ArrayList<>(controls.size());
        for (Control control : controls) {
            findings.add(judge(control, facts, now, waivers));
        }
        return findings;
    }

    /** Returns the finding of one control. */
    public static Finding judge(Control control, Group facts, Instant now, Waivers waivers) {
        Judgement judgement = Judgement.of(control, facts, now, null);
        List<Waiver> accepted = waivers.of(control.id());
        boolean acceptable = judgement.verdict() == Verdict.FAIL || judgement.verdict() == Verdict.MANUAL;
        return accepted.isEmpty() || !acceptable
                ? judgement.finding()
                : new Leniency(control, facts, now, accepted).applyTo(judgement);
    }
}
