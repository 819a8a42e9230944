package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/**
 * A checked expression. Immutable, safe for any thread. Evaluating it never throws for what facts may hold: what cannot
 * be told is a {@link Value} that says so.
 */
public abstract sealed class Expression
        permits Arithmetic,
                Call,
                Comparison,
                Conditional,
                Connective,
                Constant,
                Containment,
                Element,
                EntryOf,
                Fact,
                Field,
                ListOf,
                Negation,
                Not,
                Now,
                Presence,
                Quantifier,
                Selection,
                Transformation,
                Variable {

    /**
     * Returns the value in a scope.
     *
     * @param wanted the truth value that would be good for the host here; null where neither is. Only what passes it on
     *     to parts of itself needs to look at it.
     */
    abstract Value evaluate(Scope scope, @Nullable Boolean wanted);

    /** Returns the value in a scope. */
    public final Value in(Scope scope) {
        return evaluate(scope, null);
    }

    /** Returns whether the demand that this expression is holds, where what somebody accepted counts as well. */
    public final Value holds(Scope scope) {
        return decide(this, scope, Boolean.TRUE);
    }

    /** Whether this is made of truth values, so that a part of it can be accepted without the rest. */
    boolean composed() {
        return false;
    }

    /** The value of a part; the wanted one when what was found instead has been accepted. */
    static Value decide(Expression part, Scope scope, @Nullable Boolean wanted) {
        Value value = part.evaluate(scope, wanted);
        if (wanted == null || part.composed() || !(value.content() instanceof Boolean found) || wanted.equals(found)) {
            return value;
        }
        return scope.accepts(value.trace()) ? Value.of(wanted, value.trace()) : value;
    }

    /** The blame of two values of which at least one cannot be told. */
    static Value undetermined(Value left, Value right) {
        Trace first = left.isUndetermined() ? left.trace() : Trace.NOTHING;
        return Value.undetermined(right.isUndetermined() ? first.and(right.trace()) : first);
    }
}
