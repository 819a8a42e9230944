package io.nodeward.profiles.expression;

import io.nodeward.hostprobes.facts.Node;
import org.jspecify.annotations.Nullable;

/** A fact at the top of the tree. */
public final class Fact extends Expression {

    final String name;
    final Kind kind;

    public Fact(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Node node = scope.facts().get(name);
        return Value.read(Place.top(name, node == null ? Value.NOT_GIVEN : node), kind);
    }
}
