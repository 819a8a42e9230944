package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.confinement.KernelLine;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Modules of the kernel that matter on a node, type KernelModules. Each is in one of seven states: {@code builtin},
 * {@code loaded}, {@code loadable}, {@code blacklisted} (still loaded by its name, or as what another one needs),
 * {@code disabled} (an install line, {@code module_blacklist=} or {@code initcall_blacklist=} keeps it out),
 * {@code locked} (only the lock of this boot keeps it out), {@code absent}. Lockdown and signatures are no lock: they let
 * the distribution's own modules in.
 */
public final class Modules {

    private static final String LOCK = "/proc/sys/kernel/modules_disabled";
    private static final String HELPER = "/proc/sys/kernel/modprobe";
    private static final int SMALL = 4 << 10;
    private static final int LINE = 64 << 10;

    private final HostRoot root;
    private final KernelBuild build;
    private final LoadedModules loaded;
    private final ModprobeRules rules;
    private final @Nullable KernelLine line;
    private final Read<String> lock;
    private final @Nullable ModuleFiles files;
    private final ModuleNeeds needs;

    private Modules(HostRoot root, KernelBuild build) {
        this.root = root;
        this.build = build;
        this.loaded = new LoadedModules(root);
        this.rules = ModprobeRules.read(root);
        this.line = root.text("/proc/cmdline", LINE) instanceof Read.Found<String>(String text)
                ? KernelLine.of(text, "/proc/cmdline")
                : null;
        this.lock = root.text(LOCK, SMALL);
        String release = build.release();
        Set<String> names = new HashSet<>();
        for (String entry : ModuleNames.ALL) {
            names.add(entry.substring(0, entry.indexOf(' ')));
        }
        this.files = release == null ? null : ModuleFiles.read(root, release, names);
        this.needs = new ModuleNeeds(root);
    }

    /** @param build the kernel that is looked at */
    public static Group read(HostRoot root, KernelBuild build) {
        return new Modules(root, build).facts();
    }

    private Group facts() {
        Group.Builder states = Group.builder();
        List<Many.Item> watched = new ArrayList<>();
        for (String entry : ModuleNames.ALL) {
            int blank = entry.indexOf(' ');
            int last = entry.lastIndexOf(' ');
            String name = entry.substring(0, blank);
            Node next = next(name, entry.substring(blank + 1, last), entry.substring(last + 1));
            Group.Builder module = Group.builder()
                    .put("name", name, LoadedModules.PATH)
                    .put("state", state(name, next))
                    .put("next", next);
            Node needed = needs.of(name);
            if (needed != null) {
                module.put("needed", needed);
            }
            Group built = module.build();
            states.put(name, built);
            watched.add(new Many.Item(name, built));
        }
        String release = build.release();
        return Group.builder()
                .put("release", release == null ? build.unknown() : new Known(release, build.source()))
                .put("locked", locked())
                .put("helper", helper())
                .put("state", states.build())
                .put("watched", new Many(watched, LoadedModules.PATH))
                .put("foreign", loaded.foreign(root.live()))
                .build();
    }

    /** Whether a running kernel that can load modules has locked that. */
    private boolean lockedNow() {
        return lock instanceof Read.Found<String>(String text) && text.strip().equals("1");
    }

    private boolean withoutModules() {
        return loaded.read() instanceof Read.Absent<String> && root.live();
    }

