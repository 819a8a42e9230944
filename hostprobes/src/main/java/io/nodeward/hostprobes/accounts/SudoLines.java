package io.nodeward.hostprobes.accounts;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of sudoers in the order in which sudo takes them (sudoers(5) "Including other files"): of a directory all files
 * whose names hold no dot and end with no tilde.
 */
final class SudoLines {

    static final String MAIN = "/etc/sudoers";

    private static final int DEPTH = 128;
    private static final int FILES = 500;
    private static final int ENTRIES = 10_000;
    private static final int MOST = 20_000;
    private static final int LIMIT = 1 << 20;

    private final HostRoot root;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private final List<String> directories = new ArrayList<>();
    private final List<Read.Failed<?>> unread = new ArrayList<>();

    record Line(String text, String source) {}

    private SudoLines(HostRoot root) {
        this.root = root;
    }

    static SudoLines read(HostRoot root) {
        SudoLines sudo = new SudoLines(root);
        sudo.file(MAIN, 0);
        return sudo;
    }

    List<Line> lines() {
        return lines;
    }

    /** The files that were read, the main one first. */
    List<String> files() {
        return files;
    }

    /** The directories that are included. */
    List<String> directories() {
        return directories;
    }

    /** Where there may be more lines. */
    List<Read.Failed<?>> unread() {
        return unread;
    }

    private void file(String path, int depth) {
        if (depth > DEPTH || files.size() == FILES || lines.size() > MOST) {
            unread.add(new Read.Failed<>(path, "is one file too many"));
            return;
        }
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            unread.add(failed);
        }
        if (!(read instanceof Read.Found<String>(String text))) {
            return;
        }
        files.add(path);
        for (Lines.Line line : Lines.joined(text)) {
            line(path, line, depth);
        }
    }

    private void line(String path, Lines.Line line, int depth) {
        String text = line.text();
        if (text.startsWith("@include") || text.startsWith("#include")) {
            List<String> words = Lines.words(text.substring(1));
            if (words.size() < 2) {
                return;
            }
            String target = unquoted(words.get(1));
            target = target.startsWith("/") ? target : path.substring(0, path.lastIndexOf('/') + 1) + target;
            if (words.getFirst().equals("include")) {
                file(target, depth + 1);
            } else if (words.getFirst().equals("includedir")) {
                directory(target, depth);
            }
            return;
        }
        String plain = uncommented(text);
        if (!plain.isEmpty() && lines.size() <= MOST) {
            lines.add(new Line(plain, path + ":" + line.number()));
        }
    }

    private static String unquoted(String text) {
        return text.replace("\"", "");
    }

    /** A number sign begins a comment unless it names a user by his number. */
    private static String uncommented(String text) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            if (c == '#' && !quoted && (i == 0 || text.charAt(i - 1) != '\\')) {
                boolean number = i + 1 < text.length() && Character.isDigit(text.charAt(i + 1));
                if (!number) {
                    return text.substring(0, i).strip();
                }
            }
        }
        return text;
    }

    private void directory(String path, int depth) {
        String plain = path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
        Read<List<String>> listed = root.list(plain, ENTRIES);
        if (listed instanceof Read.Failed<List<String>> failed) {
            unread.add(failed);
        }
        if (!(listed instanceof Read.Found<List<String>>(List<String> names))) {
            return;
        }
        directories.add(plain);
        for (String name : names) {
            String each = plain + "/" + name;
            boolean skipped = name.indexOf('.') >= 0 || name.endsWith("~");
            // sudo passes over directories in it
            if (!skipped
                    && !(root.stat(each) instanceof Read.Found<Stat>(Stat stat)
                            && stat.type() == Stat.Type.DIRECTORY)) {
                file(each, depth + 1);
            }
        }
    }
}
