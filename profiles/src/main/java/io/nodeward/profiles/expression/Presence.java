package io.nodeward.profiles.expression;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Node;
import org.jspecify.annotations.Nullable;

/** {@code has(owner.name)} for a part that may be missing. */
public final class Presence extends Expression {

    final Expression owner;
    final String name;

    public Presence(Expression owner, String name) {
        this.owner = owner;
        this.name = name;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value value = owner.evaluate(scope, null);
        if (value.content() instanceof Place place && place.node() instanceof Group group) {
            Node child = group.get(name);
            Place here = place.field(name, child);
            return here.unknown() ? Value.undetermined(here) : Value.of(child != null, here);
        }
        if (value.isUndetermined()) {
            return value.trace() instanceof Place place && place.unknown()
                    ? Value.undetermined(place.field(name, place.node()))
                    : value;
        }
        return Value.fault("there is no " + name + " in what is not a group", value.trace());
    }
}