    private Node locked() {
        if (lock instanceof Read.Found<String>(String text)) {
            return new Known(!text.strip().equals("0"), LOCK);
        }
        if (lock instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        return root.live()
                ? new Known(true, LOCK + " does not exist: the kernel loads no modules")
                : new Unknown("only a running host can tell", LOCK, true);
    }

    private Node helper() {
        Read<String> read = root.text(HELPER, SMALL);
        if (read instanceof Read.Found<String>(String text)) {
            return new Known(text.strip(), HELPER);
        }
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        return root.live()
                ? new Known("", HELPER + " does not exist")
                : new Unknown("only a running host can tell", HELPER, true);
    }

    private Node state(String name, Node next) {
        if (loaded.has(name)) {
            return new Known("loaded", LoadedModules.PATH);
        }
        if (loaded.read() instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        if (!(next instanceof Known known)) {
            // the lock keeps everything out that is not built in, whatever the files say
            return next;
        }
        String state = known.value().toString();
        boolean kept = state.equals("disabled") || state.equals("absent") || state.equals("builtin");
        if (!kept && lockedNow()) {
            return new Known("locked", LOCK);
        }
        if (kept
                && !state.equals("builtin")
                && build.running()
                && loaded.read() instanceof Read.Absent<String>
                && !withoutModules()) {
            return new Unknown("was not captured: whether it is loaded is not known", LoadedModules.PATH, true);
        }
        return next;
    }

    /** What a module is in when nothing has loaded it and nothing has locked the kernel. */
    private Node next(String name, String option, String function) {
        if (files == null) {
            return build.unknown();
        }
        BuildConfig options = null;
        Read<Map<String, String>> builtIn = files.builtIn();
        if (builtIn instanceof Read.Failed<Map<String, String>> failed) {
            return failed.unknown();
        }
        if (builtIn instanceof Read.Absent<Map<String, String>>) {
            options = build.options();
            if (options == null) {
                return new Unknown(
                        "does not exist, and neither does the kernel's configuration",
                        "/lib/modules/" + build.release() + "/modules.builtin",
                        !root.live());
            }
        }
        String source = options == null
                ? ((Read.Found<Map<String, String>>) builtIn).value().get(name)
                : options.set(option) ? options.source(option) : null;
        if (source != null) {
            KernelLine.Parameter blocked = among("initcall_blacklist", function);
            return blocked == null
                    ? new Known("builtin", source)
                    : new Known("disabled", "/proc/cmdline: initcall_blacklist=" + blocked.value());
        }
        if (withoutModules()) {
            return new Known("absent", LoadedModules.PATH + " does not exist: the kernel loads no modules");
        }
        Read<Map<String, String>> loadable = files.loadable();
        if (loadable instanceof Read.Failed<Map<String, String>> failed) {
            return failed.unknown();
        }
        if (loadable instanceof Read.Absent<Map<String, String>>(String path)) {
            // without the list modprobe finds no module, but a tree may lack it only because depmod has not run
            return root.live() || options != null && options.get(option).equals("n")
                    ? new Known("absent", path + " does not exist")
                    : new Unknown("does not exist", path, true);
        }
        String file = ((Read.Found<Map<String, String>>) loadable).value().get(name);
        if (file == null) {
            return new Known("absent", "/lib/modules/" + build.release() + "/modules.dep");
        }
        return loadable(name, function, file);
    }

    private Node loadable(String name, String function, String file) {
        for (String parameter : new String[] {"module_blacklist", "initcall_blacklist"}) {
            String word = parameter.startsWith("module") ? name : function;
            KernelLine.Parameter blocked = among(parameter, word);
            if (blocked != null) {
                return new Known("disabled", "/proc/cmdline: " + parameter + "=" + blocked.value());
            }
        }
        if (!rules.unread().isEmpty()) {
            return rules.unread().getFirst().unknown();
        }
        ModprobeRules.Rule install = rules.install(name);
        if (install != null) {
            Boolean blocks = InstallCommand.blocks(root, install.command());
            if (blocks == null) {
                return new Unknown("runs a program of which is not known what it does", install.source());
            }
            if (blocks) {
                return new Known("disabled", install.source());
            }
        }
        ModprobeRules.Rule blacklist = rules.blacklist(name);
        if (blacklist != null) {
            return new Known("blacklisted", blacklist.source());
        }
        if (among("modprobe.blacklist", name) != null) {
            return new Known("blacklisted", "/proc/cmdline: modprobe.blacklist");
        }
        return new Known("loadable", install == null ? file : install.source());
    }

    /**
     * A parameter of the running kernel that has a name in its list, written as it is: the kernel and kmod take no dash for
     * an underscore here. Of several module_blacklist the last counts.
     */
    private KernelLine.@Nullable Parameter among(String parameter, String name) {
        if (line == null || name.equals("-")) {
            return null;
        }
        for (KernelLine.Parameter given : line.parameters().reversed()) {
            String value = given.value();
            if (value != null && given.name().equals(parameter)) {
                if (listed(value, name)) {
                    return given;
                }
                if (parameter.equals("module_blacklist")) {
                    return null;
                }
            }
        }
        return null;
    }

    private static boolean listed(String list, String name) {
        StringTokenizer names = new StringTokenizer(list, ",");
        while (names.hasMoreTokens()) {
            if (names.nextToken().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
