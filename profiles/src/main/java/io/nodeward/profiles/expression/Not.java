package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** The contrary. */
public final class Not extends Expression {

    final Expression part;

    public Not(Expression part) {
        this.part = part;
    }

    @Override
    boolean composed() {
        return true;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value value = decide(part, scope, wanted == null ? null : (Boolean) !wanted);
        if (value.isUndetermined()) {
            return value;
        }
        return value.content() instanceof Boolean truth
                ? Value.of(!truth, value.trace())
                : Value.fault("this is neither true nor false", value.trace());
    }
}
