package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Setting;
import io.nodeward.hostprobes.toml.TomlTable;
import io.nodeward.hostprobes.toml.TomlValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where containerd looks for network plugins. Its versions read one file differently; where the version is not known, the
 * directories of each that takes this file count. (internal/cri/config/config.go; plugins/cri/runtime/plugin.go:
 * migrateConfig.)
 */
final class ContainerdNetwork {

    static final String CONFIGURATIONS = "/etc/cni/net.d";
    static final String PROGRAMS = "/opt/cni/bin";

    private static final String OLD = "io.containerd.grpc.v1.cri";
    private static final String NEW = "io.containerd.cri.v1.runtime";
    private static final String FIRST = "cri";
    private static final String DEFAULT = "default (containerd)";

    private final ContainerdConfig config;
    private final long format;
    private final NetworkDirectories found;

    private ContainerdNetwork(ContainerdConfig config, NetworkDirectories found) {
        this.config = config;
        this.format = config.version();
        this.found = found;
    }

    /**
     * Adds the directories.
     *
     * @param version of containerd, {@code v2.1.4}; empty when it is not known
     */
    static void add(ContainerdConfig config, String version, NetworkDirectories found) {
        ContainerdNetwork network = new ContainerdNetwork(config, found);
        List<ContainerdKind> kinds = ContainerdKind.of(version, network.format);
        for (ContainerdKind kind : kinds) {
            network.read(kind);
        }
        if (kinds.isEmpty()) {
            found.gap(new Read.Failed<>(
                    "containerd's configuration",
                    "is of version " + network.format + ", which this containerd, or nodeward, does not know"));
        }
    }

    private void read(ContainerdKind kind) {
        Setting configurations = first(kind, "cni", "conf_dir");
        found.configuration(text(configurations), CONFIGURATIONS, configurations, DEFAULT);
        Setting one = first(kind, "cni", "bin_dir");
        Setting several =
                kind == ContainerdKind.ONE || kind == ContainerdKind.TWO ? null : first(kind, "cni", "bin_dirs");
        List<TomlValue.Text> list = several == null ? null : TomlTable.texts(several.value());
        if (several != null && list == null) {
            found.gap(new Read.Failed<>(several.source(), "bin_dirs is no list of texts"));
        } else if (list != null && !list.isEmpty() && several != null) {
            for (TomlValue.Text directory : list) {
                found.program(directory.text(), PROGRAMS, new Setting(directory, several.path()), DEFAULT);
            }
        }
        if (one != null || several == null) {
            found.program(text(one), PROGRAMS, one, DEFAULT);
        }
        runtimes(kind);
    }

    /** Handlers of runtimes may have network plugins of their own. */
    private void runtimes(ContainerdKind kind) {
        for (String plugin : List.of(NEW, OLD, FIRST)) {
            Setting runtimes = at(kind, plugin, "containerd", "runtimes");
            if (runtimes != null && runtimes.value() instanceof TomlTable table) {
                for (String name : table.names()) {
                    Setting own = at(kind, plugin, "containerd", "runtimes", name, "cni_conf_dir");
                    if (own != null) {
                        found.configuration(text(own), CONFIGURATIONS, own, DEFAULT);
                    }
                }
            }
        }
    }

    private static @Nullable String text(@Nullable Setting setting) {
        return setting != null && setting.value() instanceof TomlValue.Text text ? text.text() : null;
    }

    private @Nullable Setting first(ContainerdKind kind, String... path) {
        for (String plugin : List.of(NEW, OLD, FIRST)) {
            Setting setting = at(kind, plugin, path);
            if (setting != null) {
                return setting;
            }
        }
        return null;
    }

    private @Nullable Setting at(ContainerdKind kind, String plugin, String... path) {
        boolean reads = switch (plugin) {
            case NEW -> kind != ContainerdKind.ONE;
            case OLD -> kind == ContainerdKind.ONE ? format == 2 : format <= kind.migrates();
            default -> format == 1;
        };
        if (!reads) {
            return null;
        }
        return kind == ContainerdKind.ONE ? config.replaced(plugin, path) : config.merged(plugin, path);
    }
}
