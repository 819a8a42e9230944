package io.nodeward.hostprobes.accounts;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Modules of PAM by service and kind, included files in their places (pam.d(5)). */
final class PamStack {

    private static final List<String> DIRECTORIES = List.of("/etc/pam.d", "/usr/lib/pam.d", "/usr/etc/pam.d");
    private static final int DEPTH = 16;
    private static final int MOST = 1000;
    private static final int VISITS = 1000;
    private static final int LIMIT = 256 << 10;

    private final HostRoot root;
    private final Map<String, Read<String>> texts = new HashMap<>();
    private final Map<String, String> paths = new HashMap<>();
    private Read.@Nullable Failed<?> unread;
    private int visits;

    /** @param module its name without directory: {@code pam_unix.so} */
    record Entry(String control, String module, List<String> arguments, String source) {

        boolean has(String argument) {
            return arguments.contains(argument);
        }

        /** The value of {@code name=value}, the last one; null when there is none. */
        @Nullable String value(String name) {
            String value = null;
            for (String argument : arguments) {
                if (argument.startsWith(name + "=")) {
                    value = argument.substring(name.length() + 1);
                }
            }
            return value;
        }
    }

    PamStack(HostRoot root) {
        this.root = root;
    }

    /** A file that could not be read, or null. */
    Read.@Nullable Failed<?> unread() {
        return unread;
    }

    /** Whether a service has a file of its own. */
    boolean has(String service) {
        return text(service) instanceof Read.Found<String>;
    }

    /**
     * The modules of a service in their order.
     *
     * @param kind {@code auth}, {@code account}, {@code password} or {@code session}
     */
    List<Entry> of(String service, String kind) {
        List<Entry> entries = new ArrayList<>();
        add(has(service) ? service : "other", kind, 0, entries);
        return entries;
    }

    private Read<String> text(String service) {
        Read<String> known = texts.get(service);
        if (known != null) {
            return known;
        }
        Read<String> read = new Read.Absent<>(DIRECTORIES.getFirst() + "/" + service);
        for (String directory : DIRECTORIES) {
            String path = service.startsWith("/") ? service : directory + "/" + service;
            if (!(root.stat(path) instanceof Read.Absent<Stat>)) {
                read = root.text(path, LIMIT);
                paths.put(service, path);
                break;
            }
        }
        if (read instanceof Read.Failed<String> failed) {
            unread = failed;
        }
        texts.put(service, read);
        return read;
    }

    private void add(String service, String kind, int depth, List<Entry> entries) {
        if (++visits > VISITS) {
            unread = new Read.Failed<>(DIRECTORIES.getFirst(), "includes too many files");
            return;
        }
        if (depth > DEPTH || !(text(service) instanceof Read.Found<String>(String text))) {
            return;
        }
        String path = paths.get(service);
        for (Lines.Line line : Lines.joined(text)) {
            if (entries.size() >= MOST || visits > VISITS) {
                return;
            }
            if (line.text().charAt(0) != '#') {
                line(line.text(), path + ":" + line.number(), kind, depth, entries);
            }
        }
    }

    private void line(String text, String source, String kind, int depth, List<Entry> entries) {
        List<String> words = words(text);
        if (words.size() == 2 && words.getFirst().equals("@include")) {
            add(words.get(1), kind, depth + 1, entries);
            return;
        }
        if (words.size() < 3) {
            return;
        }
        String its = words.getFirst().startsWith("-") ? words.getFirst().substring(1) : words.getFirst();
        if (!its.equalsIgnoreCase(kind)) {
            return;
        }
        String control = words.get(1);
        if (control.equals("include") || control.equals("substack")) {
            add(words.get(2), kind, depth + 1, entries);
            return;
        }
        String module = words.get(2);
        entries.add(new Entry(
                control,
                module.substring(module.lastIndexOf('/') + 1),
                List.copyOf(words.subList(3, words.size())),
                source));
    }

    /** Brackets hold together what stands between them; the rest of a line behind a number sign is a comment. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < text.length() && words.size() < 64) {
            char c = text.charAt(at);
            if (c <= ' ') {
                at++;
                continue;
            }
            if (c == '#') {
                break;
            }
            int start = at;
            int close = c == '[' ? text.indexOf(']', at) : -1;
            if (close > 0) {
                words.add(text.substring(start, close + 1));
                at = close + 1;
                continue;
            }
            while (at < text.length() && text.charAt(at) > ' ') {
                at++;
            }
            words.add(text.substring(start, at));
        }
        return words;
    }
}
