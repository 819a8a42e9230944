package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Setting;
import io.nodeward.hostprobes.toml.TomlTable;
import io.nodeward.hostprobes.toml.TomlValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where CRI-O looks for network plugins: its configuration, then its flags. (internal/criocli/criocli.go: mergeConfig.) */
final class Crio {

    private static final String DEFAULT = "default (CRI-O)";

    private final RuntimeReads reads;
    private final NetworkDirectories found;
    private @Nullable Setting configurations;
    private @Nullable Setting program;
    private @Nullable Setting programs;
    private boolean there;
    private boolean broken;

    private Crio(RuntimeReads reads, NetworkDirectories found) {
        this.reads = reads;
        this.found = found;
    }

    static void add(RuntimeReads reads, NetworkDirectories found) {
        List<Daemon> daemons = reads.daemons("crio", found::gap);
        for (Daemon daemon : daemons) {
            new Crio(reads, found).add(daemon);
        }
        if (daemons.isEmpty()) {
            new Crio(reads, found).add(new Daemon(null, "", List.of(), ""));
        }
    }

    private void add(Daemon daemon) {
        there = !daemon.where().isEmpty();
        CrioConfig config = reads.crio(daemon.where().isEmpty() ? null : daemon);
        there |= !config.paths().isEmpty();
        for (Read.Failed<?> problem : config.problems()) {
            refuse(problem.path(), problem.reason());
        }
        configurations = config.last("network", "network_dir");
        program = config.last("network", "plugin_dir");
        programs = config.last("network", "plugin_dirs");
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

    /** What it is told cannot be known, or it would not start with it. */
    private void refuse(String where, String reason) {
        broken = true;
        found.gap(new Read.Failed<>(where, reason));
    }
}
