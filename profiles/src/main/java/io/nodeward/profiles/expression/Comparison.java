package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** Two values side by side. Values of different kinds never compare: then it cannot be told. */
public final class Comparison extends Expression {

    /** How they are compared. The order is part of the compiled form: new ones go to the end. */
    public enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    final Operator operator;
    final Expression left;
    final Expression right;

    public Comparison(Operator operator, Expression left, Expression right) {
        this.operator = operator;
        this.left = left;
        this.right = right;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value first = left.evaluate(scope, null);
        Value second = right.evaluate(scope, null);
        Object a = first.content();
        Object b = second.content();
        if (a == null || b == null) {
            return undetermined(first, second);
        }
        if (operator == Operator.EQUAL || operator == Operator.NOT_EQUAL) {
            Value equal = Comparing.equal(first, second, scope);
            return equal.content() instanceof Boolean truth
                    ? Value.of(truth == (operator == Operator.EQUAL), equal.trace())
                    : equal;
        }
        Trace both = first.trace().and(second.trace());
        if (!Comparing.ordered(a, b)) {
            return Value.fault("these cannot be compared", both);
        }
        boolean truth = switch (operator) {
            case LESS -> Comparing.less(a, b);
            case LESS_OR_EQUAL -> Comparing.less(a, b) || Comparing.same(a, b);
            case GREATER -> Comparing.less(b, a);
            default -> Comparing.less(b, a) || Comparing.same(a, b);
        };
        return Value.of(truth, both);
    }
}
