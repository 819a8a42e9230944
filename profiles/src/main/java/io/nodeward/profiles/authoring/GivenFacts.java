package io.nodeward.profiles.authoring;

import io.nodeward.hostprobes.facts.FactType;
import io.nodeward.hostprobes.facts.FactType.Field;
import io.nodeward.hostprobes.facts.FactType.ListOf;
import io.nodeward.hostprobes.facts.FactType.MapOf;
import io.nodeward.hostprobes.facts.FactType.Scalar;
import io.nodeward.hostprobes.facts.FactType.Struct;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.yaml.Suggestion;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import io.nodeward.profiles.expression.Each;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree of facts from what a case gives. Every value is checked against the schema; every fact that is not given
 * is an {@link Unknown} that says so.
 */
final class GivenFacts {

    /** Why a fact is unknown that a case does not give; seen in evidence, it is a mistake of the case. */
    static final String NOT_GIVEN = "the case does not give it";

    private static final String SOURCE = "case";
    private static final Unknown UNREADABLE = new Unknown("permission denied", SOURCE);
    private static final Unknown OFFLINE = new Unknown("only a live host can tell", SOURCE, true);
    private static final List<String> KEYS = List.of("path", "name", "address", "url", "request", "pid");

    /** A struct while it is filled; a null value stands for an optional fact that is not set. */
    private static final class Filled {
        private final Struct struct;
        private final SequencedMap<String, @Nullable Object> children = new LinkedHashMap<>();

        Filled(Struct struct) {
            this.struct = struct;
        }
    }

    private final Filled top;
    private final @Nullable Each each;
    private final @Nullable List<String> listPath;
    private final BiConsumer<Integer, String> problem;

    /** @param problem takes the line and text of a mistake */
    GivenFacts(Schema schema, @Nullable Each each, BiConsumer<Integer, String> problem) {
        this.top = new Filled(schema.facts());
        this.each = each;
        this.listPath = each == null ? null : simplePath(each);
        this.problem = problem;
    }

    /** The list that a rule walks, where it is just a fact and not made of one. */
    private static @Nullable List<String> simplePath(Each each) {
        String text = each.source().substring(each.source().indexOf(" in ") + 4).strip();
        return text.matches("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*") ? List.of(text.split("\\.")) : null;
    }

    void add(Mapping given) {
        for (Entry entry : given.entries()) {
            String path = entry.key() instanceof YamlNode.Scalar scalar ? scalar.text() : "";
            List<String> steps = List.of(path.split("\\.", -1));
            if (each != null && steps.getFirst().equals(each.variable())) {
                ofVariable(steps, entry);
            } else {
                put(top, steps, path, entry.value(), entry.key().line());
            }
        }
    }

    Group facts() {
        return group(top);
    }

    /** A fact of the item that the rule is put to: the list gets one item. */
    private void ofVariable(List<String> steps, Entry entry) {
        int line = entry.key().line();
        if (each == null || listPath == null) {
            problem.accept(line, "give the list itself: the rule walks a part of it only");
            return;
        }
        Filled owner = top;
        for (String step : listPath.subList(0, listPath.size() - 1)) {
            Object child = owner.children.get(step);
            Field field = owner.struct.field(step);
            if (child == null && field != null && field.type() instanceof Struct struct) {
                child = new Filled(struct);
                owner.children.put(step, child);
            }
            if (!(child instanceof Filled filled)) {
                problem.accept(line, "the list that the rule walks cannot be reached: give it itself");
                return;
            }
            owner = filled;
        }
        String list = listPath.getLast();
        Field field = owner.struct.field(list);
        if (field == null || !(field.type() instanceof ListOf(FactType element))) {
            problem.accept(line, String.join(".", listPath) + " is not a list");
            return;
        }
        if (steps.size() == 1) {
            if (marker(entry.value(), "absent")) {
                owner.children.put(list, new Many(List.of(), SOURCE));
            } else {
                Node item = node(element, each.variable(), entry.value());
                if (item != null) {
                    owner.children.put(list, new Many(List.of(new Many.Item("1", item)), SOURCE));
                }
            }
            return;
        }
        Object item = owner.children.get(list);
        if (item == null && element instanceof Struct struct) {
            item = new Filled(struct);
            owner.children.put(list, item);
        }
        if (item instanceof Filled filled) {
            String path = String.join(".", steps);
            put(filled, steps.subList(1, steps.size()), path, entry.value(), line);
        } else {
            problem.accept(line, each.variable() + " is given already");
        }
    }

