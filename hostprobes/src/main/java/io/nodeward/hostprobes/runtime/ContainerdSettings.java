package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Document;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Setting;
import io.nodeward.hostprobes.toml.TomlTable;
import io.nodeward.hostprobes.toml.TomlValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * containerd's settings as each version reads them. From 2.0 on every file is brought to the newest format by itself, then
 * files are merged key by key, the later over the earlier: what stood in the section of 1.x is taken over where the new
 * sections for runtimes have nothing, and replaces what the new section for images has. (cmd/containerd/server/config:
 * LoadConfigWithPlugins; plugins/cri/runtime, plugins/cri/images: migrateConfig.) Settings of which no version that may
 * run here has another value are known, others are not.
 */
final class ContainerdSettings {

    static final String RUNTIME = "io.containerd.cri.v1.runtime";
    static final String IMAGES = "io.containerd.cri.v1.images";
    static final String SERVER = "io.containerd.grpc.v1.cri";
    private static final String FIRST = "cri";
    private static final int SERVICES = 4;

    private final ContainerdConfig config;
    private final List<ContainerdKind> kinds;
    private final String byDefault;

    /** @param version of containerd, {@code v2.1.4}; empty when it is not known */
    ContainerdSettings(ContainerdConfig config, String version) {
        this.config = config;
        this.kinds = ContainerdKind.of(version, config.version());
        this.byDefault = version.isEmpty() ? "default (containerd)" : "default (containerd " + version + ")";
    }

    /** The versions that may run here; empty when none that nodeward knows takes the file. */
    List<ContainerdKind> kinds() {
        return kinds;
    }

    ContainerdConfig config() {
        return config;
    }

    /** What a value that nothing sets has for its source. */
    String byDefault() {
        return byDefault;
    }

    /** A setting of a plugin, the winner first. */
    List<Setting> at(ContainerdKind kind, String plugin, String... path) {
        if (kind == ContainerdKind.ONE) {
            Setting setting = config.replaced(own(plugin) && config.version() == 1 ? FIRST : cri(plugin), path);
            return setting == null ? List.of() : List.of(setting);
        }
        List<Setting> found = new ArrayList<>();
        for (Document document : config.documents().reversed()) {
            TomlValue value = in(document, kind, plugin, path);
            if (value != null) {
                found.add(new Setting(value, document.path()));
            }
        }
        return found;
    }

    private static boolean own(String plugin) {
        return plugin.equals(RUNTIME) || plugin.equals(IMAGES) || plugin.equals(SERVER);
    }

    private static String cri(String plugin) {
        return own(plugin) ? SERVER : plugin;
    }

    private static @Nullable TomlValue in(Document document, ContainerdKind kind, String plugin, String... path) {
        TomlTable old = document.plugin(SERVER);
        if (old == null && document.version() == 1) {
            old = document.plugin(FIRST);
        }
        if (plugin.equals(SERVER)) {
            return old == null ? null : old.at(path);
        }
        TomlTable table = document.plugin(plugin);
        if (!own(plugin) || document.version() > kind.migrates()) {
            return table == null ? null : table.at(path);
        }
        boolean deeper = path[0].equals("containerd") || path[0].equals("cni");
        String[] head = Arrays.copyOf(path, Math.min(path.length, deeper ? 2 : 1));
        boolean images = plugin.equals(IMAGES);
        TomlTable first = images ? old : table;
        TomlTable second = images ? table : old;
        if (first != null && first.at(head) != null) {
            return first.at(path);
        }
        return second == null ? null : second.at(path);
    }

    /** A setting outside of plugins, where an empty one takes nothing away; the winner first. */
    List<Setting> top(String... path) {
        List<Setting> found = new ArrayList<>();
        for (Document document : config.documents().reversed()) {
            TomlValue value = document.table().at(path);
            if (value != null && !empty(value)) {
                found.add(new Setting(value, document.path()));
            }
        }
        return found;
    }

    /** A setting of a socket: a plugin's from 2.3 on, before that one outside of them. */
    List<Setting> service(ContainerdKind kind, String plugin, String name, String table, String before) {
        if (kind != ContainerdKind.SERVICES) {
            return top(table, before);
        }
        List<Setting> found = new ArrayList<>();
        for (Document document : config.documents().reversed()) {
            TomlTable section = document.plugin(plugin);
            TomlValue value = null;
            if (section != null) {
                value = section.get(name);
            } else if (document.version() < SERVICES) {
                value = document.table().at(table, before);
                value = value == null || empty(value) ? null : value;
            }
            if (value != null) {
                found.add(new Setting(value, document.path()));
            }
        }
        return found;
    }

    private static boolean empty(TomlValue value) {
        return value instanceof TomlValue.Text text && text.text().isEmpty()
                || value instanceof TomlValue.Whole whole && whole.number() == 0;
    }

    /** Keys of a table of a plugin. */
    Set<String> names(ContainerdKind kind, String plugin, String... path) {
        Set<String> names = new LinkedHashSet<>();
        for (Setting setting : at(kind, plugin, path)) {
            if (setting.value() instanceof TomlTable table) {
                names.addAll(table.names());
            }
        }
        return names;
    }

    /**
     * A setting as a fact.
     *
     * @param one what 1.x takes by default; its type is the setting's
     * @param two what 2.x takes by default
     */
    Node fact(String plugin, Object one, Object two, String... path) {
        List<Node> each = new ArrayList<>(kinds.size());
        for (ContainerdKind kind : kinds) {
            each.add(node(at(kind, plugin, path), kind == ContainerdKind.ONE ? one : two));
        }
        return agreed(each);
    }

    /** A setting's winner as a fact, or what is taken by default. */
    Node node(List<Setting> settings, Object otherwise) {
        return settings.isEmpty() ? new Known(otherwise, byDefault) : Told.of(settings, otherwise, "containerd");
    }

    /** What all versions that may run here have in common. */
    static Node agreed(List<Node> each) {
        Node first = each.getFirst();
        for (Node other : each) {
            boolean same = first instanceof Known one
                    && other instanceof Known another
                    && one.value().equals(another.value());
            if (!same) {
                return first instanceof Unknown || other instanceof Unknown
                        ? first instanceof Unknown ? first : other
                        : new Unknown(
                                "depends on containerd's version, which no package tells",
                                ((Known) first).source().startsWith("default")
                                        ? ((Known) other).source()
                                        : ((Known) first).source());
            }
        }
        return first;
    }
}
