package io.nodeward.hostprobes.ssh;

import io.nodeward.hostprobes.files.Globs;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All lines of sshd's configuration in the order in which sshd takes them (sshd_config(5); servconf.c:
 * process_server_config_line_depth): included files stand where they are named, names without a slash in front are
 * relative to /etc/ssh, a pattern without files is nothing, and a Match block ends with its file.
 */
final class SshdLines {

    static final String DIRECTORY = "/etc/ssh/";

    private static final int DEPTH = 16;
    private static final int FILES = 500;
    private static final int MOST = 50_000;
    private static final int LIMIT = 1 << 20;

    private final HostRoot root;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> files = new ArrayList<>();

    /**
     * A line.
     *
     * @param keyword in lower case; empty where a file could not be read, which may hold anything
     * @param condition of the Match block that it stands in, empty outside of all
     * @param failed why there may be other lines here
     */
    record Line(
            String keyword, List<String> arguments, String condition, String source, Read.@Nullable Failed<?> failed) {}

    SshdLines(HostRoot root) {
        this.root = root;
    }

    List<Line> lines() {
        return lines;
    }

    /** The files that were read, the main one first. */
    List<String> files() {
        return files;
    }

    /** Takes an option of the command line, which comes before all files: {@code Name=value} or {@code Name value}. */
    void option(String text, String source) {
        line(text, source, "", DEPTH);
    }

    void setting(String keyword, String value, String source) {
        lines.add(new Line(keyword, List.of(value), "", source, null));
    }

    void file(String path) {
        file(path, "", 0);
    }

    private void gap(Read.Failed<?> failed, String condition) {
        lines.add(new Line("", List.of(), condition, failed.path(), failed));
    }

    private void file(String path, String within, int depth) {
        if (files.size() == FILES || lines.size() > MOST) {
            gap(new Read.Failed<>(path, "is one file too many"), within);
            return;
        }
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            gap(failed, within);
        }
        if (!(read instanceof Read.Found<String>(String text))) {
            return;
        }
        files.add(path);
        String condition = within;
        int number = 0;
        int from = 0;
        while (from < text.length() && lines.size() <= MOST) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            number++;
            String line = text.substring(from, end);
            from = end + 1;
            condition = line(line, path + ":" + number, condition, depth, within);
        }
    }

    private void line(String line, String source, String condition, int depth) {
        line(line, source, condition, depth, condition);
    }

    /** Returns the condition that holds behind the line. */
    private String line(String line, String source, String condition, int depth, String within) {
        int at = 0;
        while (at < line.length() && line.charAt(at) <= ' ') {
            at++;
        }
        if (at == line.length() || line.charAt(at) == '#') {
            return condition;
        }
        int start = at;
        while (at < line.length() && line.charAt(at) > ' ' && line.charAt(at) != '=' && line.charAt(at) != '"') {
            at++;
        }
        String keyword = line.substring(start, at).toLowerCase(Locale.ROOT);
        while (at < line.length() && line.charAt(at) <= ' ') {
            at++;
        }
        if (at < line.length() && line.charAt(at) == '=') {
            at++;
        }
        List<String> arguments = arguments(line, at);
        switch (keyword) {
            case "match" -> {
                return match(arguments, within);
            }
            case "include" -> include(arguments, condition, depth);
            default -> lines.add(new Line(keyword, arguments, condition, source, null));
        }
        return condition;
    }

    /** {@code Match all} holds for every connection, and inside of another block's file for that block's. */
    private static String match(List<String> arguments, String within) {
        String own = String.join(" ", arguments);
        return within.isEmpty() ? own : within + " and " + own;
    }

    private void include(List<String> patterns, String condition, int depth) {
        for (String pattern : patterns) {
            String path = pattern.startsWith("/") ? pattern : DIRECTORY + pattern;
            Globs globs = new Globs(root);
            List<String> found = globs.find(path);
            for (Read.Failed<?> failed : globs.hidden()) {
                gap(failed, condition);
            }
            for (String each : found) {
                if (depth >= DEPTH) {
                    gap(new Read.Failed<>(each, "is included too deep"), condition);
                } else {
                    file(each, condition, depth + 1);
                }
            }
        }
    }

    /** Words in quotes or between blanks, up to a comment (misc.c: argv_split). */
    static List<String> arguments(String line, int from) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int at = from;
        while (true) {
            while (at < line.length() && line.charAt(at) <= ' ') {
                at++;
            }
            if (at == line.length() || line.charAt(at) == '#') {
                return words;
            }
            word.setLength(0);
            char quote = 0;
            while (at < line.length() && (quote != 0 || line.charAt(at) > ' ')) {
                char c = line.charAt(at++);
                if (c == '\\' && at < line.length() && "\"'\\".indexOf(line.charAt(at)) >= 0) {
                    word.append(line.charAt(at++));
                } else if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            }
            words.add(word.toString());
        }
    }
}
