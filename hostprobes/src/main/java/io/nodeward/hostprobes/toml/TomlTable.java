package io.nodeward.hostprobes.toml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table: the document itself, what stands below a header, or an inline one. Immutable. */
public final class TomlTable implements TomlValue {

    private final Map<String, TomlValue> entries;
    private final int line;

    TomlTable(Map<String, TomlValue> entries, int line) {
        this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        this.line = line;
    }

    /** Of its header, or of the first key that made it; 1 for the document. */
    @Override
    public int line() {
        return line;
    }

    /** Its keys, in the order of the text. */
    public Collection<String> names() {
        return entries.keySet();
    }

    /** Returns the value of a key, or null. */
    public @Nullable TomlValue get(String name) {
        return entries.get(name);
    }

    /** Returns what stands at the end of a path of keys; null when it, or a table on the way, is not there. */
    public @Nullable TomlValue at(String... path) {
        TomlValue value = this;
        for (String name : path) {
            value = value instanceof TomlTable table ? table.get(name) : null;
        }
        return value;
    }

    /** Returns the table at the end of a path, or null when there is none. */
    public @Nullable TomlTable table(String... path) {
        return at(path) instanceof TomlTable table ? table : null;
    }

    /** The strings of an array; null when the value is no array of strings only. */
    public static @Nullable List<Text> texts(@Nullable TomlValue value) {
        if (!(value instanceof Items items)) {
            return null;
        }
        List<Text> texts = new ArrayList<>(items.values().size());
        for (TomlValue item : items.values()) {
            if (!(item instanceof Text text)) {
                return null;
            }
            texts.add(text);
        }
        return texts;
    }
}
