package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** {@code condition ? yes : no}. The condition is part of the reason. */
public final class Conditional extends Expression {

    final Expression condition;
    final Expression yes;
    final Expression no;

    public Conditional(Expression condition, Expression yes, Expression no) {
        this.condition = condition;
        this.yes = yes;
        this.no = no;
    }

    @Override
    boolean composed() {
        return true;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value choice = condition.evaluate(scope, null);
        if (choice.isUndetermined()) {
            return choice;
        }
        if (!(choice.content() instanceof Boolean truth)) {
            return Value.fault("this is neither true nor false", choice.trace());
        }
        Value value = decide(truth ? yes : no, scope, wanted);
        return value.isUndetermined() ? value : value.because(choice.trace());
    }
}
