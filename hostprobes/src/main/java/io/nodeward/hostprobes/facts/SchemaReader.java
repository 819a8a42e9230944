package io.nodeward.hostprobes.facts;

import io.nodeward.hostprobes.facts.FactType.Field;
import io.nodeward.hostprobes.facts.FactType.ListOf;
import io.nodeward.hostprobes.facts.FactType.MapOf;
import io.nodeward.hostprobes.facts.FactType.Scalar;
import io.nodeward.hostprobes.facts.FactType.Struct;
import io.nodeward.hostprobes.yaml.Problem;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.hostprobes.yaml.Suggestion;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a schema of one or more texts. Types may be used before they are declared, but none may hold itself. */
final class SchemaReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** Words that an expression cannot use as a name. */
    private static final Set<String> RESERVED = Set.of(
            "as",
            "break",
            "const",
            "continue",
            "else",
            "false",
            "for",
            "function",
            "if",
            "import",
            "in",
            "let",
            "loop",
            "namespace",
            "now",
            "null",
            "package",
            "return",
            "true",
            "var",
            "void",
            "while");

    private static final String FLAGS = "flags(";
    private static final String CONFIG = "config(";

    /** The text that mistakes are in. */
    private String file = "";

    private final Function<String, @Nullable String> tables;
    private final List<Problem> problems = new ArrayList<>();
    private final SequencedMap<String, Declared> declared = new LinkedHashMap<>();
    private final Map<String, Struct> structs = new HashMap<>();
    /** The structs that are being read, to find one that holds itself. */
    private final Deque<String> open = new ArrayDeque<>();

    /** A type as it stands in a text. */
    private record Declared(String file, Mapping node) {}

    SchemaReader(Function<String, @Nullable String> tables) {
        this.tables = tables;
    }

    Schema read(SequencedMap<String, String> texts) throws ProblemsException {
        Struct facts = new Struct("facts", "All facts");
        SequencedMap<String, Mapping> tops = new LinkedHashMap<>();
        texts.forEach((name, text) -> {
            file = name;
            try {
                if (YamlReader.first(text) instanceof Mapping top) {
                    tops.put(name, top);
                    types(top);
                } else {
                    problems.add(new Problem(file, 1, "a schema is a mapping with types and facts"));
                }
            } catch (YamlSyntaxException e) {
                problems.add(e.in(file));
            }
        });
        declared.forEach((name, type) -> struct(name, type.node().line()));
        tops.forEach((name, top) -> {
            file = name;
            if (top.get("facts") instanceof Mapping list) {
                fields(facts, list);
            } else {
                problem(top, "there is no mapping called facts");
            }
        });
        if (!problems.isEmpty()) {
            throw new ProblemsException(problems);
        }
        return new Schema(facts);
    }

    private void types(Mapping top) {
        entries(top, List.of("types", "facts"));
        if (top.get("types") instanceof Mapping types) {
            names(types).forEach((name, node) -> {
                if (!(node instanceof Mapping type)) {
                    problem(node, "the type " + name + " needs doc and fields");
                } else if (declared.putIfAbsent(name, new Declared(file, type)) != null) {
                    problem(node, "the type " + name + " is declared twice");
                }
            });
        }
    }

    private @Nullable Struct struct(String name, int line) {
        Struct known = structs.get(name);
        if (known != null) {
            return known;
        }
        Declared type = declared.get(name);
        if (type == null) {
            List<String> all = new ArrayList<>(List.of("bool", "int", "double", "string", "duration", "timestamp"));
            all.addAll(declared.keySet());
            problems.add(new Problem(file, line, "there is no type " + name + Suggestion.of(name, all)));
            return null;
        }
        if (open.contains(name)) {
            problems.add(new Problem(file, line, "the type " + name + " holds itself"));
            return null;
        }
        open.push(name);
        String user = file;
        file = type.file();
        Mapping node = type.node();
        entries(node, List.of("doc", "fields"));
        Struct struct = new Struct(name, text(node, "doc"));
        if (node.get("fields") instanceof Mapping list) {
            fields(struct, list);
        } else {
            problem(node, "the type " + name + " has no fields");
        }
        open.pop();
        file = user;
        structs.put(name, struct);
        return struct;
    }

    private void fields(Struct struct, Mapping list) {
        names(list).forEach((name, node) -> {
            if (!(node instanceof Mapping declaration)) {
                problem(node, name + " needs {type: …, doc: …}");
                return;
            }
            entries(declaration, List.of("type", "doc", "optional"));
            FactType type = type(text(declaration, "type"), declaration.line());
            String doc = text(declaration, "doc");
            boolean optional = declaration.get("optional") instanceof YamlNode.Scalar scalar
                    && scalar.text().equals("true");
            if (struct.field(name) != null) {
                problem(node, name + " is declared twice");
            } else if (type != null) {
                struct.add(new Field(name, type, doc, optional));
            }
        });
    }

    private @Nullable FactType type(String spelling, int line) {
        if (spelling.endsWith(")")) {
            int paren = spelling.indexOf('(') + 1;
            String inside = spelling.substring(paren, spelling.length() - 1).strip();
            return switch (spelling.substring(0, paren)) {
                case "list(" -> of(inside, line, ListOf::new);
                case "map(" -> of(inside, line, MapOf::new);
                case FLAGS, CONFIG -> generated(spelling, inside, line);
                default -> {
                    problems.add(
                            new Problem(file, line, "the type " + spelling + " is not list, map, flags or config"));
                    yield null;
                }
            };
        }
        return switch (spelling) {
            case "" -> null;
            case "bool" -> Scalar.BOOL;
            case "int" -> Scalar.INT;
            case "double" -> Scalar.DOUBLE;
            case "string" -> Scalar.STRING;
            case "duration" -> Scalar.DURATION;
            case "timestamp" -> Scalar.TIMESTAMP;
            default -> struct(spelling, line);
        };
    }

    private @Nullable FactType of(String inside, int line, Function<FactType, FactType> collection) {
        FactType type = type(inside, line);
        return type == null ? null : collection.apply(type);
    }

    private @Nullable Struct generated(String spelling, String component, int line) {
        Struct known = structs.get(spelling);
        if (known != null) {
            return known;
        }
        boolean flags = spelling.startsWith(FLAGS);
        String table = "kubernetes/" + (flags ? "flags-" : "config-") + component + ".tsv";
        String text = tables.apply(table);
        if (text == null) {
            problems.add(new Problem(file, line, spelling + " needs " + table + ", which is not there"));
            return null;
        }
        TypeTable rows = new TypeTable(text, table, problems);
        Struct struct = flags ? rows.flags(component) : rows.config(component);
        structs.put(spelling, struct);
        return struct;
    }

    /** The entries by name, after complaints about names that no expression could use and about second uses. */
    private SequencedMap<String, YamlNode> names(Mapping mapping) {
        SequencedMap<String, YamlNode> names = new LinkedHashMap<>();
        for (Entry entry : mapping.entries()) {
            String name = entry.key() instanceof YamlNode.Scalar scalar ? scalar.text() : "";
            if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
                problem(
                        entry.key(),
                        "'" + name + "' cannot be a name: letters, digits and _, and no word of the language");
            } else if (names.put(name, entry.value()) != null) {
                problem(entry.key(), name + " stands here twice");
            }
        }
        return names;
    }

    private void entries(Mapping mapping, List<String> allowed) {
        Set<String> seen = new LinkedHashSet<>();
        for (Entry entry : mapping.entries()) {
            String name = entry.key() instanceof YamlNode.Scalar scalar ? scalar.text() : "";
            if (!allowed.contains(name)) {
                problem(entry.key(), "'" + name + "' means nothing here" + Suggestion.of(name, allowed));
            } else if (!seen.add(name)) {
                problem(entry.key(), name + " stands here twice");
            }
        }
    }

    private String text(Mapping mapping, String name) {
        if (mapping.get(name) instanceof YamlNode.Scalar scalar
                && !scalar.text().isBlank()) {
            return scalar.text();
        }
        problem(mapping, name + " is missing");
        return "";
    }

    private void problem(YamlNode node, String message) {
        problems.add(new Problem(file, node.line(), message));
    }
}
