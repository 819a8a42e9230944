package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** An item of a list by its number. */
public final class Element extends Expression {

    final Expression list;
    final Expression index;

    public Element(Expression list, Expression index) {
        this.list = list;
        this.index = index;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value container = list.evaluate(scope, null);
        Value number = index.evaluate(scope, null);
        if (container.isUndetermined() || number.isUndetermined()) {
            return undetermined(container, number);
        }
        if (!(container.content() instanceof Items items) || !(number.content() instanceof Long at)) {
            return Value.fault(
                    "this is not a list and a number", container.trace().and(number.trace()));
        }
        if (at < 0 || at >= items.size()) {
            return Value.fault(
                    "there is no item " + at + " in a list of " + items.size(),
                    items.count().and(number.trace()));
        }
        return items.get(at.intValue()).because(number.trace());
    }
}
