package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.files.Globs;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What modprobe is told (modprobe.d(5), libkmod-config.c): of files of one name that of the first directory counts, all are
 * read in the order of their names, and of the install lines that fit a module the first is run in place of loading it. A
 * blacklist keeps a module from being loaded by its aliases only.
 */
final class ModprobeRules {

    private static final String[] DIRECTORIES = {
        "/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d"
    };
    private static final String NOTHING = "/dev/null";
    private static final int MOST_FILES = 1000;
    private static final int MOST_RULES = 20_000;
    private static final int LIMIT = 1 << 20;

    private final List<Rule> installs = new ArrayList<>();
    private final List<Rule> blacklists = new ArrayList<>();
    private final List<Read.Failed<?>> unread = new ArrayList<>();

    /**
     * A line.
     *
     * @param module a name or a pattern, with underscores for dashes
     * @param command what is run; empty for a blacklist
     */
    record Rule(String module, String command, String source) {}

    private ModprobeRules() {}

    static ModprobeRules read(HostRoot root) {
        ModprobeRules rules = new ModprobeRules();
        Map<String, String> paths = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            Read<List<String>> listed = root.list(directory, MOST_FILES);
            if (listed instanceof Read.Found<List<String>>(List<String> names)) {
                for (String name : names) {
                    if (name.endsWith(".conf") && name.length() > 5 && name.charAt(0) != '.') {
                        rules.take(root, paths, name, directory + "/" + name);
                    }
                }
            } else if (listed instanceof Read.Failed<List<String>> failed
                    && !(root.stat(directory) instanceof Read.Found<Stat>(Stat stat)
                            && stat.type() != Stat.Type.DIRECTORY)) {
                rules.unread.add(failed);
            }
        }
        for (String path : paths.values()) {
            if (path.equals(NOTHING)) {
                continue;
            }
            Read<String> text = root.text(path, LIMIT);
            if (text instanceof Read.Found<String>(String found)) {
                rules.parse(found, path);
            } else if (text instanceof Read.Failed<String> failed) {
                rules.unread.add(failed);
            }
        }
        return rules;
    }

    /** A directory, or a link that leads nowhere, hides no file of its name; /dev/null does. */
    private void take(HostRoot root, Map<String, String> paths, String name, String path) {
        if (paths.containsKey(name)) {
            return;
        }
        Read<Stat> stat = root.stat(path);
        boolean nothing = stat instanceof Read.Absent<Stat>
                || (stat instanceof Read.Found<Stat>(Stat found) && found.type() == Stat.Type.DIRECTORY);
        boolean hidden = root.link(path) instanceof Read.Found<String>(String target) && target.equals(NOTHING);
        if (hidden) {
            // no file: nothing is read in its place
            paths.put(name, NOTHING);
        } else if (!nothing) {
            paths.put(name, path);
        }
    }

    /** Where there may be more rules than were read. */
    List<Read.Failed<?>> unread() {
        return unread;
    }

    /** The install line that counts for a module; null when there is none. */
    @Nullable Rule install(String module) {
        for (Rule rule : installs) {
            if (rule.module().equals(module)
                    || (Globs.pattern(rule.module()) && Globs.matches(module, rule.module()))) {
                return rule;
            }
        }
        return null;
    }

    /** A line that blacklists a module; null when there is none. */
    @Nullable Rule blacklist(String module) {
        for (Rule rule : blacklists) {
            if (rule.module().equals(module)) {
                return rule;
            }
        }
        return null;
    }

    private void parse(String text, String path) {
        Lines lines = new Lines(text);
        while (lines.more() && installs.size() + blacklists.size() < MOST_RULES) {
            String line = lines.next();
            int number = lines.number();
            rule(line.endsWith("\\") ? joined(line, lines) : line, path + ":" + number);
        }
    }

    /** A line that goes on after a backslash. */
    private static String joined(String first, Lines lines) {
        StringBuilder all = new StringBuilder();
        String line = first;
        while (line.endsWith("\\") && lines.more()) {
            all.append(line, 0, line.length() - 1);
            line = lines.next();
        }
        return all.append(line).toString();
    }

    private void rule(String line, String source) {
        int start = Lines.word(line, 0);
        int end = Lines.blank(line, start);
        boolean install = end - start == "install".length() && line.startsWith("install", start);
        boolean blacklist = end - start == "blacklist".length() && line.startsWith("blacklist", start);
        if (!install && !blacklist) {
            return;
        }
        int from = Lines.word(line, end);
        int to = Lines.blank(line, from);
        String module = name(line.substring(from, to).strip());
        String command = line.substring(to).strip();
        if (module.isEmpty() || (install && command.isEmpty())) {
            return;
        }
        if (install) {
            installs.add(new Rule(module, command, source));
        } else {
            blacklists.add(new Rule(module, "", source));
        }
    }

    /** Dashes and underscores are the same in names of modules, outside of brackets. */
    static String name(String name) {
        return name.indexOf('[') < 0 ? name.replace('-', '_') : name;
    }
}
