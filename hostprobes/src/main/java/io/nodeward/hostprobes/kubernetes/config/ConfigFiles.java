package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Leaf;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Members;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import io.nodeward.hostprobes.kubernetes.goyaml.GoDocument;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYaml;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYamlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads configuration files of components in the components' own order. See loadConfigFile and mergeKubeletConfigurations
 * in Kubernetes' cmd/kubelet/app/server.go.
 */
public final class ConfigFiles {

    private static final int LIMIT = 4 << 20;
    private static final int ENTRIES = 10_000;
    private static final int DEPTH = 20;

    /** Fields of the main file that are relative to its directory. */
    private static final Set<String> PATHS = Set.of(
            "staticPodPath",
            "authentication.x509.clientCAFile",
            "tlsCertFile",
            "tlsPrivateKeyFile",
            "resolvConf",
            "volumePluginDir",
            "podLogsDir");

    private final HostRoot root;
    private final ConfigTable table;
    private final List<String> dropIns = new ArrayList<>();
    private Map<String, ConfigValue> values = Map.of();
    private @Nullable Unknown broken;

    private ConfigFiles(HostRoot root, ConfigTable table) {
        this.root = root;
        this.table = table;
    }

    /** A configuration and the drop-ins that were read for it, in their order. */
    public record Loaded(EffectiveConfig config, List<String> dropIns) {}

    /**
     * Loads the kubelet's configuration.
     *
     * @param flags those of the kubelet's second reading when it has a file or directory
     * @param file what --config names, as a path of the host; empty for none
     * @param directory what --config-dir names, as a path of the host; empty for none
     */
    public static Loaded kubelet(HostRoot root, FlagValues flags, Read<String> file, Read<String> directory) {
        ConfigTable table = ConfigTable.of("kubelet", flags.table().minor());
        ConfigFiles files = new ConfigFiles(root, table);
        boolean given = files.first(file, "kubelet.config.k8s.io/v1beta1", "KubeletConfiguration", false);
        switch (directory) {
            case Read.Found<String>(String path) when path.isEmpty() || files.broken != null -> {}
            case Read.Found<String>(String path) -> files.merge(path);
            case Read.Absent<String>(String path) -> files.broken = new Unknown("does not exist", path);
            case Read.Failed<String> failed -> files.broken = failed.unknown();
        }
        return new Loaded(new EffectiveConfig(table, flags, files.values, true, given, files.broken), files.dropIns);
    }

    /**
     * Loads the configuration of a component that has one file, beside which most flags are ignored.
     *
     * @param file what --config names, as a path of the host; Failed when it lies where it cannot be seen
     * @param version the only apiVersion that it takes
     * @param strict whether it refuses duplicate keys and unknown fields, or warns of them only
     */
    public static EffectiveConfig single(
            HostRoot root, FlagValues flags, Read<String> file, String version, String kind, boolean strict) {
        ConfigTable table =
                ConfigTable.of(flags.table().component(), flags.table().minor());
        ConfigFiles files = new ConfigFiles(root, table);
        boolean given = files.first(file, version, kind, strict);
        return new EffectiveConfig(table, flags, files.values, false, given, files.broken);
    }

    /** Returns whether a file is named at all. */
    private boolean first(Read<String> file, String version, String kind, boolean strict) {
        switch (file) {
            case Read.Found<String>(String path)
            when path.isEmpty() -> {
                return false;
            }
            case Read.Found<String>(String path) -> main(path, version, kind, strict);
            case Read.Absent<String>(String path) -> broken = new Unknown("does not exist", path);
            case Read.Failed<String> failed -> broken = failed.unknown();
        }
        return true;
    }

    private void main(String path, String version, String kind, boolean strict) {
        Members document = load(path, version, kind, strict);
        if (document == null) {
            return;
        }
        ConfigDecoder.Decoded decoded = ConfigDecoder.decode(document, table, false);
        values = new TreeMap<>(decoded.values());
        broken = decoded.mistake();
        String directory = path.substring(0, path.lastIndexOf('/') + 1);
        for (String field : PATHS) {
            if (values.get(field) instanceof Leaf leaf
                    && leaf.value() instanceof String text
                    && !text.isEmpty()
                    && !text.startsWith("/")) {
                values.put(field, new Leaf(directory + text, leaf.source(), leaf.overrode()));
            }
        }
    }

