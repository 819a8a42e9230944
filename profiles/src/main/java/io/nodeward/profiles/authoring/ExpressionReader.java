package io.nodeward.profiles.authoring;

import dev.cel.common.CelAbstractSyntaxTree;
import io.nodeward.hostprobes.facts.FactType;
import io.nodeward.hostprobes.facts.FactType.ListOf;
import io.nodeward.hostprobes.facts.FactType.Scalar;
import io.nodeward.profiles.expression.Each;
import io.nodeward.profiles.expression.Expression;
import io.nodeward.profiles.expression.Template;
import io.nodeward.profiles.expression.Template.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the expressions of one control and notes their mistakes where they stand. */
final class ExpressionReader {

    private final Language language;
    private final Keys keys;
    private Map<String, FactType> variables = Map.of();

    ExpressionReader(Language language, Keys keys) {
        this.language = language;
        this.keys = keys;
    }

    /** Reads {@code variable in list} under a key; from then on the variable is known. Null when there is none. */
    @Nullable Each each(String key) {
        String text = keys.optional(key);
        if (text == null) {
            return null;
        }
        int in = text.indexOf(" in ");
        String variable = in < 0 ? "" : text.substring(0, in).strip();
        if (!variable.matches("[a-z][a-z0-9_]*")) {
            keys.problem(keys.line(key), key + " has to be like: kubelet in kubelets");
            return null;
        }
        if (language.schema().facts().field(variable) != null || variable.equals(Language.NOW)) {
            keys.problem(keys.line(key), key + ": " + variable + " is the name of a fact already");
            return null;
        }
        Line list = new Line(text.substring(in + 4).strip(), keys.line(key));
        Typed typed = compile(key, list);
        if (typed == null) {
            return null;
        }
        if (!(typed.type instanceof ListOf(FactType element))) {
            keys.problem(keys.line(key), key + ": " + list.text() + " is not a list");
            return null;
        }
        variables = Map.of(variable, element);
        return new Each(variable, typed.expression, text);
    }

    /** Reads an expression that is true or false. Null when it has mistakes. */
    @Nullable Expression condition(String key, Line text) {
        Typed typed = compile(key, text);
        if (typed == null) {
            return null;
        }
        if (typed.type != Scalar.BOOL) {
            keys.problem(text.line(), key + " has to be true or false, this is " + name(typed.type));
            return null;
        }
        return typed.expression;
    }

    /** Reads a sentence with {@code ${expression}} or {@code ${expression|text where unknown}} in it. */
    @Nullable Template template(String key, Line text) {
        List<Part> parts = new ArrayList<>();
        String source = text.text();
        int at = 0;
        boolean sound = true;
        while (true) {
            int open = source.indexOf("${", at);
            if (open < 0) {
                if (at < source.length()) {
                    parts.add(new Part(source.substring(at), null));
                }
                return sound ? new Template(source, parts) : null;
            }
            int close = source.indexOf('}', open);
            if (close < 0) {
                keys.problem(text.line(), key + ": ${ is not closed");
                return null;
            }
            if (open > at) {
                parts.add(new Part(source.substring(at, open), null));
            }
            String inside = source.substring(open + 2, close);
            int bar = fallback(inside);
            String path = (bar < 0 ? inside : inside.substring(0, bar)).strip();
            String otherwise =
                    bar < 0 ? "<" + path + ">" : inside.substring(bar + 1).strip();
            Typed typed = compile(key, new Line(path, text.line()));
            if (typed == null) {
                sound = false;
            } else if (!shown(typed.type)) {
                keys.problem(text.line(), key + ": " + path + " cannot be shown in a sentence");
                sound = false;
            } else {
                parts.add(new Part(otherwise, typed.expression));
            }
            at = close + 1;
        }
    }

    /** The bar before a fallback; {@code ||} is none. */
    private static int fallback(String inside) {
        for (int i = inside.length() - 1; i >= 0; i--) {
            if (inside.charAt(i) == '|') {
                if (i > 0 && inside.charAt(i - 1) == '|') {
                    i--;
                } else {
                    return i;
                }
            }
        }
        return -1;
    }

    private static boolean shown(@Nullable FactType type) {
        return type instanceof Scalar || type instanceof ListOf(FactType element) && element instanceof Scalar;
    }

    private record Typed(Expression expression, @Nullable FactType type) {}

    private @Nullable Typed compile(String key, Line text) {
        try {
            CelAbstractSyntaxTree tree = language.check(text.text(), variables);
            Map<String, Integer> slots = variables.isEmpty()
                    ? Map.of()
                    : Map.of(variables.keySet().iterator().next(), Each.SLOT);
            return new Typed(
                    new Translator(language, tree, slots).translate(), language.factType(tree.getResultType()));
        } catch (LanguageException e) {
            // In a text of several lines the first one stands below its key.
            boolean block = text.text().indexOf('\n') >= 0;
            for (LanguageException.Mistake mistake : e.mistakes()) {
                keys.problem(text.line() + (block ? mistake.line() : 0), key + ": " + mistake.message());
            }
            return null;
        }
    }

    private static String name(@Nullable FactType type) {
        return type == null ? "neither" : type.toString();
    }
}
