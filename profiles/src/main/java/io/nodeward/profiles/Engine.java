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
        Work work = new Work(List.copyOf(controls), facts, now, waivers);
        // in a process that has just begun this is slow: each control is the first to run some piece of the program
        Beside<Work> beside = work.all.size() <= FEW ? null : Beside.begin("judging", work::done);
        work.done();
        return beside == null ? work.findings() : beside.end().findings();
    }

    /** Controls that several threads take a few at a time. */
    private static final class Work {
        private static final int AT_ONCE = 8;

        private final List<Control> all;
        private final Group facts;
        private final Instant now;
        private final Waivers waivers;
        private final Finding[] findings;
        private int next;

        Work(List<Control> all, Group facts, Instant now, Waivers waivers) {
            this.all = all;
            this.facts = facts;
            this.now = now;
            this.waivers = waivers;
            this.findings = new Finding[all.size()];
        }

        /** Returns when nothing is left to take. */
        Work done() {
            for (int from = take(); from < all.size(); from = take()) {
                int to = Math.min(from + AT_ONCE, all.size());
                for (int i = from; i < to; i++) {
                    findings[i] = judge(all.get(i), facts, now, waivers);
                }
            }
            return this;
        }

        private synchronized int take() {
            int from = next;
            next += AT_ONCE;
            return from;
        }

        List<Finding> findings() {
            return new ArrayList<>(List.of(findings));
        }
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
