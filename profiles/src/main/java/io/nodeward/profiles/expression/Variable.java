package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** The item that a list is being walked for. */
public final class Variable extends Expression {

    final int slot;

    public Variable(int slot) {
        this.slot = slot;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value value = scope.variable(slot);
        return value == null ? Value.fault("a variable has no value", Trace.NOTHING) : value;
    }
}
