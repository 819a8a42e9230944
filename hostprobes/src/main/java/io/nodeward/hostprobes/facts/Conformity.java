package io.nodeward.hostprobes.facts;

import io.nodeward.hostprobes.facts.FactType.Field;
import io.nodeward.hostprobes.facts.FactType.ListOf;
import io.nodeward.hostprobes.facts.FactType.MapOf;
import io.nodeward.hostprobes.facts.FactType.Scalar;
import io.nodeward.hostprobes.facts.FactType.Struct;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Compares a tree of facts with its schema. */
final class Conformity {

    private final List<String> found;

    Conformity(List<String> found) {
        this.found = found;
    }

    void struct(String path, Group group, Struct struct) {
        for (Field field : struct.fields()) {
            Node child = group.get(field.name());
            if (child != null) {
                node(join(path, field.name()), child, field.type());
            } else if (!field.optional()) {
                found.add(join(path, field.name()) + " is missing");
            }
        }
        for (String name : group.names()) {
            if (struct.field(name) == null) {
                found.add(join(path, name) + " is not declared");
            }
        }
    }

    private void node(String path, Node node, FactType type) {
        switch (node) {
            case Unknown _ -> {}
            case Known known -> value(path, known.value(), type);
            case Group group when type instanceof Struct struct -> struct(path, group, struct);
            case Group group
            when type instanceof MapOf(FactType value) -> {
                for (String key : group.names()) {
                    Node child = group.get(key);
                    if (child != null) {
                        node(path + "[" + key + "]", child, value);
                    }
                }
            }
            case Many many
            when type instanceof ListOf(FactType element) -> {
                for (Many.Item item : many.items()) {
                    node(path + "[" + item.key() + "]", item.node(), element);
                }
            }
            case Group _ -> found.add(path + " is a group, but declared as " + type);
            case Many _ -> found.add(path + " is a list of nodes, but declared as " + type);
        }
    }

    private void value(String path, Object value, FactType type) {
        boolean right = switch (type) {
            case Scalar.BOOL -> value instanceof Boolean;
            case Scalar.INT -> value instanceof Long;
            case Scalar.DOUBLE -> value instanceof Double;
            case Scalar.STRING -> value instanceof String;
            case Scalar.DURATION -> value instanceof Duration;
            case Scalar.TIMESTAMP -> value instanceof Instant;
            case ListOf _ -> value instanceof List;
            case MapOf _ -> value instanceof Map;
            case Struct _ -> false;
        };
        if (!right) {
            found.add(path + " is a " + value.getClass().getSimpleName() + ", but declared as " + type);
        } else if (type instanceof ListOf(FactType element)) {
            ((List<?>) value).forEach(item -> value(path + "[]", item, element));
        } else if (type instanceof MapOf(FactType element)) {
            ((Map<?, ?>) value).forEach((key, item) -> value(path + "[" + key + "]", item, element));
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
