package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** {@code value in list} or {@code key in map}; also {@code has(map.key)}. */
public final class Containment extends Expression {

    final Expression wantedItem;
    final Expression container;

    public Containment(Expression item, Expression container) {
        this.wantedItem = item;
        this.container = container;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value item = wantedItem.evaluate(scope, null);
        Value value = container.evaluate(scope, null);
        if (item.isUndetermined() || value.isUndetermined()) {
            return undetermined(item, value);
        }
        Object content = item.content();
        if (content instanceof String key && value.content() instanceof Entries entries) {
            return Value.of(entries.has(key), item.trace().and(entries.trace()));
        }
        if (!(value.content() instanceof Items items) || content == null) {
            return Value.fault("this is neither a list nor a map", item.trace().and(value.trace()));
        }
        if (!scope.steps(items.size())) {
            return Scope.exhausted();
        }
        if (items instanceof Items.Raw raw && Comparing.ordered(content, content)) {
            Trace both = item.trace().and(raw.count());
            Boolean found = Comparing.contains(raw.values(), content);
            return found == null ? Value.fault("these cannot be compared", both) : Value.of(found, both);
        }
        Tally tally = new Tally(false);
        for (int i = 0; i < items.size(); i++) {
            Value candidate = items.get(i);
            tally.add(candidate.isUndetermined() ? candidate : Comparing.equal(item, candidate, scope));
        }
        return tally.result(item.trace().and(items.basis()));
    }
}
