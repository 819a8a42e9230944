package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.goyaml.Decoding;
import io.nodeward.hostprobes.kubernetes.goyaml.Decoding.Names;
import io.nodeward.hostprobes.kubernetes.goyaml.Fields;
import io.nodeward.hostprobes.kubernetes.goyaml.GoDocument;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYaml;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYamlException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What --admission-control-config-file says: for each plugin its configuration, in the file itself or in one that it
 * names. For a plugin the first entry of its name counts, and in that the inline configuration before the path. A file
 * without a header that holds one of two old settings is itself the configuration of those two plugins. (apiserver
 * pkg/admission/config.go: ReadAdmissionConfiguration, ConfigFor.)
 */
final class AdmissionConfiguration {

    /** Where one plugin's configuration comes from. */
    sealed interface Source {}

    /** The plugin has none. */
    record Nothing(String source) implements Source {}

    /** It stands in the configuration file itself. */
    record Inline(GoValue value, String path) implements Source {}

    /** It stands in a file of its own. */
    static final class Apart implements Source {
        private final byte[] bytes;
        private final String path;

        Apart(byte[] bytes, String path) {
            this.bytes = bytes;
            this.path = path;
        }

        byte[] bytes() {
            return bytes;
        }

        String path() {
            return path;
        }
    }

    /** It cannot be had. */
    record Broken(Unknown reason) implements Source {}

    private record Entry(String name, String path, @Nullable GoValue inline) {}

    private final Server server;
    private final String path;
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable Unknown failure;

    private AdmissionConfiguration(Server server, String path) {
        this.server = server;
        this.path = path;
    }

    static AdmissionConfiguration read(Server server, String path) {
        AdmissionConfiguration configuration = new AdmissionConfiguration(server, path);
        if (!path.isEmpty()) {
            PolicyFile.Opened opened = PolicyFile.open(server.files(), path);
            PolicyFile file = opened.file();
            configuration.failure = file == null ? opened.failure() : configuration.decode(file);
        }
        return configuration;
    }

    private @Nullable Unknown decode(PolicyFile file) {
        if (!file.kind().equals("AdmissionConfiguration") && legacy(file.fields())) {
            entries.add(new Entry("ImagePolicyWebhook", path, null));
            return null;
        }
        if (!file.apiVersion().equals("apiserver.k8s.io/v1alpha1")) {
            file.expect("AdmissionConfiguration", "apiserver.config.k8s.io", "v1");
        } else {
            file.expect("AdmissionConfiguration", "apiserver.k8s.io", "v1alpha1");
        }
        for (Fields plugin : file.fields().objects("plugins")) {
            entries.add(new Entry(
                    plugin.string("name").or(""),
                    absolute(plugin.string("path").or("")),
                    plugin.value("configuration")));
        }
        // the decoder has been strict since v1.32
        return file.refused(server.minor() >= 32);
    }

    private static boolean legacy(Fields fields) {
        List<String> names = fields.names();
        return names.contains("imagePolicy") || names.contains("podNodeSelectorPluginConfig");
    }

    /** Paths are relative to the directory of the file that names them. */
    private String absolute(String named) {
        if (named.isEmpty() || named.startsWith("/")) {
            return named;
        }
        int slash = path.lastIndexOf('/');
        return slash < 0
                ? named
                : Path.of(path.substring(0, slash + 1), named).normalize().toString();
    }

    /** Finds the configuration of one plugin. */
    Source of(String plugin) {
        if (failure != null) {
            return new Broken(failure);
        }
        for (Entry entry : entries) {
            if (!entry.name().equals(plugin)) {
                continue;
            }
            if (entry.inline() != null) {
                return new Inline(entry.inline(), server.files().hostPath(path));
            }
            if (entry.path().isEmpty()) {
                break;
            }
            String shown = server.files().hostPath(entry.path());
            return switch (server.files().read(entry.path())) {
                case Read.Found<byte[]>(byte[] bytes) -> new Apart(bytes, shown);
                case Read.Absent<byte[]>(String where) -> new Broken(new Unknown("does not exist", where));
                case Read.Failed<byte[]> failed -> new Broken(failed.unknown());
            };
        }
        return new Nothing(path.isEmpty() ? "default" : server.files().hostPath(path));
    }

    /** Decodes a configuration that was found; inline ones have lost their comments, not their lines. */
    static PolicyFile.Opened decode(Source source, Names names) {
        return switch (source) {
            case Nothing(String where) -> new PolicyFile.Opened(null, new Unknown("is not configured", where));
            case Broken(Unknown reason) -> new PolicyFile.Opened(null, reason);
            case Inline(GoValue value, String shown) ->
                new PolicyFile.Opened(
                        new PolicyFile(new Decoding(new GoDocument(value, List.of(), true), names), shown), null);
            case Apart apart -> {
                try {
                    yield new PolicyFile.Opened(
                            new PolicyFile(new Decoding(GoYaml.read(apart.bytes()), names), apart.path()), null);
                } catch (GoYamlException e) {
                    yield new PolicyFile.Opened(null, new Unknown("cannot be parsed: " + e.getMessage(), apart.path()));
                }
            }
        };
    }
}
