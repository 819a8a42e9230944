package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Leaf;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Member;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Members;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import io.nodeward.hostprobes.kubernetes.flags.KnownVersions;
import io.nodeward.hostprobes.kubernetes.goyaml.GoDocument;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYaml;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYamlException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads configuration files of components in the components' own order. See loadConfigFile and mergeKubeletConfigurations
 * in Kubernetes' cmd/kubelet/app/server.go.
 */
public final class ConfigFiles {

    private static final int LIMIT = 4 << 20;
    private static final String VERSION = "kubelet.config.k8s.io/v1beta1";
    private static final String KIND = "KubeletConfiguration";

    /** The version that looks at no drop-in's kind, as long as it has one. */
    private static final int ANY_KIND = 31;

    /** Fields of the main file that are relative to its directory. (kubelet apis/config: KubeletConfigurationPathRefs.) */
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
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();
    private @Nullable Unknown broken;

    private ConfigFiles(HostRoot root, ConfigTable table) {
        this.root = root;
        this.table = table;
    }

    /**
     * A configuration and the drop-ins that were read for it, in their order.
     *
     * @param hidden why there may be more drop-ins, or null
     */
    public record Loaded(
            EffectiveConfig config,
            List<String> dropIns,
            @Nullable Unknown hidden) {}

    /**
     * Loads the kubelet's configuration.
     *
     * @param first the flags as the kubelet reads them at first
     * @param flags those of its second reading when it has a file or directory, else the same
     * @param file what --config names, as a path of the host; empty for none
     * @param directory what --config-dir names, as a path of the host; empty for none
     */
    public static Loaded kubelet(
            HostRoot root, FlagValues first, FlagValues flags, Read<String> file, Read<String> directory) {
        ConfigTable table = ConfigTable.of("kubelet", flags.table().minor());
        Loaded loaded = kubelet(root, table, first, flags, file, directory);
        if (table.minor() != 0 || directory instanceof Read.Found<String>(String path) && path.isEmpty()) {
            return loaded;
        }
        // only drop-ins are read differently
        ConfigTable oldest = ConfigTable.of("kubelet", KnownVersions.FIRST);
        Loaded other = kubelet(root, oldest, first, flags, file, directory);
        return new Loaded(loaded.config().agreeing(other.config()), loaded.dropIns(), loaded.hidden());
    }

    private static Loaded kubelet(
            HostRoot root,
            ConfigTable table,
            FlagValues first,
            FlagValues flags,
            Read<String> file,
            Read<String> directory) {
        ConfigFiles files = new ConfigFiles(root, table);
        boolean given = files.main(file, VERSION, KIND, false);
        KubeletDefaults defaults = new KubeletDefaults(table, files.values);
        if (given && files.broken == null) {
            defaults.afterDecoding();
            defaults.afterLoading();
        }
        DropIns.Found dropIns = new DropIns.Found(List.of(), null, null);
        if (!(directory instanceof Read.Found<String>(String path) && path.isEmpty())) {
            dropIns = files.dropIns(directory, first, given, defaults);
            given = true;
        }
        EffectiveConfig config = EffectiveConfig.kubelet(table, first, flags, files.values, given, files.broken);
        return new Loaded(config, dropIns.files(), dropIns.hidden());
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
        boolean given = files.main(file, version, kind, strict);
        return EffectiveConfig.single(table, flags, files.values, given, files.broken);
    }

    /** Returns whether a file is named at all. */
    private boolean main(Read<String> file, String version, String kind, boolean strict) {
        switch (file) {
            case Read.Found<String>(String path)
            when path.isEmpty() -> {
                return false;
            }
            case Read.Found<String>(String path) -> {
                Members document = load(path, version, kind, strict, false);
                if (document != null) {
                    decode(document, strict);
                    absolute(path.substring(0, path.lastIndexOf('/') + 1));
                }
            }
            case Read.Absent<String>(String path) -> broken = missing(path);
            case Read.Failed<String> failed -> broken = failed.unknown();
        }
        return true;
    }

    private void decode(Members document, boolean strict) {
        ConfigDecoder decoder = new ConfigDecoder(table, false, values);
        decoder.decode(document);
        broken = decoder.mistake() != null || !strict ? decoder.mistake() : decoder.unknown();
    }

    private void absolute(String directory) {
        for (String field : PATHS) {
            if (values.get(field) instanceof Leaf leaf
                    && leaf.value() instanceof String text
                    && !text.isEmpty()
                    && !text.startsWith("/")) {
                values.put(field, new Leaf(CleanPath.of(directory + text), leaf.source(), leaf.overrode()));
            }
        }
    }

    private DropIns.Found dropIns(Read<String> directory, FlagValues flags, boolean given, KubeletDefaults defaults) {
        if (!(directory instanceof Read.Found<String>(String path))) {
            Unknown hidden = directory instanceof Read.Failed<String> failed ? failed.unknown() : null;
            broken = hidden == null ? missing(((Read.Absent<String>) directory).path()) : hidden;
            return new DropIns.Found(List.of(), broken, hidden);
        }
        DropIns.Found found = DropIns.in(root, path);
        broken = broken == null ? found.broken() : broken;
        DropInMerge merge = new DropInMerge(table, values, flags, given, defaults);
        for (String file : found.files()) {
            Members document = broken == null ? load(file, VERSION, KIND, true, true) : null;
            if (document != null) {
                merge.add(document);
            }
        }
        if (broken == null) {
            broken = merge.finish();
        }
        return found;
    }

    private Unknown missing(String path) {
        return new Unknown("does not exist, " + table.component() + " could not start with it", path);
    }

    /**
     * @param strict whether the component refuses what a strict decoder objects to in the text itself
     * @return the document, or null after saying in {@link #broken} why there is none
     */
    private @Nullable Members load(String path, String version, String kind, boolean strict, boolean untyped) {
        switch (root.bytes(path, LIMIT)) {
            case Read.Absent<byte[]> _ -> broken = missing(path);
            case Read.Failed<byte[]> failed -> broken = failed.unknown();
            case Read.Found<byte[]>(byte[] bytes) -> {
                try {
                    GoDocument document = GoYaml.read(bytes);
                    if (strict && !document.strict().isEmpty()) {
                        broken = new Unknown(
                                document.strict().getFirst().described() + ", which " + table.component() + " refuses",
                                path);
                    } else if (YamlConfig.of(document, path, untyped) instanceof Members members
                            && is(members, version, kind, untyped)) {
                        return members;
                    } else {
                        broken = new Unknown(
                                "is not a " + kind + " of " + version + ", which " + table.component() + " refuses",
                                path);
                    }
                } catch (GoYamlException e) {
                    broken = new Unknown("cannot be parsed: " + e.getMessage(), path);
                }
            }
        }
        return null;
    }

    /** Which kind it is, is looked up without regard to case. */
    private boolean is(Members document, String version, String kind, boolean dropIn) {
        String itsVersion = "";
        String itsKind = "";
        for (Member member : document.members()) {
            if (member.value() instanceof Leaf leaf && leaf.value() instanceof String text) {
                itsVersion = member.name().equalsIgnoreCase("apiVersion") ? text : itsVersion;
                itsKind = member.name().equalsIgnoreCase("kind") ? text : itsKind;
            }
        }
        boolean any = dropIn && table.nearest() == ANY_KIND && !itsKind.isEmpty();
        return any || (version.equals(itsVersion) && kind.equals(itsKind));
    }
}
