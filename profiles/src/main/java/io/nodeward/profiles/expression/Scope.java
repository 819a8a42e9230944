package io.nodeward.profiles.expression;

import io.nodeward.hostprobes.facts.Group;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an expression can see: facts, the time, variables. For one thread and one control at a time. */
public final class Scope {

    /** Enough for every item of the largest host, too few for every pair of them. */
    static final int STEPS = 5_000_000;

    private final Group facts;
    private final Instant now;
    private final @Nullable Acceptance acceptance;
    private @Nullable Value[] variables = new Value[4];
    private int steps = STEPS;

    /** Says whether a finding on these facts was accepted by somebody, so that it counts as if it were well. */
    public interface Acceptance {
        boolean accepts(Trace facts);
    }

    public Scope(Group facts, Instant now) {
        this(facts, now, null);
    }

    public Scope(Group facts, Instant now, @Nullable Acceptance acceptance) {
        this.facts = facts;
        this.now = now;
        this.acceptance = acceptance;
    }

    Group facts() {
        return facts;
    }

    Instant now() {
        return now;
    }

    boolean accepts(Trace trace) {
        return acceptance != null && acceptance.accepts(trace);
    }

    @Nullable Value variable(int slot) {
        return slot < variables.length ? variables[slot] : null;
    }

    /** Sets a variable; the compiler numbers them from the outside in. */
    public void set(int slot, Value value) {
        if (slot >= variables.length) {
            variables = java.util.Arrays.copyOf(variables, slot + 4);
        }
        variables[slot] = value;
    }

    /** Counts one item of one list that was looked at; false when it is more than any sensible control needs. */
    boolean step() {
        return --steps > 0;
    }

    /** Counts several. */
    boolean steps(int count) {
        steps -= count;
        return steps > 0;
    }

    /** What to say when {@link #step()} is false. */
    static Value exhausted() {
        return Value.fault("there is too much to compare", Trace.NOTHING);
    }
}
