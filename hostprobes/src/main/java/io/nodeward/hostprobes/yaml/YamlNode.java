package io.nodeward.hostprobes.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of a YAML document as it is written: nothing is resolved, merged or thrown away. Lines count from 1. */
public sealed interface YamlNode {

    int line();

    /**
     * @param plain whether it stands without quotes, so that {@code true} means the boolean
     * @param tag an explicit tag, else null
     */
    record Scalar(String text, boolean plain, @Nullable String tag, int line) implements YamlNode {}

    /** A list in block or flow style. */
    record Sequence(List<YamlNode> items, int line) implements YamlNode {}

    /** A mapping with its entries in order, duplicate and merge keys included. */
    record Mapping(List<Entry> entries, int line) implements YamlNode {

        /** Returns the value of the last entry with this key, or null. */
        public @Nullable YamlNode get(String key) {
            for (Entry entry : entries.reversed()) {
                if (entry.key() instanceof Scalar scalar && scalar.text().equals(key)) {
                    return entry.value();
                }
            }
            return null;
        }
    }

    /** A key and its value. */
    record Entry(YamlNode key, YamlNode value) {}
}
