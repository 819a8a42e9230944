package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Setting;
import io.nodeward.hostprobes.toml.Toml;
import io.nodeward.hostprobes.toml.TomlSyntaxException;
import io.nodeward.hostprobes.toml.TomlTable;
import io.nodeward.hostprobes.toml.TomlValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where CRI-O looks for network plugins: its file, then every file below the directory of drop-ins whatever its name, in
 * lexical order, each key over the earlier one, then its flags. (pkg/config/config.go: UpdateFromFile, UpdateFromPath;
 * internal/criocli/criocli.go: mergeConfig.)
 */
final class Crio {

    private static final String FILE = "/etc/crio/crio.conf";
    private static final String DROP_INS = "/etc/crio/crio.conf.d";
    private static final String DEFAULT = "default (CRI-O)";
    private static final int LIMIT = 1 << 20;
    private static final int ENTRIES = 1000;
    private static final int DEPTH = 20;

    private final HostRoot root;
    private final NetworkDirectories found;
    private @Nullable Setting configurations;
    private @Nullable Setting program;
    private @Nullable Setting programs;
    private boolean there;
    private boolean broken;
    private int files;

    private Crio(HostRoot root, NetworkDirectories found) {
        this.root = root;
        this.found = found;
    }

    static void add(HostRoot root, ProcessTable processes, NetworkDirectories found) {
        List<Daemon> daemons = Daemon.find(root, processes, "crio", found::gap);
        for (Daemon daemon : daemons) {
            new Crio(root, found).add(daemon);
        }
        if (daemons.isEmpty()) {
            new Crio(root, found).add(new Daemon("", List.of(), ""));
        }
    }

    private void add(Daemon daemon) {
        there = !daemon.where().isEmpty();
        String named = daemon.option("--config", "-config", "-c");
        String directory = daemon.option("--config-dir", "-config-dir", "-d");
        String file = named == null ? FILE : named;
        if (!file.isEmpty()) {
            file(file, named != null);
        }
        walk(directory == null ? DROP_INS : directory, 0);
        if (!there || broken) {
            return;
        }
        String configuration = daemon.option("--cni-config-dir", "-cni-config-dir");
        if (configuration == null) {
            found.configuration(text(configurations), ContainerdNetwork.CONFIGURATIONS, configurations, DEFAULT);
        } else {
            given(configuration, daemon, true);
        }
        String plugins = daemon.option("--cni-plugin-dir", "-cni-plugin-dir");
        if (plugins == null) {
            programs();
        } else {
            // given more than once it adds up, so that one value tells too little
            int uses = 0;
            for (String argument : daemon.arguments()) {
                uses += argument.contains("-cni-plugin-dir") ? 1 : 0;
            }
            if (uses > 1) {
                refuse(daemon.where(), "names directories of network plugins more than once");
            }
            for (String one : plugins.split(",")) {
                given(one, daemon, false);
            }
        }
    }

    private void given(String directory, Daemon daemon, boolean configuration) {
        if (directory.startsWith("/")) {
            NetworkDirectories.put(
                    configuration ? found.configurations() : found.programs(), directory, daemon.where());
        } else {
            refuse(daemon.where(), "names a directory of network plugins by no absolute path");
        }
    }

    /** The older setting of one directory adds to the list. */
    private void programs() {
        List<TomlValue.Text> list = programs == null ? null : TomlTable.texts(programs.value());
        if (programs == null) {
            found.program(null, ContainerdNetwork.PROGRAMS, null, DEFAULT);
        } else if (list == null) {
            refuse(programs.source(), "plugin_dirs is no list of texts");
        } else {
            for (TomlValue.Text directory : list) {
                found.program(
                        directory.text(), ContainerdNetwork.PROGRAMS, new Setting(directory, programs.path()), DEFAULT);
            }
        }
        if (program != null && !"".equals(text(program))) {
            found.program(text(program), ContainerdNetwork.PROGRAMS, program, DEFAULT);
        }
    }

    private static @Nullable String text(@Nullable Setting setting) {
        return setting != null && setting.value() instanceof TomlValue.Text text ? text.text() : null;
    }

    private void walk(String path, int depth) {
        Read<Stat> looked = root.lstat(path);
        if (looked instanceof Read.Failed<Stat> failed) {
            refuse(failed.path(), failed.reason());
        } else if (looked instanceof Read.Found<Stat>(Stat stat)) {
            if (stat.type() != Stat.Type.DIRECTORY) {
                file(path, true);
                return;
            }
            Read<List<String>> names = root.list(path, ENTRIES);
            if (names instanceof Read.Found<List<String>>(List<String> entries) && depth < DEPTH) {
                for (String name : entries) {
                    walk(path + "/" + name, depth + 1);
                }
            } else {
                refuse(
                        path,
                        names instanceof Read.Failed<List<String>> failed ? failed.reason() : "is nested too deep");
            }
        }
    }

    private void file(String path, boolean needed) {
        Read<byte[]> read = root.bytes(path, LIMIT);
        if (read instanceof Read.Failed<byte[]> failed) {
            refuse(failed.path(), failed.reason());
        } else if (read instanceof Read.Found<byte[]>(byte[] bytes)) {
            there = true;
            if (++files > ENTRIES) {
                refuse(path, "comes after " + ENTRIES + " other files");
                return;
            }
            try {
                take(Toml.read(bytes), path);
            } catch (TomlSyntaxException e) {
                refuse(e.line() > 0 ? path + ":" + e.line() : path, e.problem());
            }
        } else if (needed) {
            refuse(path, "does not exist, CRI-O could not start with it");
        }
    }

    private void take(TomlTable document, String path) {
        configurations = over(configurations, document, path, "network_dir");
        program = over(program, document, path, "plugin_dir");
        programs = over(programs, document, path, "plugin_dirs");
    }

    private static @Nullable Setting over(@Nullable Setting before, TomlTable document, String path, String name) {
        TomlValue value = document.at("crio", "network", name);
        return value == null ? before : new Setting(value, path);
    }

    /** What it is told cannot be known, or it would not start with it. */
    private void refuse(String where, String reason) {
        broken = true;
        found.gap(new Read.Failed<>(where, reason));
    }
}
