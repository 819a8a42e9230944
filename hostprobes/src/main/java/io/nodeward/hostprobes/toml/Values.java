package io.nodeward.hostprobes.toml;

import io.nodeward.hostprobes.toml.TomlValue.Bool;
import io.nodeward.hostprobes.toml.TomlValue.Items;
import io.nodeward.hostprobes.toml.TomlValue.Text;
import java.util.ArrayList;
import java.util.List;

/** What stands behind an equals sign. */
final class Values {

    private static final int DEPTH = 100;

    private final Cursor cursor;

    Values(Cursor cursor) {
        this.cursor = cursor;
    }

    TomlValue value(int depth) throws TomlSyntaxException {
        if (depth > DEPTH) {
            throw cursor.error("it is nested more than " + DEPTH + " deep");
        }
        int line = cursor.line();
        char first = cursor.peek();
        if (first == '"' || first == '\'') {
            return new Text(Strings.any(cursor), line);
        }
        if (first == '[') {
            return array(depth, line);
        }
        if (first == '{') {
            return inline(depth, line);
        }
        String word = word();
        if (word.equals("true") || word.equals("false")) {
            return new Bool(word.equals("true"), line);
        }
        TomlValue number = word.isEmpty() ? null : Numbers.read(word, line);
        TomlValue found = number == null ? Moments.read(word, line) : number;
        if (found == null) {
            throw cursor.error("a value is missing or is none of TOML");
        }
        return found;
    }

    /** Letters, digits and signs; a date may have its time behind a blank. */
    private String word() {
        int start = cursor.position();
        letters();
        if (cursor.peek() == ' ' && Moments.date(cursor.since(start))) {
            int end = cursor.position();
            cursor.take();
            if (cursor.peek() < '0' || cursor.peek() > '9') {
                return cursor.since(start).substring(0, end - start);
            }
            letters();
        }
        return cursor.since(start);
    }

    private void letters() {
        while (true) {
            char c = cursor.peek();
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && (c == Cursor.END || "+-._:".indexOf(c) < 0)) {
                return;
            }
            cursor.take();
        }
    }

    private Items array(int depth, int line) throws TomlSyntaxException {
        cursor.expect('[');
        List<TomlValue> values = new ArrayList<>();
        while (true) {
            cursor.space();
            if (cursor.peek() == ']') {
                break;
            }
            values.add(value(depth + 1));
            cursor.space();
            if (cursor.peek() != ',') {
                break;
            }
            cursor.expect(',');
        }
        cursor.expect(']');
        return new Items(values, line);
    }

    /** On one line, and without a comma at the end. */
    private TomlTable inline(int depth, int line) throws TomlSyntaxException {
        cursor.expect('{');
        cursor.blanks();
        Draft table = new Draft(line);
        boolean more = cursor.peek() != '}';
        while (more) {
            int at = cursor.line();
            List<String> key = Keys.dotted(cursor);
            cursor.expect('=');
            cursor.blanks();
            table.put(key, value(depth + 1), 1, at);
            cursor.blanks();
            more = cursor.peek() == ',';
            if (more) {
                cursor.expect(',');
                cursor.blanks();
            }
        }
        cursor.expect('}');
        return table.table();
    }
}
