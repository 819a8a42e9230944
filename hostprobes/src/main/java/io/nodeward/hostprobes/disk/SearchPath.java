package io.nodeward.hostprobes.disk;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where root looks for programs: PATH as systemd has it for services, and as /etc/environment, login.defs(5), profiles,
 * sudo and cron set it for root.
 */
public final class SearchPath {

    /** What systemd gives services (systemd: src/basic/path-util.h); on a host with /usr merged, the last two are links. */
    private static final String SERVICES = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final List<String> FILES = List.of(
            "/etc/environment",
            "/etc/login.defs",
            "/etc/profile",
            "/etc/bash.bashrc",
            "/etc/bashrc",
            "/root/.profile",
            "/root/.bash_profile",
            "/root/.bashrc",
            "/etc/crontab",
            "/etc/anacrontab",
            "/etc/sudoers");

    private static final int LIMIT = 1 << 20;
    private static final int MOST = 200;
    private static final int OTHERS_THAN_OWNER_WRITE = 022;
    private static final int OTHERS_WRITE = 02;
    private static final int STICKY = 01000;

    private final HostRoot root;
    private final Map<String, String> directories = new LinkedHashMap<>();
    private final List<Read.Failed<?>> unread = new ArrayList<>();

    private SearchPath(HostRoot root) {
        this.root = root;
    }

    /** Reads what sets it; reads no directory yet. */
    public static SearchPath read(HostRoot root) {
        SearchPath path = new SearchPath(root);
        path.add(SERVICES, "default (systemd)");
        for (String file : FILES) {
            Read<String> read = root.text(file, LIMIT);
            if (read instanceof Read.Found<String>(String text)) {
                for (Lines.Line line : Lines.of(text)) {
                    path.line(line.text(), file + ":" + line.number());
                }
            } else if (read instanceof Read.Failed<String> failed) {
                path.unread.add(failed);
            }
        }
        return path;
    }

    /** {@code PATH=…}, {@code export PATH=…}, {@code ENV_SUPATH PATH=…}, {@code Defaults secure_path="…"}. */
    private void line(String line, String source) {
        int at;
        if (line.startsWith("Defaults")) {
            int found = line.indexOf("secure_path");
            at = found < 0 ? -1 : line.indexOf('=', found) + 1;
        } else if (line.startsWith("ENV_PATH")) {
            return;
        } else {
            int found = line.indexOf("PATH=");
            boolean name = found == 0 || (found > 0 && " \t".indexOf(line.charAt(found - 1)) >= 0);
            boolean first = found >= 0
                    && (line.substring(0, found).isBlank()
                            || line.startsWith("export")
                            || line.startsWith("ENV_SUPATH"));
            at = name && first ? found + "PATH=".length() : -1;
        }
        if (at <= 0) {
            return;
        }
        String value = line.substring(at).strip();
        char quote = value.isEmpty() ? 0 : value.charAt(0);
        int end;
        if (quote == '"' || quote == '\'') {
            end = value.indexOf(quote, 1);
            value = value.substring(1, end < 0 ? value.length() : end);
        } else {
            end = 0;
            while (end < value.length() && " \t;&|".indexOf(value.charAt(end)) < 0) {
                end++;
            }
            value = value.substring(0, end);
        }
        add(value, source);
    }

    private void add(String value, String source) {
        int from = 0;
        while (from <= value.length() && directories.size() < MOST) {
            int end = value.indexOf(':', from);
            end = end < 0 ? value.length() : end;
            String directory = value.substring(from, end);
            while (directory.length() > 1 && directory.endsWith("/")) {
                directory = directory.substring(0, directory.length() - 1);
            }
            // variables and substitutions are others' parts of the path
            if (directory.indexOf('$') < 0 && directory.indexOf('`') < 0 && directory.indexOf('~') < 0) {
                directories.putIfAbsent(directory, source);
            }
            from = end + 1;
        }
    }

    /** The directories as they really are, links followed, for the walk. */
    List<String> places() {
        List<String> places = new ArrayList<>();
        for (String directory : directories.keySet()) {
            if (directory.startsWith("/") && root.seen(directory) instanceof Read.Found<Stat>(Stat stat)) {
                places.add(stat.path());
            }
        }
        return places;
    }

    /** Type list(PathDirectory). */
    public Node facts(FileFacts files, Accounts accounts) {
        List<Many.Item> items = new ArrayList<>();
        for (Map.Entry<String, String> entry : directories.entrySet()) {
            String directory = entry.getKey();
            boolean absolute = directory.startsWith("/");
            String shown = directory.isEmpty() ? "(empty)" : directory;
            items.add(new Many.Item(
                    shown,
                    Group.builder()
                            .put("path", shown, entry.getValue())
                            .put("relative", !absolute, entry.getValue())
                            .put("file", absolute ? files.of(directory) : files.none(entry.getValue()))
                            .put("open", absolute ? open(directory, accounts) : new Known(List.of(), entry.getValue()))
                            .build()));
        }
        for (Read.Failed<?> failed : unread) {
            items.add(new Many.Item(failed.path(), failed.unknown()));
        }
        return new Many(items, "PATH");
    }

    /** The directory itself and those above it, as far as others than root may put something there in place of a program. */
    private Node open(String directory, Accounts accounts) {
        if (!(root.seen(directory) instanceof Read.Found<Stat>(Stat end))) {
            return new Known(List.of(), directory);
        }
        List<String> open = new ArrayList<>();
        String path = end.path();
        boolean itself = true;
        while (!path.isEmpty()) {
            Read<Stat> read = root.seen(path);
            if (read instanceof Read.Failed<Stat> failed) {
                return failed.unknown();
            }
            if (read instanceof Read.Found<Stat>(Stat stat)) {
                int written = stat.mode() & (stat.gid() == 0 ? OTHERS_WRITE : OTHERS_THAN_OWNER_WRITE);
                // in a sticky directory above, nobody replaces what is root's
                boolean others = written != 0 && (itself || (stat.mode() & STICKY) == 0);
                if (stat.uid() != 0 || others) {
                    open.add(path + " (" + accounts.owner(stat) + ", " + stat.octal() + ")");
                }
            }
            path = path.equals("/") ? "" : path.lastIndexOf('/') == 0 ? "/" : path.substring(0, path.lastIndexOf('/'));
            itself = false;
        }
        return new Known(open, end.path());
    }
}
