package io.nodeward.hostprobes.systemd;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the files that make up a unit. (systemd.unit(5) "Unit file load path"; shared/dropin.c.) */
final class UnitFiles {

    /** In the order of precedence of the system's manager. */
    static final List<String> PLACES = List.of(
            "/etc/systemd/system.control",
            "/run/systemd/system.control",
            "/run/systemd/transient",
            "/run/systemd/generator.early",
            "/etc/systemd/system",
            "/etc/systemd/system.attached",
            "/run/systemd/system",
            "/run/systemd/system.attached",
            "/run/systemd/generator",
            "/usr/local/lib/systemd/system",
            "/usr/lib/systemd/system",
            "/lib/systemd/system",
            "/run/systemd/generator.late");

    private static final String NOWHERE = "/dev/null";
    private static final String SUFFIX = ".conf";
    private static final int ENTRIES = 10_000;
    private static final int DROP_INS = 500;
    private static final int LINKS = 8;

    private final HostRoot root;
    private final Set<String> names = new LinkedHashSet<>();
    private String fragment = "";
    private Read.@Nullable Failed<?> unseen;
    private boolean masked;
    private final List<Read.Failed<?>> hidden = new ArrayList<>();
    private String problem = "";

    private UnitFiles(HostRoot root) {
        this.root = root;
    }

    /**
     * What was found.
     *
     * @param fragment the unit file, empty when there is none
     * @param unseen why there may be one though none was found, or null
     * @param dropIns in the order in which they are read
     * @param hidden what could not be looked at and may hold more
     * @param problem why these may not be all or not the right ones, else empty
     */
    record Found(
            String fragment,
            Read.@Nullable Failed<?> unseen,
            boolean masked,
            List<String> dropIns,
            List<Read.Failed<?>> hidden,
            String problem) {}

    static Found of(HostRoot root, String name) {
        UnitFiles files = new UnitFiles(root);
        files.names.add(name);
        int at = name.indexOf('@');
        int dot = name.lastIndexOf('.');
        if (!files.fragment(name) && at > 0 && dot > at + 1) {
            // an instance of a template
            files.fragment(name.substring(0, at + 1) + name.substring(dot));
        }
        if (files.fragment.isEmpty()) {
            return new Found("", files.unseen, false, List.of(), files.hidden, files.problem);
        }
        List<String> dropIns = files.masked ? List.of() : files.dropIns();
        return new Found(files.fragment, null, files.masked, dropIns, files.hidden, files.problem);
    }

    /**
     * The drop-ins of a unit that has no file of its own, and one more in its place among them.
     *
     * @param more name of that one; where there is a file of that name, that is it
     * @param instead what stands for its path where there is none
     */
    static Found dropInsOnly(HostRoot root, String name, String more, String instead) {
        UnitFiles files = new UnitFiles(root);
        files.names.add(name);
        List<String> dropIns = new ArrayList<>();
        boolean there = false;
        for (String path : files.dropIns()) {
            String file = path.substring(path.lastIndexOf('/') + 1);
            if (!there && file.compareTo(more) > 0) {
                dropIns.add(instead);
            }
            there |= file.compareTo(more) >= 0;
            dropIns.add(path);
        }
        if (!there) {
            dropIns.add(instead);
        }
        return new Found("", null, false, dropIns, files.hidden, files.problem);
    }

    /** Names of services that hold a word, whatever they start. */
    static List<String> holding(HostRoot root, String word, List<Read.Failed<?>> hidden) {
        TreeSet<String> names = new TreeSet<>();
        for (String place : PLACES) {
            Read<List<String>> listed = root.list(place, ENTRIES);
            if (listed instanceof Read.Found<List<String>>(List<String> files)) {
                for (String file : files) {
                    if (file.contains(word) && file.endsWith(".service") && !file.endsWith("@.service")) {
                        names.add(file);
                    }
                }
            } else if (listed instanceof Read.Failed<List<String>> failed) {
                hidden.add(failed);
            }
        }
        return List.copyOf(names);
    }

    /** Most hosts have few of these directories. */
    private boolean gone(String place) {
        return root.seen(place) instanceof Read.Absent<Stat>;
    }

