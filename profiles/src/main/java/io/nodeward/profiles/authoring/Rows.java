package io.nodeward.profiles.authoring;

import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a family of controls of one entry: {@code template:} is a control in which {@code $(name)} stands for a value of
 * each of the {@code rows:}. Mistakes in what comes of it name the row's line.
 */
final class Rows {

    private static final List<String> KEYS = List.of("template", "rows");

    private final String file;
    private final Problems problems;

    Rows(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** Whether an entry is a family. */
    static boolean has(YamlNode item) {
        return item instanceof Mapping mapping && (mapping.get("rows") != null || mapping.get("template") != null);
    }

    /** The controls of a family. */
    List<YamlNode> expand(YamlNode item) {
        List<YamlNode> all = new ArrayList<>();
        if (!(item instanceof Mapping family)) {
            return all;
        }
        Keys keys = new Keys(file, family, problems, "", KEYS);
        if (!(keys.node("template") instanceof Mapping template) || !(keys.node("rows") instanceof Sequence rows)) {
            keys.problem(keys.line(), "a family of controls has template: {…} and rows: [{…}]");
            return all;
        }
        for (YamlNode row : rows.items()) {
            if (row instanceof Mapping values) {
                all.add(filled(template, values));
            } else {
                problems.add(file, row.line(), "a row has to be a mapping of names to values");
            }
        }
        return all;
    }

    private YamlNode filled(YamlNode node, Mapping row) {
        if (node instanceof Mapping mapping) {
            List<Entry> entries = new ArrayList<>();
            for (Entry entry : mapping.entries()) {
                entries.add(new Entry(filled(entry.key(), row), filled(entry.value(), row)));
            }
            return new Mapping(entries, row.line());
        }
        if (node instanceof Sequence sequence) {
            List<YamlNode> items = new ArrayList<>();
            for (YamlNode item : sequence.items()) {
                items.add(filled(item, row));
            }
            return new Sequence(items, row.line());
        }
        return scalar((Scalar) node, row);
    }

    private YamlNode scalar(Scalar scalar, Mapping row) {
        String text = scalar.text();
        StringBuilder filled = new StringBuilder();
        int from = 0;
        while (true) {
            int start = text.indexOf("$(", from);
            int end = start < 0 ? -1 : text.indexOf(')', start);
            if (end < 0) {
                break;
            }
            String name = text.substring(start + 2, end);
            YamlNode value = row.get(name);
            if (value == null) {
                problems.add(file, row.line(), "this row has no " + name + ", which the template asks for");
            } else if (start == 0 && end == text.length() - 1) {
                return value;
            } else if (value instanceof Scalar part) {
                filled.append(text, from, start).append(part.text());
            } else {
                problems.add(file, value.line(), name + " has to be a text: it stands within one");
            }
            from = end + 1;
        }
        return new Scalar(
                filled.append(text, from, text.length()).toString(), scalar.plain(), scalar.tag(), row.line());
    }
}
