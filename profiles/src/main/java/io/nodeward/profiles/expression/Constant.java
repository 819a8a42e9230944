package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** A literal, or a list of literals. */
public final class Constant extends Expression {

    final Object raw;
    private final Value value;

    /** @param raw Boolean, Long, Double, String, Duration, Instant, or a List of these */
    public Constant(Object raw) {
        this.raw = raw;
        this.value = Value.of(raw, Trace.NOTHING);
    }

    /** The literal. */
    public Object raw() {
        return raw;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        return value;
    }
}
