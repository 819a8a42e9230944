package io.nodeward.hostprobes.systemd;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which units there are and which start by themselves, as the files and symbolic links in the directories of units say:
 * a link in a {@code .wants}, {@code .requires} or {@code .upholds} directory pulls a unit in (systemd.unit(5)). Scripts of
 * System V count where no unit has their name (systemd-sysv-generator(8)), and on OpenRC the links of its runlevels.
 * Presets are not looked at: they matter once, when a unit is installed. Other generators show on a running host only,
 * by what they left in /run.
 */
public final class UnitStates {

    private static final int ENTRIES = 10_000;
    private static final List<String> PULLING = List.of(".wants", ".requires", ".upholds");
    private static final List<String> MANAGERS = List.of("/usr/lib/systemd/systemd", "/lib/systemd/systemd");
    private static final List<String> SYSTEM_V = List.of("/etc/rc2.d", "/etc/rc3.d", "/etc/rc5.d");
    private static final List<String> RUN_LEVELS =
            List.of("/etc/runlevels/sysinit", "/etc/runlevels/boot", "/etc/runlevels/default");

    private final HostRoot root;
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final Map<String, String> scripts = new TreeMap<>();
    private Read.@Nullable Failed<?> hidden;
    private String manager = "";

    private UnitStates(HostRoot root) {
        this.root = root;
    }

    public static UnitStates read(HostRoot root) {
        UnitStates states = new UnitStates(root);
        for (String place : UnitFiles.PLACES) {
            states.place(place);
        }
        for (String path : MANAGERS) {
            if (states.manager.isEmpty() && root.seen(path) instanceof Read.Found<Stat>) {
                states.manager = "systemd";
            }
        }
        for (String directory : states.manager.isEmpty() ? RUN_LEVELS : SYSTEM_V) {
            states.scripts(directory);
        }
        if (states.manager.isEmpty() && !states.scripts.isEmpty()) {
            states.manager = "openrc";
        }
        return states;
    }

    /** {@code systemd}, {@code openrc} or empty. */
    public String manager() {
        return manager;
    }

    /** A directory that may hold more of them, or null. */
    public Read.@Nullable Failed<?> hidden() {
        return hidden;
    }

    /** Whether something defines a unit, also where it is masked. */
    public boolean installed(String name) {
        return file(name) != null || scripts.containsKey(script(name));
    }

    /** Names of all units of a kind that something defines, in order. */
    public List<String> ending(String suffix) {
        List<String> names = new ArrayList<>();
        for (String name : files.keySet()) {
            if (name.endsWith(suffix)) {
                names.add(name);
            }
        }
        names.sort(null);
        return names;
    }

    /** The file that defines a unit, of its template for an instance; null when there is none. */
    public @Nullable String file(String name) {
        String path = files.get(name);
        int at = name.indexOf('@');
        int dot = name.lastIndexOf('.');
        return path == null && at > 0 && dot > at + 1
                ? files.get(name.substring(0, at + 1) + name.substring(dot))
                : path;
    }

    /** Whether a unit cannot be started at all: its file is empty or a link to /dev/null. */
    public boolean masked(String name) {
        String path = file(name);
        if (path == null) {
            return false;
        }
        if (root.link(path) instanceof Read.Found<String>(String target) && target.equals("/dev/null")) {
            return true;
        }
        return root.stat(path) instanceof Read.Found<Stat>(Stat stat)
                && (stat.size() == 0 || stat.path().equals("/dev/null"));
    }

    /** The link or script that starts a unit by itself; null when nothing does. */
    public @Nullable String enabled(String name) {
        String path = file(name);
        if (path == null) {
            return name.endsWith(".service") ? scripts.get(script(name)) : null;
        }
        String link = links.get(name);
        return link == null || masked(name) ? null : link;
    }

    private static String script(String name) {
        return name.endsWith(".service") ? name.substring(0, name.length() - ".service".length()) : name;
    }

    private void place(String place) {
        Read<List<String>> listed = root.list(place, ENTRIES);
        if (listed instanceof Read.Failed<List<String>> failed) {
            hidden = failed;
        }
        if (!(listed instanceof Read.Found<List<String>>(List<String> names))) {
            return;
        }
        for (String name : names) {
            if (pulls(name)) {
                pulled(place + "/" + name);
            } else if (!name.endsWith(".d")) {
                files.putIfAbsent(name, place + "/" + name);
            }
        }
    }

    private static boolean pulls(String name) {
        for (String suffix : PULLING) {
            if (name.endsWith(suffix)) {
                return true;
            }
        }
        return false;
    }

    private void pulled(String directory) {
        Read<Map<String, String>> read = root.links(directory, ENTRIES);
        if (read instanceof Read.Found<Map<String, String>>(Map<String, String> found)) {
            for (String name : found.keySet()) {
                links.putIfAbsent(name, directory + "/" + name);
            }
        } else if (read instanceof Read.Failed<Map<String, String>> failed) {
            hidden = failed;
        }
    }

    private void scripts(String directory) {
        Read<List<String>> listed = root.list(directory, ENTRIES);
        if (listed instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                if (!directory.startsWith("/etc/rc")) {
                    scripts.putIfAbsent(name, directory + "/" + name);
                } else if (name.length() > 3 && name.charAt(0) == 'S' && digit(name, 1) && digit(name, 2)) {
                    scripts.putIfAbsent(name.substring(3), directory + "/" + name);
                }
            }
        } else if (listed instanceof Read.Failed<List<String>> failed) {
            hidden = failed;
        }
    }

    private static boolean digit(String name, int at) {
        return name.charAt(at) >= '0' && name.charAt(at) <= '9';
    }
}
