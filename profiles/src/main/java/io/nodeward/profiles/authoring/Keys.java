package io.nodeward.profiles.authoring;

import io.nodeward.hostprobes.yaml.Suggestion;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mapping of which every key is known. What is wrong with it is noted, and reads as if it were missing. */
public final class Keys {

    private final String file;
    private final Mapping mapping;
    private final Problems problems;
    private final String about;

    /**
     * @param about what mistakes begin with, such as a control's id and a colon; may be empty
     * @param allowed all keys that mean something here; empty when any does
     */
    public Keys(String file, Mapping mapping, Problems problems, String about, List<String> allowed) {
        this.file = file;
        this.mapping = mapping;
        this.problems = problems;
        this.about = about;
        Set<String> seen = new HashSet<>();
        for (Entry entry : mapping.entries()) {
            String key = entry.key() instanceof Scalar scalar ? scalar.text() : "";
            if (!allowed.isEmpty() && !allowed.contains(key)) {
                problem(entry.key().line(), "'" + key + "' means nothing here" + Suggestion.of(key, allowed));
            } else if (!seen.add(key)) {
                problem(entry.key().line(), key + " stands here twice");
            }
        }
    }

    /** Notes a mistake. */
    public void problem(int line, String message) {
        problems.add(file, line, about + message);
    }

    public int line() {
        return mapping.line();
    }

    /** The line of a key's value; that of the mapping when there is no such key. */
    public int line(String key) {
        YamlNode node = mapping.get(key);
        return node == null ? mapping.line() : node.line();
    }

    public boolean has(String key) {
        return mapping.get(key) != null;
    }

    public @Nullable YamlNode node(String key) {
        return mapping.get(key);
    }

    /** The text, without blanks around it; null when it is missing, which is a mistake. */
    public @Nullable String required(String key) {
        if (!has(key)) {
            problem(mapping.line(), key + " is missing");
            return null;
        }
        return optional(key);
    }

    /** The text, without blanks around it; null when there is none. */
    public @Nullable String optional(String key) {
        YamlNode node = mapping.get(key);
        if (node == null) {
            return null;
        }
        if (node instanceof Scalar scalar && !scalar.text().isBlank()) {
            return scalar.text().strip();
        }
        problem(node.line(), key + " has to be a text");
        return null;
    }

    /** A list of texts; a single text counts as a list of one. Empty when there is none. */
    public List<String> texts(String key) {
        YamlNode node = mapping.get(key);
        return node == null ? List.of() : texts(key, node);
    }

    private List<String> texts(String key, YamlNode node) {
        if (node instanceof Scalar scalar) {
            return List.of(scalar.text().strip());
        }
        List<String> texts = new ArrayList<>();
        if (node instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                if (item instanceof Scalar scalar && !scalar.text().isBlank()) {
                    texts.add(scalar.text().strip());
                } else {
                    problem(item.line(), key + " has to be a list of texts");
                }
            }
        } else {
            problem(node.line(), key + " has to be a list of texts");
        }
        return texts;
    }

    /** A mapping from names to lists of texts. Empty when there is none. */
    public SequencedMap<String, List<String>> textsByName(String key) {
        SequencedMap<String, List<String>> all = new LinkedHashMap<>();
        Keys inner = inside(key, List.of());
        if (inner != null) {
            inner.names().forEach(name -> all.put(name, inner.texts(name)));
        }
        return all;
    }

    /** The keys, in their order. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
            if (entry.key() instanceof Scalar scalar && !names.contains(scalar.text())) {
                names.add(scalar.text());
            }
        }
        return names;
    }

    /** The mapping under a key; null when there is none. */
    public @Nullable Keys inside(String key, List<String> allowed) {
        YamlNode node = mapping.get(key);
        if (node == null) {
            return null;
        }
        if (node instanceof Mapping inner) {
            return new Keys(file, inner, problems, about, allowed);
        }
        problem(node.line(), key + " has to be a mapping");
        return null;
    }

    /** The mappings of the list under a key; empty when there is none. */
    public List<Keys> list(String key, String itemsAbout, List<String> allowed) {
        List<Keys> list = new ArrayList<>();
        YamlNode node = mapping.get(key);
        if (node instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                if (item instanceof Mapping inner) {
                    list.add(new Keys(file, inner, problems, itemsAbout, allowed));
                } else {
                    problem(item.line(), key + " has to be a list of mappings");
                }
            }
        } else if (node != null) {
            problem(node.line(), key + " has to be a list");
        }
        return list;
    }
}
