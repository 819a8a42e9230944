package io.nodeward.profiles.authoring;

import io.nodeward.hostprobes.yaml.Suggestion;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.profiles.Control;
import io.nodeward.profiles.Remedy;
import io.nodeward.profiles.Rule;
import io.nodeward.profiles.Rule.Condition;
import io.nodeward.profiles.Severity;
import io.nodeward.profiles.expression.Each;
import io.nodeward.profiles.expression.Expression;
import io.nodeward.profiles.expression.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Reads the controls of a file. */
final class ControlReader {

    private static final List<String> KEYS = List.of(
            "id",
            "title",
            "severity",
            "for",
            "applies",
            "expr",
            "fail",
            "manual",
            "why",
            "remedy",
            "refs",
            "links",
            "cases");

    private final Language language;
    private final Problems problems;
    private final boolean local;

    ControlReader(Language language, Problems problems, boolean local) {
        this.language = language;
        this.problems = problems;
        this.local = local;
    }

    /** Reads one control; null when it has mistakes. */
    @Nullable Authored read(String file, Mapping mapping) {
        int before = problems.count();
        String id = mapping.get("id") instanceof Scalar scalar ? scalar.text().strip() : "";
        Keys keys = new Keys(file, mapping, problems, id.isEmpty() ? "" : id + ": ", KEYS);
        if (!id.matches("[a-z0-9]+([-.][a-z0-9]+)*")) {
            keys.problem(keys.line("id"), "id has to be lower case words with dashes between them");
        }
        String title = keys.required("title");
        Severity severity = severity(keys);
        String why = keys.required("why");
        ExpressionReader expressions = new ExpressionReader(language, keys);
        Rule rule = rule(keys, expressions);
        Remedy remedy = remedy(keys, expressions);
        SequencedMap<String, List<String>> refs = keys.textsByName("refs");
        List<String> links = links(keys);
        List<ControlCase> cases = rule == null ? List.of() : new CaseReader(language.schema(), file).read(keys, rule);
        if (!local && !keys.has("cases")) {
            keys.problem(keys.line(), "cases are missing");
        }
        if (problems.count() > before
                || title == null
                || severity == null
                || why == null
                || rule == null
                || remedy == null) {
            return null;
        }
        List<String> reads = List.copyOf(rule.reads(remedy.text()));
        Control control = new Control(id, title, severity, rule, why, remedy, refs, links, reads, local);
        return new Authored(control, file, mapping.line(), cases);
    }

    private static @Nullable Severity severity(Keys keys) {
        String text = keys.required("severity");
        Severity severity = text == null ? null : Severity.of(text);
        if (text != null && severity == null) {
            keys.problem(
                    keys.line("severity"),
                    "there is no severity " + text + Suggestion.of(text, List.of("critical", "high", "medium", "low")));
        }
        return severity;
    }

    private static @Nullable Rule rule(Keys keys, ExpressionReader expressions) {
        Each each = expressions.each("for");
        if (keys.has("for") && each == null) {
            // Every expression would complain about the variable.
            return null;
        }
        Condition applies = keys.has("applies") ? condition(keys, expressions, "applies") : null;
        Condition demand = condition(keys, expressions, "expr");
        Template failure = keys.has("fail") ? template(keys, expressions, "fail") : null;
        Template review = null;
        Condition reviewable = null;
        if (keys.node("manual") instanceof Mapping) {
            Keys manual = keys.inside("manual", List.of("where", "reason"));
            if (manual != null) {
                review = template(manual, expressions, "reason");
                reviewable = condition(manual, expressions, "where");
            }
        } else if (keys.has("manual")) {
            review = template(keys, expressions, "manual");
            if (keys.has("fail")) {
                keys.problem(
                        keys.line("fail"),
                        "fail and manual exclude each other; where only some cases need a person,"
                                + " write manual: {where: …, reason: …}");
            }
        }
        if (!keys.has("fail") && (!keys.has("manual") || reviewable != null)) {
            keys.problem(keys.line(), "fail is missing");
        }
        return demand == null ? null : new Rule(each, applies, demand, failure, review, reviewable);
    }

    private static @Nullable Condition condition(Keys keys, ExpressionReader expressions, String key) {
        String text = keys.required(key);
        if (text == null) {
            return null;
        }
        Expression expression = expressions.condition(key, new Line(text, keys.line(key)));
        return expression == null ? null : new Condition(expression, text);
    }

    private static @Nullable Template template(Keys keys, ExpressionReader expressions, String key) {
        String text = keys.required(key);
        return text == null ? null : expressions.template(key, new Line(text, keys.line(key)));
    }

    private static @Nullable Remedy remedy(Keys keys, ExpressionReader expressions) {
        if (!keys.has("remedy")) {
            keys.problem(keys.line(), "remedy is missing");
            return null;
        }
        Keys remedy = keys.inside("remedy", List.of("text", "action", "set"));
        if (remedy == null) {
            return null;
        }
        Template text = template(remedy, expressions, "text");
        String action = remedy.optional("action");
        SequencedMap<String, Object> set = new LinkedHashMap<>();
        Keys parameters = remedy.inside("set", List.of());
        if (parameters != null) {
            if (action == null) {
                remedy.problem(remedy.line("set"), "set says what an action does, but there is no action");
            }
            for (String name : parameters.names()) {
                Object value = Literals.of(parameters.node(name));
                if (value == null) {
                    parameters.problem(
                            parameters.line(name), "set: " + name + " is neither a value nor a list of values");
                } else {
                    set.put(name, value);
                }
            }
        }
        return text == null ? null : new Remedy(text, action, set);
    }

    private static List<String> links(Keys keys) {
        List<String> links = keys.texts("links");
        for (String link : links) {
            if (!link.startsWith("https://")) {
                keys.problem(keys.line("links"), "a link has to begin with https://");
            }
        }
        return links;
    }
}
