package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/**
 * Joins truth values with "and" or "or". One value decides (false for "and", true for "or"): where it occurs, those
 * parts are the reason; where it does not and a part is unknown, the unknown parts are; else all parts are.
 */
final class Tally {

    private final Boolean deciding;
    private @Nullable Trace decided;
    private @Nullable Trace unknown;
    private Trace others = Trace.NOTHING;

    Tally(boolean and) {
        this.deciding = !and;
    }

    void add(Value value) {
        Object content = value.content();
        if (deciding.equals(content)) {
            decided = decided == null ? value.trace() : decided.and(value.trace());
        } else if (content instanceof Boolean) {
            others = others.and(value.trace());
        } else {
            Trace blame =
                    content == null ? value.trace() : new Trace.Fault("this is neither true nor false", value.trace());
            unknown = unknown == null ? blame : unknown.and(blame);
        }
    }

    /** @param basis what says that there were no other parts, needed where none decided */
    Value result(Trace basis) {
        if (decided != null) {
            return Value.of(deciding, decided);
        }
        return unknown != null ? Value.undetermined(unknown) : Value.of(!deciding, others.and(basis));
    }
}
