package io.nodeward.profiles.authoring;

import dev.cel.common.ast.CelExpr;
import io.nodeward.hostprobes.facts.FactType;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.yaml.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in our words what the checker says in its own. What it does not know it passes on. */
final class PlainWords {

    private static final String UNDECLARED = "undeclared reference to '";
    private static final String UNDEFINED = "undefined field '";
    private static final String OVERLOAD = "found no matching overload for '";

    private static final Map<String, String> LEFT_OUT = Map.of(
            "matches", "matches() is not part of the language: a pattern could take forever",
            "int", "int() is not part of the language: facts have their types",
            "string", "string() is not part of the language: facts have their types",
            "dyn", "dyn() is not part of the language: facts have their types");

    private final Schema schema;
    private final Map<String, FactType> variables;
    private final @Nullable CelExpr expression;

    /** @param expression what the messages are about; null when it could not even be parsed */
    PlainWords(Schema schema, Map<String, FactType> variables, @Nullable CelExpr expression) {
        this.schema = schema;
        this.variables = variables;
        this.expression = expression;
    }

    String of(String message) {
        if (message.startsWith(UNDECLARED)) {
            String name = quoted(message, UNDECLARED);
            String leftOut = LEFT_OUT.get(name);
            if (leftOut != null) {
                return leftOut;
            }
            List<String> known = new ArrayList<>(variables.keySet());
            schema.facts().fields().forEach(field -> known.add(field.name()));
            known.addAll(List.of(
                    Language.NOW, "size", "within", "loopback", "unspecified", "amount", "duration", "timestamp"));
            return "there is no fact, variable or function '" + name + "'" + Suggestion.of(name, known);
        }
        if (message.startsWith(UNDEFINED)) {
            String name = quoted(message, UNDEFINED);
            List<String> known =
                    expression == null ? List.of() : FieldNames.insteadOf(name, expression, schema, variables);
            return "there is no fact '" + name + "' here" + Suggestion.of(name, known);
        }
        if (message.startsWith(OVERLOAD)) {
            String name = quoted(message, OVERLOAD);
            int applied = message.indexOf("applied to '");
            int end = message.indexOf("' (candidates", applied);
            if (applied > 0 && end > 0) {
                String types = message.substring(applied + "applied to '".length(), end);
                return "'" + name.replace("_", "") + "' does not work on " + types;
            }
        }
        return message;
    }

    private static String quoted(String message, String start) {
        int end = message.indexOf('\'', start.length());
        return end < 0 ? "" : message.substring(start.length(), end);
    }
}
