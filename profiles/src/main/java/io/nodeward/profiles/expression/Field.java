package io.nodeward.profiles.expression;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import org.jspecify.annotations.Nullable;

/** A named part of a fact. A part of what is unknown is unknown for the same reason. */
public final class Field extends Expression {

    private static final Unknown NOT_SET = new Unknown("it is not set", "not set");

    final Expression owner;
    final String name;
    final boolean optional;
    final Kind kind;

    /** @param optional whether the part may be missing because it is not set */
    public Field(Expression owner, String name, boolean optional, Kind kind) {
        this.owner = owner;
        this.name = name;
        this.optional = optional;
        this.kind = kind;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value value = owner.evaluate(scope, null);
        if (value.content() instanceof Place place && place.node() instanceof Group group) {
            Node child = group.get(name);
            Node fact = child != null ? child : optional ? NOT_SET : Value.NOT_GIVEN;
            return Value.read(place.field(name, fact), kind);
        }
        if (value.isUndetermined()) {
            return value.trace() instanceof Place place && place.unknown()
                    ? Value.undetermined(place.field(name, place.node()))
                    : value;
        }
        return Value.fault("there is no " + name + " in what is not a group", value.trace());
    }
}
