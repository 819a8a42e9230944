package io.nodeward.profiles;

import io.nodeward.hostprobes.facts.Group;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Puts controls to facts. */
public final class Engine {

    private Engine() {}

    /**
     * Returns one finding for each control, in their order. It reads nothing of the host and never fails: what cannot
     * be told is UNKNOWN. Safe for several threads at once.
     *
     * @param now the time by which certificates and waivers expire
     */
    public static List<Finding> judge(Collection<Control> controls, Group facts, Instant now, Waivers waivers) {
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
