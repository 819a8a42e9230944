package io.nodeward.profiles.authoring;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelComprehension;
import io.nodeward.hostprobes.facts.FactType;
import io.nodeward.hostprobes.facts.FactType.Field;
import io.nodeward.hostprobes.facts.FactType.ListOf;
import io.nodeward.hostprobes.facts.FactType.MapOf;
import io.nodeward.hostprobes.facts.FactType.Scalar;
import io.nodeward.hostprobes.facts.FactType.Struct;
import io.nodeward.hostprobes.facts.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds which names an expression could have meant by one that its struct does not have. For one use. */
final class FieldNames {

    private final Schema schema;
    private final Map<String, FactType> variables;
    private final String wrong;
    private final List<String> possible = new ArrayList<>();

    private FieldNames(Schema schema, Map<String, FactType> variables, String wrong) {
        this.schema = schema;
        this.variables = new HashMap<>(variables);
        this.wrong = wrong;
    }

    /** The fields of each struct in which the expression looks for the wrong name. */
    static List<String> insteadOf(String wrong, CelExpr expression, Schema schema, Map<String, FactType> variables) {
        FieldNames names = new FieldNames(schema, variables, wrong);
        names.type(expression);
        return names.possible;
    }

    /** The type of an expression as far as facts and loops go; null for others. Looks at all parts on the way. */
    private @Nullable FactType type(CelExpr node) {
        return switch (node.getKind()) {
            case IDENT -> name(node.ident().name());
            case SELECT -> {
                FactType owner = type(node.select().operand());
                if (owner instanceof MapOf(FactType value)) {
                    yield value;
                }
                yield owner instanceof Struct struct
                        ? field(struct, node.select().field())
                        : null;
            }
            case CALL -> {
                node.call().target().ifPresent(this::type);
                FactType first = null;
                for (int i = 0; i < node.call().args().size(); i++) {
                    FactType type = type(node.call().args().get(i));
                    first = i == 0 ? type : first;
                }
                yield node.call().function().equals("_[_]") ? element(first) : null;
            }
            case LIST -> {
                node.list().elements().forEach(this::type);
                yield null;
            }
            case COMPREHENSION -> loop(node.comprehension());
            default -> null;
        };
    }

    private @Nullable FactType name(String name) {
        FactType variable = variables.get(name);
        if (variable != null) {
            return variable;
        }
        Field fact = schema.facts().field(name);
        return fact == null ? null : fact.type();
    }

    private @Nullable FactType field(Struct struct, String name) {
        Field field = struct.field(name);
        if (field == null && name.equals(wrong)) {
            struct.fields().forEach(other -> possible.add(other.name()));
        }
        return field == null ? null : field.type();
    }

    private @Nullable FactType loop(CelComprehension loop) {
        FactType range = type(loop.iterRange());
        FactType element = range instanceof MapOf ? Scalar.STRING : element(range);
        FactType hidden = element == null ? variables.remove(loop.iterVar()) : variables.put(loop.iterVar(), element);
        type(loop.loopStep());
        if (hidden == null) {
            variables.remove(loop.iterVar());
        } else {
            variables.put(loop.iterVar(), hidden);
        }
        // A filter keeps its type; what a map makes is not followed.
        return range;
    }

    private static @Nullable FactType element(@Nullable FactType type) {
        return type instanceof ListOf(FactType element)
                ? element
                : type instanceof MapOf(FactType value) ? value : null;
    }
}
