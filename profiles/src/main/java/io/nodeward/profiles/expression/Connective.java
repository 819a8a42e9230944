package io.nodeward.profiles.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code a && b && …} or {@code a || b || …}. Every part is looked at, in any case: one that decides does so even where
 * another is unknown, and every part that decides is evidence.
 */
public final class Connective extends Expression {

    final boolean and;
    final List<Expression> parts;

    public Connective(boolean and, List<Expression> parts) {
        this.and = and;
        this.parts = List.copyOf(parts);
    }

    @Override
    boolean composed() {
        return true;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Tally tally = new Tally(and);
        for (int i = 0; i < parts.size(); i++) {
            tally.add(decide(parts.get(i), scope, wanted));
        }
        return tally.result(Trace.NOTHING);
    }
}
