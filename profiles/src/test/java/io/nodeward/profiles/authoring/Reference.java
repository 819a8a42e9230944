package io.nodeward.profiles.authoring;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelUnknownSet;
import io.nodeward.hostprobes.facts.FactType;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.profiles.expression.Addresses;
import io.nodeward.profiles.expression.Amounts;
import io.nodeward.profiles.expression.Modes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The language's own runtime, as the measure for ours. Facts that are unknown are not there for it. */
final class Reference {

    private static final CelRuntime RUNTIME = CelRuntimeFactory.legacyCelRuntimeBuilder()
            .setOptions(CelOptions.current().build())
            .addFunctionBindings(
                    CelFunctionBinding.from("within", String.class, String.class, Reference::within),
                    CelFunctionBinding.from("loopback", String.class, Addresses::loopback),
                    CelFunctionBinding.from("unspecified", String.class, Addresses::unspecified),
                    CelFunctionBinding.from("amount", String.class, Reference::amount))
            .build();

    private static final Map<String, CelAbstractSyntaxTree> TREES = new HashMap<>();

    private Reference() {}

    private static Object within(String mode, String limit) {
        Boolean result = Modes.within(mode, limit);
        if (result == null) {
            throw new IllegalArgumentException("not octal");
        }
        return result;
    }

    private static Object amount(String quantity) {
        Double result = Amounts.of(quantity);
        if (result == null) {
            throw new IllegalArgumentException("no quantity");
        }
        return result;
    }

    /** The answer, or nothing where it ends with an error or needs what is not there. */
    static Optional<Object> evaluate(
            Language language, String text, Map<String, FactType> types, Map<String, Object> variables)
            throws LanguageException {
        // Looked up by hand: the check can throw.
        String key = language.hashCode() + " " + types + " " + text;
        CelAbstractSyntaxTree tree = TREES.get(key);
        if (tree == null) {
            tree = language.check(text, types);
            TREES.put(key, tree);
        }
        try {
            Object result = RUNTIME.createProgram(tree).eval(variables);
            return result instanceof CelUnknownSet ? Optional.empty() : Optional.of(result);
        } catch (CelEvaluationException e) {
            return Optional.empty();
        }
    }

    static Map<String, Object> variables(Group facts, Instant now) {
        Map<String, Object> variables = new HashMap<>(map(facts));
        variables.put(Language.NOW, now);
        return variables;
    }

    static Object plain(Node node) {
        return switch (node) {
            case Known known -> known.value();
            case Group group -> map(group);
            case Many many -> {
                List<Object> items = new ArrayList<>();
                many.items().forEach(item -> items.add(item.node() instanceof Unknown ? Map.of() : plain(item.node())));
                yield items;
            }
            case Unknown _ -> throw new IllegalArgumentException();
        };
    }

    private static Map<String, Object> map(Group group) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String name : group.names()) {
            Node child = group.get(name);
            if (child != null && !(child instanceof Unknown)) {
                map.put(name, plain(child));
            }
        }
        return map;
    }
}
