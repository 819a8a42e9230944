package io.nodeward.profiles.expression;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code [a, b]} with parts that are not literals. */
public final class ListOf extends Expression {

    final List<Expression> parts;

    public ListOf(List<Expression> parts) {
        this.parts = List.copyOf(parts);
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        List<Value> values = new ArrayList<>(parts.size());
        Trace unknown = Trace.NOTHING;
        boolean determined = true;
        for (int i = 0; i < parts.size(); i++) {
            Value value = parts.get(i).evaluate(scope, null);
            values.add(value);
            if (value.isUndetermined()) {
                determined = false;
                unknown = unknown.and(value.trace());
            }
        }
        return determined
                ? Value.of(new Items.Made(values, Trace.NOTHING), Trace.NOTHING)
                : Value.undetermined(unknown);
    }
}
