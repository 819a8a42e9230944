package io.nodeward.hostprobes.yaml;

import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the YAML that programs write: one document of block mappings and sequences whose keys and values stand on one line
 * each, in ASCII. That is nearly all that lies on a node, and a parser for the whole language takes a process that has just
 * begun ten times as long. Whatever else stands in a text is none of its business: it gives up, and the parser decides.
 */
final class PlainYaml {

    private static final int LONGEST = 200_000;
    private static final int DEPTH = 50;
    private static final int KEY = 128;

    /** Thrown without a trace, and caught here. */
    private static final class GivenUp extends Exception {
        private static final long serialVersionUID = 1;

        private GivenUp() {
            super(null, null, false, false);
        }
    }

    private final String text;
    /** The line that is to be read: its number, where it begins, where its content does, and where it ends. */
    private int line;

    private int begin;
    private int content;
    private int end = -1;
    /** The content's column; -1 behind the last line. */
    private int indent;

    private PlainYaml(String text) {
        this.text = text;
    }

    /** Returns the document, just as the parser would; null where that has to decide. */
    static @Nullable YamlNode read(String text) {
        if (text.length() > LONGEST || text.getBytes(StandardCharsets.UTF_8).length != text.length()) {
            return null;
        }
        try {
            PlainYaml reader = new PlainYaml(text);
            reader.next();
            if (reader.indent == 0 && text.startsWith("---\n", reader.content)) {
                reader.next();
            }
            if (reader.indent < 0) {
                return null;
            }
            YamlNode root = reader.block(0);
            return reader.indent < 0 ? root : null;
        } catch (GivenUp e) {
            return null;
        }
    }

    /** Goes to the next line that is neither blank nor a comment. */
    private void next() throws GivenUp {
        int length = text.length();
        while (end < length) {
            begin = end + 1;
            line++;
            int newline = begin > length ? -1 : text.indexOf('\n', begin);
            end = newline < 0 ? length : newline;
            content = begin;
            while (content < end && text.charAt(content) == ' ') {
                content++;
            }
            if (content >= end) {
                continue;
            }
            if (text.charAt(content) != '#') {
                indent = content - begin;
                return;
            }
            for (int i = content; i < end; i++) {
                printable(text.charAt(i));
            }
        }
        indent = -1;
    }

    private YamlNode block(int depth) throws GivenUp {
        if (depth > DEPTH) {
            throw new GivenUp();
        }
        return dash(content) ? sequence(indent, depth) : mapping(indent, depth);
    }

    /** Whether an item of a sequence begins at a place. */
    private boolean dash(int at) {
        return at < end && text.charAt(at) == '-' && (at + 1 == end || text.charAt(at + 1) == ' ');
    }

    private Sequence sequence(int column, int depth) throws GivenUp {
        List<YamlNode> items = new ArrayList<>();
        int first = line;
        while (indent == column && dash(content)) {
            int item = content + 1;
            while (item < end && text.charAt(item) == ' ') {
                item++;
            }
            int here = line;
            if (item == end) {
                next();
                items.add(indent > column ? block(depth + 1) : nothing(here));
            } else if (dash(item)) {
                throw new GivenUp();
            } else if (colon(item) < 0) {
                items.add(scalar(item));
                next();
            } else {
                content = item;
                indent = item - begin;
                items.add(block(depth + 1));
            }
        }
        if (indent > column) {
            throw new GivenUp();
        }
        return new Sequence(items, first);
    }

    private Mapping mapping(int column, int depth) throws GivenUp {
        List<Entry> entries = new ArrayList<>();
        int first = line;
        while (indent == column && !dash(content)) {
            int colon = colon(content);
            if (colon < 0) {
                throw new GivenUp();
            }
            int here = line;
            Scalar key = new Scalar(text.substring(content, colon), true, null, here);
            int value = colon + 1;
            while (value < end && text.charAt(value) == ' ') {
                value++;
            }
            YamlNode node;
            if (value < end) {
                node = scalar(value);
                next();
            } else {
                next();
                if (indent > column) {
                    node = block(depth + 1);
                } else if (indent == column && dash(content)) {
                    node = sequence(column, depth + 1);
                } else {
                    node = nothing(here);
                }
            }
            entries.add(new Entry(key, node));
        }
        // what is deeper would go on with the last value
        if (indent >= column) {
            throw new GivenUp();
        }
        return new Mapping(entries, first);
    }

    /** Where the colon behind a key is that begins at a place; -1 if there is none. */
    private int colon(int from) {
        int at = from;
        while (at < end && letter(text.charAt(at))) {
            at++;
        }
        boolean key = at > from
                && at - from <= KEY
                && at < end
                && text.charAt(at) == ':'
                && (at + 1 == end || text.charAt(at + 1) == ' ')
                && text.charAt(from) != '-'
                && text.charAt(from) != '.';
        return key ? at : -1;
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '-' && c <= '9') // with . and /
                || c == '_';
    }

    /** What stands from a place to the end of the line. */
    private YamlNode scalar(int from) throws GivenUp {
        char first = text.charAt(from);
        if (first == '"' || first == '\'') {
            return quoted(from, first);
        }
        if (end - from == 2 && text.startsWith("{}", from)) {
            return new Mapping(new ArrayList<>(), line);
        }
        if (end - from == 2 && text.startsWith("[]", from)) {
            return new Sequence(new ArrayList<>(), line);
        }
        boolean plain = letter(first) ? first != '-' || !dash(from) : first == '<' || first == '(' || first == '$';
        if (!plain || text.charAt(end - 1) == ' ' || text.charAt(end - 1) == ':') {
            throw new GivenUp();
        }
        char before = first;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            printable(c);
            if ((c == ' ' && before == ':') || (c == '#' && before == ' ')) {
                throw new GivenUp();
            }
            before = c;
        }
        return new Scalar(text.substring(from, end), true, null, line);
    }

    private Scalar quoted(int from, char quote) throws GivenUp {
        if (text.indexOf(quote, from + 1) != end - 1) {
            throw new GivenUp();
        }
        for (int i = from + 1; i < end - 1; i++) {
            char c = text.charAt(i);
            printable(c);
            if (c == '\\') {
                throw new GivenUp();
            }
        }
        return new Scalar(text.substring(from + 1, end - 1), false, null, line);
    }

    private static Scalar nothing(int line) {
        return new Scalar("", true, null, line);
    }

    private static void printable(char c) throws GivenUp {
        if (c < ' ' || c > '~') {
            throw new GivenUp();
        }
    }
}
