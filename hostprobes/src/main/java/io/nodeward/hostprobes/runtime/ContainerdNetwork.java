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

    /** How versions of containerd read the file, from the first such version on. */
    private enum Kind {
        ONE(0, 0, 2, 2),
        TWO(2, 0, 3, 2),
        LISTS(2, 1, 3, 2),
        SERVICES(2, 3, 4, 3);

        private final int major;
        private final int minor;
        /** The newest version of the format that it takes. */
        private final int newest;
        /** The newest version of the format from which it still takes over settings of the old section. */
        private final int migrates;

        Kind(int major, int minor, int newest, int migrates) {
            this.major = major;
            this.minor = minor;
            this.newest = newest;
            this.migrates = migrates;
        }

        boolean from(int[] version) {
            return version[0] > major || (version[0] == major && version[1] >= minor);
        }
    }

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
        int[] numbers = numbers(version);
        Kind last = Kind.ONE;
        boolean any = false;
        for (Kind kind : Kind.values()) {
            last = numbers != null && kind.from(numbers) ? kind : last;
        }
        for (Kind kind : Kind.values()) {
            if ((numbers == null || kind == last) && network.format <= kind.newest) {
                network.read(kind);
                any = true;
            }
        }
        if (!any) {
            found.gap(new Read.Failed<>(
                    "containerd's configuration",
                    "is of version " + network.format + ", which this containerd, or nodeward, does not know"));
        }
    }

    private static int @Nullable [] numbers(String version) {
        String[] parts = version.startsWith("v") ? version.substring(1).split("\\.") : new String[0];
        try {
            return parts.length < 2 ? null : new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private void read(Kind kind) {
        Setting configurations = first(kind, "cni", "conf_dir");
        found.configuration(text(configurations), CONFIGURATIONS, configurations, DEFAULT);
        Setting one = first(kind, "cni", "bin_dir");
        Setting several = kind == Kind.ONE || kind == Kind.TWO ? null : first(kind, "cni", "bin_dirs");
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
    private void runtimes(Kind kind) {
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

    private @Nullable Setting first(Kind kind, String... path) {
        for (String plugin : List.of(NEW, OLD, FIRST)) {
            Setting setting = at(kind, plugin, path);
            if (setting != null) {
                return setting;
            }
        }
        return null;
    }

    private @Nullable Setting at(Kind kind, String plugin, String... path) {
        boolean reads = switch (plugin) {
            case NEW -> kind != Kind.ONE;
            case OLD -> kind == Kind.ONE ? format == 2 : format <= kind.migrates;
            default -> format == 1;
        };
        if (!reads) {
            return null;
        }
        return kind == Kind.ONE ? config.replaced(plugin, path) : config.merged(plugin, path);
    }
}
