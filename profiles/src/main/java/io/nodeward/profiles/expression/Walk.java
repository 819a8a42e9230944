package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** What all expressions that walk a list have in common. */
final class Walk {

    private Walk() {}

    /** The items of a list or the keys of a map; null when it is neither or cannot be told. */
    static @Nullable Items over(Value value) {
        if (value.content() instanceof Items items) {
            return items;
        }
        return value.content() instanceof Entries entries ? entries.keys() : null;
    }

    static Value nothingToWalk(Value value) {
        return value.isUndetermined() ? value : Value.fault("this is not a list", value.trace());
    }

    /** The value of a body, with the item as its reason where the body looked at no fact. */
    static Value about(Value item, Value outcome) {
        return outcome.trace() == Trace.NOTHING ? outcome.because(item.trace()) : outcome;
    }
}
