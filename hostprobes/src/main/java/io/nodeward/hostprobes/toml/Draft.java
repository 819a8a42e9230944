package io.nodeward.hostprobes.toml;

import io.nodeward.hostprobes.toml.TomlValue.Items;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table that is still being read. No key counts twice: a header opens a table once, dotted keys make tables that only
 * the keys below the same header may add to, and what stands behind an equals sign is complete.
 */
final class Draft {

    private static final String TWICE = "a key or table stands there twice";

    private final int line;
    /** Values, drafts, and lists of drafts. */
    private final Map<String, Object> entries = new LinkedHashMap<>();
    /** Whether a header has opened it. */
    private boolean opened;
    /** Below which header dotted keys have made it; 0 for none. */
    private int section;

    Draft(int line) {
        this.line = line;
    }

    /** {@code [a.b.c]}. */
    Draft open(List<String> key, int at) throws TomlSyntaxException {
        Draft table = parent(key, at).child(key.getLast(), at);
        if (table.opened || table.section != 0) {
            throw new TomlSyntaxException(TWICE, at);
        }
        table.opened = true;
        return table;
    }

    /** {@code [[a.b.c]]}. */
    Draft append(List<String> key, int at) throws TomlSyntaxException {
        Draft parent = parent(key, at);
        Object there = parent.entries.computeIfAbsent(key.getLast(), _ -> new Drafts(at));
        if (!(there instanceof Drafts list)) {
            throw new TomlSyntaxException(TWICE, at);
        }
        Draft table = new Draft(at);
        table.opened = true;
        list.tables.add(table);
        return table;
    }

    private Draft parent(List<String> key, int at) throws TomlSyntaxException {
        Draft table = this;
        for (String part : key.subList(0, key.size() - 1)) {
            Object there = table.entries.get(part);
            table = there instanceof Drafts list ? list.tables.getLast() : table.child(part, at);
        }
        return table;
    }

    /** The table of a key, made when there is nothing yet. */
    private Draft child(String name, int at) throws TomlSyntaxException {
        Object there = entries.computeIfAbsent(name, _ -> new Draft(at));
        if (!(there instanceof Draft table)) {
            throw new TomlSyntaxException(TWICE, at);
        }
        return table;
    }

    /** {@code a.b.c = value} below the header that opened this table. */
    void put(List<String> key, TomlValue value, int below, int at) throws TomlSyntaxException {
        Draft table = this;
        for (String part : key.subList(0, key.size() - 1)) {
            table = table.child(part, at);
            if (table.opened || (table.section != 0 && table.section != below)) {
                throw new TomlSyntaxException(TWICE, at);
            }
            table.section = below;
        }
        if (table.entries.putIfAbsent(key.getLast(), value) != null) {
            throw new TomlSyntaxException(TWICE, at);
        }
    }

    TomlTable table() {
        Map<String, TomlValue> values = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            values.put(entry.getKey(), finished(entry.getValue()));
        }
        return new TomlTable(values, line);
    }

    private static TomlValue finished(Object entry) {
        if (entry instanceof Draft draft) {
            return draft.table();
        }
        if (!(entry instanceof Drafts list)) {
            return (TomlValue) entry;
        }
        List<TomlValue> tables = new ArrayList<>();
        for (Draft draft : list.tables) {
            tables.add(draft.table());
        }
        return new Items(tables, list.line);
    }

    /** The tables of one {@code [[name]]}, at least one. */
    private static final class Drafts {
        private final int line;
        private final List<Draft> tables = new ArrayList<>();

        Drafts(int line) {
            this.line = line;
        }
    }
}
