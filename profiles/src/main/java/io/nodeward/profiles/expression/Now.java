package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** The time of the audit. */
public final class Now extends Expression {
    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        return Value.of(scope.now(), Trace.NOTHING);
    }
}