    private void merge(String directory) {
        ConfigValue merged = tree();
        List<String> found = new ArrayList<>();
        walk(directory, found, 0);
        for (String path : found) {
            if (broken != null) {
                return;
            }
            Members document = load(path, "kubelet.config.k8s.io/v1beta1", "KubeletConfiguration", true);
            dropIns.add(path);
            if (document != null) {
                merged = ConfigValue.merge(merged, document);
            }
        }
        ConfigDecoder.Decoded decoded = ConfigDecoder.decode(merged, table, true);
        values = decoded.values();
        if (broken == null) {
            broken = decoded.mistake();
        }
    }

    /** The drop-ins in the order of Go's filepath.WalkDir, which follows no symbolic link to a directory, not even the first. */
    private void walk(String path, List<String> found, int depth) {
        switch (root.lstat(path)) {
            case Read.Found<Stat>(Stat stat)
            when stat.type() == Stat.Type.DIRECTORY && depth < DEPTH -> {
                switch (root.list(path, ENTRIES)) {
                    case Read.Found<List<String>>(List<String> names) -> {
                        for (String name : names) {
                            walk(path + "/" + name, found, depth + 1);
                        }
                    }
                    case Read.Absent<List<String>> _ -> {}
                    case Read.Failed<List<String>> failed -> broken = failed.unknown();
                }
            }
            case Read.Found<Stat> _ -> {
                if (path.endsWith(".conf")) {
                    found.add(path);
                }
            }
            case Read.Absent<Stat> _ -> broken = new Unknown("does not exist, the kubelet would refuse to start", path);
            case Read.Failed<Stat> failed -> broken = failed.unknown();
        }
    }

    /**
     * @param strict whether the component refuses what a strict decoder objects to in the text itself
     * @return the document, or null after saying in {@link #broken} why there is none
     */
    private @Nullable Members load(String path, String version, String kind, boolean strict) {
        switch (root.bytes(path, LIMIT)) {
            case Read.Absent<byte[]> _ ->
                broken = new Unknown("does not exist, " + table.component() + " could not start with it", path);
            case Read.Failed<byte[]> failed -> broken = failed.unknown();
            case Read.Found<byte[]>(byte[] bytes) -> {
                try {
                    GoDocument document = GoYaml.read(bytes);
                    if (strict && !document.strict().isEmpty()) {
                        broken = new Unknown(
                                document.strict().getFirst().described() + ", which " + table.component() + " refuses",
                                path);
                    } else if (YamlConfig.of(document, path) instanceof Members members && is(members, version, kind)) {
                        return members;
                    } else {
                        broken = new Unknown("is not a " + kind, path);
                    }
                } catch (GoYamlException e) {
                    broken = new Unknown("cannot be parsed: " + e.getMessage(), path);
                }
            }
        }
        return null;
    }

    private static boolean is(Members document, String version, String kind) {
        return document.members().get("apiVersion") instanceof Leaf written
                && version.equals(written.value())
                && document.members().get("kind") instanceof Leaf name
                && kind.equals(name.value());
    }

    /** The decoded fields as JSON again, which drop-ins are merged into. */
    private Members tree() {
        Members top = new Members(new TreeMap<>(), "", List.of());
        for (Map.Entry<String, ConfigValue> entry : values.entrySet()) {
            String path = entry.getKey();
            Members at = top;
            int start = 0;
            int dot;
            while ((dot = path.indexOf('.', start)) > 0) {
                at = (Members) at.members()
                        .computeIfAbsent(path.substring(start, dot), _ -> new Members(new TreeMap<>(), "", List.of()));
                start = dot + 1;
            }
            at.members().put(path.substring(start), entry.getValue());
        }
        return top;
    }
}
