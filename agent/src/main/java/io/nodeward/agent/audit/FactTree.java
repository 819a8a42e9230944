package io.nodeward.agent.audit;

import io.nodeward.agent.json.Json;
import io.nodeward.agent.json.JsonWriter;
import io.nodeward.agent.text.Plain;
import io.nodeward.agent.text.Values;
import io.nodeward.hostprobes.facts.FactType;
import io.nodeward.hostprobes.facts.FactType.Field;
import io.nodeward.hostprobes.facts.FactType.ListOf;
import io.nodeward.hostprobes.facts.FactType.MapOf;
import io.nodeward.hostprobes.facts.FactType.Struct;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.facts.Unknown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows a tree of facts, or the part of it below a path. Items of lists are in brackets: {@code kubelets[pid 812]}. */
public final class FactTree {

    private static final int LONGEST_VALUE = 2000;

    private final List<String> wanted;

    /** @param prefix the path to show, in which brackets may be left out; null for everything */
    public FactTree(@Nullable String prefix) {
        this.wanted = prefix == null ? List.of() : steps(prefix);
    }

    /** A path without its brackets, as the schema has it. */
    public static String declared(String path) {
        StringBuilder out = new StringBuilder();
        for (String step : steps(path)) {
            if (!step.startsWith("[")) {
                out.append(out.isEmpty() ? "" : ".").append(step);
            }
        }
        return out.toString();
    }

    /** The names that the schema has right below a path; the empty path is the top. */
    public static List<String> fields(Schema schema, String path) {
        FactType type = schema.facts();
        if (!path.isEmpty()) {
            Field field = schema.field(path);
            type = field == null ? type : field.type();
        }
        while (!(type instanceof Struct)) {
            switch (type) {
                case ListOf(FactType element) -> type = element;
                case MapOf(FactType value) -> type = value;
                default -> {
                    return List.of();
                }
            }
        }
        return ((Struct) type).fields().stream().map(Field::name).toList();
    }

    /** A line for each fact: {@code path = value (source)}. */
    public String text(Group facts) {
        StringBuilder out = new StringBuilder();
        text(out, "", facts, 0);
        return out.toString();
    }

    private void text(StringBuilder out, String path, Node node, int depth) {
        switch (node) {
            case Group group -> {
                for (String name : group.names()) {
                    Node child = group.get(name);
                    if (child != null && matches(name, depth)) {
                        text(out, path.isEmpty() ? name : path + "." + name, child, depth + 1);
                    }
                }
            }
            case Many many -> {
                if (many.items().isEmpty()) {
                    line(out, path, "none", many.source());
                }
                for (Many.Item item : many.items()) {
                    String key = "[" + item.key() + "]";
                    boolean bracket = depth < wanted.size() && wanted.get(depth).startsWith("[");
                    if (!bracket || wanted.get(depth).equals(key)) {
                        text(out, path + key, item.node(), bracket ? depth + 1 : depth);
                    }
                }
            }
            case Known known -> {
                line(out, path, Values.text(known.value()), known.source());
                for (Overridden loser : known.overrode()) {
                    line(out, "  overrides", Values.text(loser.value()), loser.source());
                }
            }
            case Unknown unknown -> line(out, path, "unknown: " + unknown.reason(), unknown.source());
        }
    }

    private boolean matches(String name, int depth) {
        return depth >= wanted.size() || wanted.get(depth).equals(name);
    }

    private static void line(StringBuilder out, String path, String value, String source) {
        out.append(Plain.line(path, LONGEST_VALUE)).append(" = ").append(Plain.line(value, LONGEST_VALUE));
        if (!source.isEmpty()) {
            out.append("  (").append(Plain.line(source, LONGEST_VALUE)).append(')');
        }
        out.append('\n');
    }

    /** The tree as JSON: objects for groups, arrays with keys for lists, and value with source for each fact. */
    public byte[] json(Group facts) {
        return Json.document(json -> node(json, facts, 0));
    }

    private void node(JsonWriter json, Node node, int depth) {
        json.object();
        switch (node) {
            case Group group -> {
                for (String name : group.names()) {
                    Node child = group.get(name);
                    if (child != null && matches(name, depth)) {
                        json.name(name);
                        node(json, child, depth + 1);
                    }
                }
            }
            case Many many -> {
                json.field("source", many.source());
                json.array("items");
                for (Many.Item item : many.items()) {
                    String key = "[" + item.key() + "]";
                    boolean bracket = depth < wanted.size() && wanted.get(depth).startsWith("[");
                    if (!bracket || wanted.get(depth).equals(key)) {
                        json.object();
                        json.field("key", item.key());
                        json.name("fact");
                        node(json, item.node(), bracket ? depth + 1 : depth);
                        json.endObject();
                    }
                }
                json.endArray();
            }
            case Known known -> {
                json.name("value");
                Json.value(json, known.value());
                json.field("source", known.source());
                Json.overrode(json, known.overrode());
            }
            case Unknown unknown -> {
                json.field("unknown", unknown.reason());
                json.field("source", unknown.source());
            }
        }
        json.endObject();
    }

    /** {@code kubelets[pid 812].config} is kubelets, [pid 812], config. */
    private static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < path.length()) {
            char c = path.charAt(at);
            if (c == '.') {
                add(steps, path.substring(start, at));
                start = at + 1;
            } else if (c == '[') {
                add(steps, path.substring(start, at));
                int end = path.indexOf(']', at);
                end = end < 0 ? path.length() - 1 : end;
                steps.add(path.substring(at, end + 1));
                at = end;
                start = end + 1;
            }
            at++;
        }
        add(steps, path.substring(start));
        return steps;
    }

    private static void add(List<String> steps, String step) {
        if (!step.isEmpty()) {
            steps.add(step);
        }
    }
}
