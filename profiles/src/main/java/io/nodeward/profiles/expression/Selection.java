package io.nodeward.profiles.expression;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code list.filter(x, …)}. It cannot be told while it cannot be told for one item whether it stays. */
public final class Selection extends Expression {

    final Expression range;
    final int slot;
    final Expression body;

    public Selection(Expression range, int slot, Expression body) {
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
        List<Value> kept = new ArrayList<>();
        Trace basis = items.basis();
        Trace unknown = null;
        for (int i = 0; i < items.size(); i++) {
            if (!scope.step()) {
                return Scope.exhausted();
            }
            Value item = items.get(i);
            scope.set(slot, item);
            Value fits = Walk.about(item, body.evaluate(scope, null));
            if (fits.isTrue()) {
                kept.add(item);
                basis = basis.and(fits.trace());
            } else if (fits.isFalse()) {
                basis = basis.and(fits.trace());
            } else {
                unknown = unknown == null ? fits.trace() : unknown.and(fits.trace());
            }
        }
        return unknown == null ? Value.of(new Items.Made(kept, basis), Trace.NOTHING) : Value.undetermined(unknown);
    }
}