    private boolean fragment(String name) {
        for (String place : PLACES) {
            if (gone(place)) {
                continue;
            }
            String path = place + "/" + name;
            Read<Stat> stat = root.lstat(path);
            if (stat instanceof Read.Failed<Stat> failed) {
                unseen = failed;
                return true;
            }
            if (stat instanceof Read.Found<Stat>(Stat found)) {
                fragment = path;
                masked = found.type() == Stat.Type.SYMLINK ? followed(path) : found.size() == 0;
                return true;
            }
        }
        return false;
    }

    /** Follows a symbolic link, whose target's name is one of the unit's names; returns whether it leads to nowhere. */
    private boolean followed(String path) {
        String at = path;
        for (int i = 0; i < LINKS; i++) {
            if (!(root.link(at) instanceof Read.Found<String>(String target))) {
                break;
            }
            at = target.startsWith("/") ? normal(target) : normal(at.substring(0, at.lastIndexOf('/') + 1) + target);
            if (at.equals(NOWHERE)) {
                return true;
            }
            String name = at.substring(at.lastIndexOf('/') + 1);
            if (name.endsWith(".service")) {
                names.add(name);
            }
        }
        return root.stat(path) instanceof Read.Found<Stat>(Stat stat) && stat.size() == 0;
    }

    private static String normal(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return "/" + String.join("/", parts);
    }

    /** One file of each name, from the directory of highest precedence; all of them in the order of their names. */
    private List<String> dropIns() {
        Map<String, String> byName = new TreeMap<>();
        for (String name : names) {
            List<String> directories = directories(name);
            for (String place : PLACES) {
                if (!gone(place)) {
                    for (String directory : directories) {
                        collect(place + "/" + directory, byName);
                    }
                }
            }
        }
        for (String place : PLACES) {
            if (!gone(place)) {
                collect(place + "/service.d", byName);
            }
        }
        List<String> paths = new ArrayList<>();
        for (String path : byName.values()) {
            if (counts(path)) {
                paths.add(path);
            }
        }
        if (paths.size() > DROP_INS) {
            problem = "has more than " + DROP_INS + " drop-ins";
            return paths.subList(0, DROP_INS);
        }
        return paths;
    }

    /** The most particular one first: {@code a-b@c.service.d}, {@code a-b@.service.d}, {@code a-.service.d}. */
    private static List<String> directories(String name) {
        int dot = name.lastIndexOf('.');
        int at = name.indexOf('@');
        List<String> directories = new ArrayList<>();
        directories.add(name + ".d");
        if (dot > 0 && at > 0 && at + 1 < dot) {
            directories.add(name.substring(0, at + 1) + name.substring(dot) + ".d");
        }
        String prefix = name.substring(0, at > 0 ? at : Math.max(dot, 0));
        int dash = prefix.lastIndexOf('-', prefix.length() - 2);
        while (dash > 0) {
            directories.add(prefix.substring(0, dash + 1) + name.substring(dot) + ".d");
            dash = prefix.lastIndexOf('-', dash - 1);
        }
        return directories;
    }

    private void collect(String directory, Map<String, String> byName) {
        Read<List<String>> listed = root.list(directory, ENTRIES);
        if (listed instanceof Read.Found<List<String>>(List<String> files)) {
            for (String file : files) {
                if (file.endsWith(SUFFIX)) {
                    byName.putIfAbsent(file, directory + "/" + file);
                }
            }
        } else if (listed instanceof Read.Failed<List<String>> failed) {
            hidden.add(failed);
            problem = problem.isEmpty() ? directory + " " + failed.reason() : problem;
        }
    }

    /** Whether a drop-in is read: one that leads nowhere hides those of its name, and directories are passed over. */
    private boolean counts(String path) {
        Read<Stat> stat = root.lstat(path);
        if (!(stat instanceof Read.Found<Stat>(Stat found))) {
            return stat instanceof Read.Failed<Stat>;
        }
        if (found.type() == Stat.Type.SYMLINK && root.link(path) instanceof Read.Found<String>(String target)) {
            String at = target.startsWith("/") ? target : path.substring(0, path.lastIndexOf('/') + 1) + target;
            if (normal(at).equals(NOWHERE)) {
                return false;
            }
        }
        Read<Stat> behind = root.stat(path);
        return behind instanceof Read.Failed<Stat>
                || (behind instanceof Read.Found<Stat>(Stat last) && last.type() == Stat.Type.FILE);
    }
}
