package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** {@code list.all(x, …)}, {@code exists}, {@code exists_one}; over a map it walks the keys. */
public final class Quantifier extends Expression {

    /** How many items have to fit. The order is part of the compiled form: new ones go to the end. */
    public enum Kind {
        ALL,
        EXISTS,
        EXISTS_ONE
    }

    final Kind kind;
    final Expression range;
    final int slot;
    final Expression body;

    public Quantifier(Kind kind, Expression range, int slot, Expression body) {
        this.kind = kind;
        this.range = range;
        this.slot = slot;
        this.body = body;
    }

    @Override
    boolean composed() {
        return kind != Kind.EXISTS_ONE;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value value = range.evaluate(scope, null);
        Items items = Walk.over(value);
        if (items == null) {
            return Walk.nothingToWalk(value);
        }
        if (kind == Kind.EXISTS_ONE) {
            return one(scope, items);
        }
        Tally tally = new Tally(kind == Kind.ALL);
        for (int i = 0; i < items.size(); i++) {
            if (!scope.step()) {
                return Scope.exhausted();
            }
            Value item = items.get(i);
            scope.set(slot, item);
            tally.add(Walk.about(item, decide(body, scope, wanted)));
        }
        return tally.result(items.basis());
    }

    /** Whether it is one can only be told when every item can. */
    private Value one(Scope scope, Items items) {
        int count = 0;
        Trace all = items.basis();
        Trace unknown = null;
        for (int i = 0; i < items.size(); i++) {
            if (!scope.step()) {
                return Scope.exhausted();
            }
            Value item = items.get(i);
            scope.set(slot, item);
            Value fits = Walk.about(item, body.evaluate(scope, null));
            if (fits.content() instanceof Boolean truth) {
                count += truth ? 1 : 0;
                all = all.and(fits.trace());
            } else {
                unknown = unknown == null ? fits.trace() : unknown.and(fits.trace());
            }
        }
        return unknown == null ? Value.of(count == 1, all) : Value.undetermined(unknown);
    }
}
