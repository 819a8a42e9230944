package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files that hold one JSON object, every value with its line. */
final class JsonFile {

    private static final int LIMIT = 1 << 20;

    private JsonFile() {}

    /** Reads a file; one without content is an object without members. */
    static Read<Mapping> read(HostRoot root, String path) {
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Found<String>(String text)) {
            // tabs between values are JSON, but where YAML has its own opinion of them
            String plain = text.replace('\t', ' ').strip();
            plain = plain.startsWith("\uFEFF") ? plain.substring(1).strip() : plain;
            if (plain.isEmpty()) {
                return new Read.Found<>(new Mapping(List.of(), 1));
            }
            int skipped = 0;
            for (int i = 0; i < text.length() && text.charAt(i) != '{'; i++) {
                skipped += text.charAt(i) == '\n' ? 1 : 0;
            }
            try {
                YamlNode node = plain.charAt(0) == '{' ? YamlReader.first("\n".repeat(skipped) + plain) : null;
                return node instanceof Mapping mapping
                        ? new Read.Found<>(mapping)
                        : new Read.Failed<>(path, "is no JSON object");
            } catch (YamlSyntaxException e) {
                return new Read.Failed<>(e.line() > 0 ? path + ":" + e.line() : path, "is not valid JSON");
            }
        }
        return read.map(_ -> new Mapping(List.of(), 1));
    }

    /** The node at the end of a path, or null. */
    static @Nullable YamlNode at(@Nullable YamlNode from, String... path) {
        YamlNode node = from;
        for (String name : path) {
            node = node instanceof Mapping mapping ? mapping.get(name) : null;
        }
        return node;
    }

    /** A text; null when the node is none. */
    static @Nullable String text(@Nullable YamlNode node) {
        return node instanceof Scalar scalar && !scalar.plain() ? scalar.text() : null;
    }

    /** A text, or a number or word as it is written; null when the node is neither. */
    static @Nullable String word(@Nullable YamlNode node) {
        return node instanceof Scalar scalar ? scalar.text() : null;
    }

    /** A truth value; null when the node is none. */
    static @Nullable Boolean bool(@Nullable YamlNode node) {
        if (!(node instanceof Scalar scalar) || !scalar.plain()) {
            return null;
        }
        return scalar.text().equals("true") ? Boolean.TRUE : scalar.text().equals("false") ? Boolean.FALSE : null;
    }

    /** The texts of a list; null when the node is no list of texts. */
    static @Nullable List<String> texts(@Nullable YamlNode node) {
        if (!(node instanceof Sequence sequence)) {
            return null;
        }
        List<String> texts = new ArrayList<>(sequence.items().size());
        for (YamlNode item : sequence.items()) {
            String text = text(item);
            if (text == null) {
                return null;
            }
            texts.add(text);
        }
        return texts;
    }
}
