package io.nodeward.profiles.expression;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The facts that made a value what it is, in the order in which they were looked at. Immutable. Joining takes constant
 * time, so that a rule over 100,000 files costs no more than the files.
 */
public sealed class Trace permits Place, Trace.Both, Trace.Fault {

    /** No fact was needed. */
    static final Trace NOTHING = new Trace();

    Trace() {}

    /** What a trace is made of, one after the other. */
    public interface Visitor {
        /** A fact was read, found to be unknown, or found not to be set. */
        void fact(Place place);

        /** A step of the calculation failed; the facts that it worked on follow. */
        void fault(String message);
    }

    /** Both traces, first this one; the same one twice counts once. */
    Trace and(Trace other) {
        if (this == NOTHING || this == other) {
            return other;
        }
        return other == NOTHING ? this : new Both(this, other);
    }

    /** Shows every part to a visitor; a fact that was looked at several times is shown several times. */
    public void visit(Visitor visitor) {
        if (this instanceof Place place) {
            visitor.fact(place);
            return;
        }
        // Not recursive: a list of 100,000 items makes a trace of that depth.
        Deque<Trace> pending = new ArrayDeque<>();
        pending.push(this);
        while (!pending.isEmpty()) {
            Trace next = pending.pop();
            if (next instanceof Both both) {
                pending.push(both.second);
                pending.push(both.first);
            } else if (next instanceof Fault fault) {
                visitor.fault(fault.message);
                pending.push(fault.cause);
            } else if (next instanceof Place place) {
                visitor.fact(place);
            }
        }
    }

    /** Two traces, one after the other. */
    static final class Both extends Trace {
        private final Trace first;
        private final Trace second;

        Both(Trace first, Trace second) {
            this.first = first;
            this.second = second;
        }
    }

    /** A step that failed on the facts of {@code cause}. */
    static final class Fault extends Trace {
        private final String message;
        private final Trace cause;

        Fault(String message, Trace cause) {
            this.message = message;
            this.cause = cause;
        }
    }
}