    private void put(Filled owner, List<String> steps, String path, YamlNode value, int line) {
        String name = steps.getFirst();
        Field field = owner.struct.field(name);
        if (field == null) {
            List<String> known = owner.struct.fields().stream().map(Field::name).toList();
            problem.accept(line, "there is no fact " + path + Suggestion.of(name, known));
            return;
        }
        if (steps.size() == 1) {
            last(owner, field, path, value, line);
            return;
        }
        List<String> rest = steps.subList(1, steps.size());
        Object child = owner.children.get(name);
        switch (field.type()) {
            case Struct struct
            when child == null -> {
                Filled filled = new Filled(struct);
                owner.children.put(name, filled);
                put(filled, rest, path, value, line);
            }
            case Struct _ when child instanceof Filled filled -> put(filled, rest, path, value, line);
            case MapOf(FactType element)
            when child == null || child instanceof Map<?, ?> -> {
                Map<Object, Object> entries = new LinkedHashMap<>();
                if (child instanceof Map<?, ?> before) {
                    entries.putAll(before);
                }
                Object raw = raw(element, path, value);
                if (raw != null) {
                    entries.put(String.join(".", rest), raw);
                }
                owner.children.put(name, entries);
            }
            case ListOf _ -> problem.accept(line, name + " is a list: give it as " + name + ": [{…}]");
            default -> problem.accept(line, path + " cannot be given beside " + name);
        }
    }

    private void last(Filled owner, Field field, String path, YamlNode value, int line) {
        if (owner.children.containsKey(field.name())) {
            problem.accept(line, path + " is given twice");
            return;
        }
        if (marker(value, "absent")) {
            if (field.optional()) {
                owner.children.put(field.name(), null);
            } else if (field.type() instanceof ListOf) {
                owner.children.put(field.name(), new Many(List.of(), SOURCE));
            } else if (field.type() instanceof MapOf) {
                owner.children.put(field.name(), new Known(Map.of(), SOURCE));
            } else {
                problem.accept(line, path + " is always there: it can be unreadable, but not absent");
            }
            return;
        }
        Node node = node(field.type(), path, value);
        if (node != null) {
            owner.children.put(field.name(), node);
        }
    }

    /** The fact that a value stands for; null after a mistake. */
    private @Nullable Node node(FactType type, String path, YamlNode value) {
        if (marker(value, "unreadable")) {
            return UNREADABLE;
        }
        if (marker(value, "offline")) {
            return OFFLINE;
        }
        if (type instanceof Struct struct) {
            if (!(value instanceof Mapping mapping)) {
                problem.accept(value.line(), path + " has to be a mapping: it is a " + struct.name());
                return null;
            }
            Filled filled = new Filled(struct);
            for (Entry entry : mapping.entries()) {
                String name = entry.key() instanceof YamlNode.Scalar scalar ? scalar.text() : "";
                put(
                        filled,
                        List.of(name.split("\\.", -1)),
                        path + "." + name,
                        entry.value(),
                        entry.key().line());
            }
            return group(filled);
        }
        if (type instanceof ListOf(FactType element) && (element instanceof Struct || hasMarkers(value))) {
            return many(element, path, value);
        }
        Object raw = raw(type, path, value);
        return raw == null ? null : new Known(raw, SOURCE);
    }

