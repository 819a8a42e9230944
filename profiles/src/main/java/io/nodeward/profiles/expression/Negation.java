package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** A number with its sign changed. */
public final class Negation extends Expression {

    final Expression part;

    public Negation(Expression part) {
        this.part = part;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value value = part.evaluate(scope, null);
        if (value.isUndetermined()) {
            return value;
        }
        if (value.content() instanceof Double number) {
            return Value.of(-number, value.trace());
        }
        return value.content() instanceof Long number && number != Long.MIN_VALUE
                ? Value.of(-number, value.trace())
                : Value.fault("this number has no opposite", value.trace());
    }
}
