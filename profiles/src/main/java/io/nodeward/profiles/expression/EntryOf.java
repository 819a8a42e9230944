package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** The value of a key in a map. */
public final class EntryOf extends Expression {

    final Expression map;
    final Expression key;

    public EntryOf(Expression map, Expression key) {
        this.map = map;
        this.key = key;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value container = map.evaluate(scope, null);
        Value name = key.evaluate(scope, null);
        if (container.isUndetermined() || name.isUndetermined()) {
            return undetermined(container, name);
        }
        if (!(container.content() instanceof Entries entries) || !(name.content() instanceof String text)) {
            return Value.fault(
                    "this is not a map with text keys", container.trace().and(name.trace()));
        }
        Value found = entries.get(text);
        return found == null
                ? Value.fault("there is no entry " + text, entries.trace().and(name.trace()))
                : found.because(name.trace());
    }
}