    private @Nullable Node many(FactType element, String path, YamlNode value) {
        if (!(value instanceof Sequence sequence)) {
            problem.accept(value.line(), path + " has to be a list of " + element);
            return null;
        }
        List<Many.Item> items = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            Node node = node(element, path + "[]", item);
            if (node != null) {
                items.add(new Many.Item(key(node, items.size()), node));
            }
        }
        return new Many(items, SOURCE);
    }

    private static String key(Node node, int index) {
        if (node instanceof Group group) {
            for (String name : KEYS) {
                if (group.get(name) instanceof Known known) {
                    return known.value().toString();
                }
            }
        }
        return Integer.toString(index + 1);
    }

    private static boolean hasMarkers(YamlNode value) {
        return value instanceof Sequence sequence
                && sequence.items().stream().anyMatch(item -> marker(item, "unreadable") || marker(item, "offline"));
    }

    private static boolean marker(YamlNode value, String word) {
        return value instanceof YamlNode.Scalar scalar
                && scalar.plain()
                && scalar.text().equals(word);
    }

    /** The value that a {@link Known} holds; null after a mistake. */
    private @Nullable Object raw(FactType type, String path, YamlNode value) {
        return switch (type) {
            case ListOf(FactType element) -> {
                List<Object> items = new ArrayList<>();
                if (value instanceof Sequence sequence) {
                    for (YamlNode item : sequence.items()) {
                        Object raw = raw(element, path + "[]", item);
                        if (raw != null) {
                            items.add(raw);
                        }
                    }
                    yield items;
                }
                yield wrong(type, path, value);
            }
            case MapOf(FactType element) -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                if (value instanceof Mapping mapping) {
                    for (Entry entry : mapping.entries()) {
                        String key = entry.key() instanceof YamlNode.Scalar scalar ? scalar.text() : "";
                        Object raw = raw(element, path + "[" + key + "]", entry.value());
                        if (raw != null) {
                            entries.put(key, raw);
                        }
                    }
                    yield entries;
                }
                yield wrong(type, path, value);
            }
            case Scalar scalar -> {
                Object raw = value instanceof YamlNode.Scalar text ? scalar(scalar, text) : null;
                yield raw == null ? wrong(type, path, value) : raw;
            }
            case Struct struct -> wrong(struct, path, value);
        };
    }

    private static @Nullable Object scalar(Scalar type, YamlNode.Scalar value) {
        return switch (type) {
            case BOOL -> Literals.truth(value);
            case INT -> Literals.whole(value);
            case DOUBLE -> Literals.number(value);
            case STRING -> Literals.truth(value) != null || Literals.missing(value) ? null : value.text();
            case DURATION -> TextForms.duration(value.text());
            case TIMESTAMP -> TextForms.timestamp(value.text());
        };
    }

    private @Nullable Object wrong(FactType type, String path, YamlNode value) {
        problem.accept(value.line(), path + " has to be of type " + type);
        return null;
    }

    /** A group with every fact that the struct declares. */
    private static Group group(Filled filled) {
        SequencedMap<String, Node> children = new LinkedHashMap<>();
        for (Field field : filled.struct.fields()) {
            Object given = filled.children.get(field.name());
            if (given instanceof Node node) {
                children.put(field.name(), node);
            } else if (given instanceof Map<?, ?> entries) {
                children.put(field.name(), new Known(entries, SOURCE));
            } else if (given instanceof Filled inner && field.type() instanceof ListOf) {
                Group item = group(inner);
                children.put(field.name(), new Many(List.of(new Many.Item(key(item, 0), item)), SOURCE));
            } else if (given instanceof Filled inner) {
                children.put(field.name(), group(inner));
            } else if (!filled.children.containsKey(field.name())) {
                children.put(field.name(), new Unknown(NOT_GIVEN, SOURCE));
            }
        }
        return Group.of(children);
    }
}
