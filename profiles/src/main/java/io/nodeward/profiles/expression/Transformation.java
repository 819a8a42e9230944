package io.nodeward.profiles.expression;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code list.map(x, …)}. It cannot be told while one of the new items cannot be told. */
public final class Transformation extends Expression {

    final Expression range;
    final int slot;
    final Expression body;

    public Transformation(Expression range, int slot, Expression body) {
        this.range = range;
        this.slot = slot;
        this.body = body;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value value = range.evaluate(scope, null);
        Items items = Walk.over(value);
        if (items == null) {
            return Walk.nothingToWalk(value);
        }
        List<Value> made = new ArrayList<>(items.size());
        Trace unknown = null;
        for (int i = 0; i < items.size(); i++) {
            if (!scope.step()) {
                return Scope.exhausted();
            }
            Value item = items.get(i);
            scope.set(slot, item);
            Value changed = Walk.about(item, body.evaluate(scope, null));
            made.add(changed);
            if (changed.isUndetermined()) {
                unknown = unknown == null ? changed.trace() : unknown.and(changed.trace());
            }
        }
        return unknown == null
                ? Value.of(new Items.Made(made, items.basis()), Trace.NOTHING)
                : Value.undetermined(unknown);
    }
}
