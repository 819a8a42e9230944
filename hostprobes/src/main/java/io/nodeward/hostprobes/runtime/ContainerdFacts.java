package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.Versions.Version;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Document;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Setting;
import io.nodeward.hostprobes.toml.TomlTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One containerd. (cmd/containerd/command; internal/cri/config, pkg/cri/config of 1.x; plugins/server; plugins/imageverifier;
 * plugins/nri.)
 */
final class ContainerdFacts {

    static final String NAME = "containerd";
    private static final String NRI = "io.containerd.nri.v1.nri";
    private static final String VERIFIER = "io.containerd.image-verifier.v1.bindir";
    private static final long LOG_LINE = 16 * 1024;

    private final RuntimeReads reads;
    private final FileFacts files;
    private final Daemon daemon;
    private final ContainerdConfig config;
    private final ContainerdSettings settings;
    private final Group.Builder facts = Group.builder();
    private final Runtimes all;

    private ContainerdFacts(RuntimeReads reads, FileFacts files, Daemon daemon, Runtimes all) {
        this.reads = reads;
        this.files = files;
        this.daemon = daemon;
        this.all = all;
        this.config = reads.containerd(daemon);
        this.settings =
                new ContainerdSettings(config, reads.containerdVersion(daemon).text());
    }

    /** Adds it, its sockets, registries and handlers. */
    static void add(RuntimeReads reads, FileFacts files, Daemon daemon, Runtimes all) {
        ContainerdFacts one = new ContainerdFacts(reads, files, daemon, all);
        Unknown broken = one.broken();
        if (broken != null) {
            all.containerds().add(new Many.Item(RuntimeReads.configuration(daemon), broken));
            all.gap(broken);
            return;
        }
        one.read();
    }

    private @Nullable Unknown broken() {
        if (!config.problems().isEmpty()) {
            return config.problems().getFirst().unknown();
        }
        if (settings.kinds().isEmpty()) {
            return new Unknown(
                    "is of version " + config.version() + ", which this containerd, or nodeward, does not know",
                    RuntimeReads.configuration(daemon));
        }
        return null;
    }

    private void read() {
        Version version = reads.containerdVersion(daemon);
        String path = RuntimeReads.configuration(daemon);
        List<String> paths = new ArrayList<>();
        for (Document document : config.documents()) {
            paths.add(document.path());
        }
        facts.put("running", daemon.process() != null, daemon.where())
                .put("version", version.fact())
                .put("config_file", files.of(path))
                .put("config_files", files.list(paths, path))
                .put("service_files", all.serviceFiles(daemon))
                .put("program", files.of(daemon.program()))
                .put("cri", enabled())
                .put("log_level", logLevel())
                .put("holds_credentials", credentials());
        cri();
        sockets();
        directories();
        all.registries().containerd(settings, newest());
        if (Boolean.TRUE.equals(Values.bool(facts.build().get("cri")))) {
            String standard = Values.textOrEmpty(facts.build().get("default_handler"));
            new ContainerdHandlers(reads, files, daemon, settings, all).read(standard);
        }
        all.containerds().add(new Many.Item(path, facts.build()));
    }

    /** For what all versions read alike, and for what a newer one adds. */
    private ContainerdKind newest() {
        return settings.kinds().getLast();
    }

    private static boolean first(ContainerdKind kind) {
        return kind == ContainerdKind.ONE;
    }

    /** Plugins that are switched off add up over all files. */
    private Node enabled() {
        for (Setting setting : settings.top("disabled_plugins")) {
            if (Told.value(setting.value(), List.of()) instanceof List<?> names
                    && (names.contains("cri") || names.contains(ContainerdSettings.SERVER))) {
                return new Known(false, setting.source());
            }
        }
        return new Known(true, settings.byDefault());
    }

    private Node logLevel() {
        String level = daemon.option("--log-level", "-log-level", "-l");
        return level != null && !level.isEmpty()
                ? new Known(level, daemon.source("--log-level"))
                : settings.node(settings.top("debug", "level"), "info");
    }

    private Node credentials() {
        for (Document document : config.documents()) {
            for (String plugin : List.of(ContainerdSettings.IMAGES, ContainerdSettings.SERVER, "cri")) {
                TomlTable section = document.plugin(plugin);
                TomlTable registry = section == null ? null : section.table("registry");
                if (registry != null && (registry.table("auths") != null || auth(registry.table("configs")))) {
                    return new Known(true, document.path() + ":" + registry.line());
                }
            }
        }
        return new Known(false, RuntimeReads.configuration(daemon));
    }

    private static boolean auth(@Nullable TomlTable configs) {
        if (configs == null) {
            return false;
        }
        for (String name : configs.names()) {
            if (configs.table(name, "auth") != null) {
                return true;
            }
        }
        return false;
    }

    private void cri() {
        Node disabled = settings.fact(ContainerdSettings.RUNTIME, false, false, "disable_apparmor");
        facts.put("apparmor", not(disabled))
                .put("selinux", settings.fact(ContainerdSettings.RUNTIME, false, false, "enable_selinux"))
                .put(
                        "unset_seccomp_profile",
                        settings.fact(ContainerdSettings.RUNTIME, "", "", "unset_seccomp_profile"))
                .put(
                        "restrict_oom_score_adj",
                        settings.fact(ContainerdSettings.RUNTIME, false, false, "restrict_oom_score_adj"))
                .put(
                        "unprivileged_ports",
                        settings.fact(ContainerdSettings.RUNTIME, false, true, "enable_unprivileged_ports"))
                .put(
                        "unprivileged_icmp",
                        settings.fact(ContainerdSettings.RUNTIME, false, true, "enable_unprivileged_icmp"))
                .put("cdi", settings.fact(ContainerdSettings.RUNTIME, false, true, "enable_cdi"))
                .put(
                        "max_log_line",
                        settings.fact(ContainerdSettings.RUNTIME, LOG_LINE, LOG_LINE, "max_container_log_line_size"))
                .put(
                        "ignore_image_volumes",
                        settings.fact(ContainerdSettings.RUNTIME, false, false, "ignore_image_defined_volumes"))
                .put("sandbox_image", sandbox())
                .put(
                        "default_handler",
                        settings.fact(ContainerdSettings.RUNTIME, "runc", "runc", "containerd", "default_runtime_name"))
                .put("nri", not(settings.fact(NRI, true, false, "disable")))
                .put("nri_connections", not(settings.fact(NRI, false, false, "disable_connections")));
    }

    static Node not(Node node) {
        return node instanceof Known known && known.value() instanceof Boolean value
                ? new Known(!value, known.source(), known.overrode().isEmpty() ? List.of() : lost(known))
                : node;
    }

    private static List<Overridden> lost(Known known) {
        List<Overridden> lost = new ArrayList<>();
        for (Overridden one : known.overrode()) {
            if (one.value() instanceof Boolean value) {
                lost.add(new Overridden(!value, one.source()));
            }
        }
        return lost;
    }

    private Node sandbox() {
        List<Setting> old = settings.at(newest(), ContainerdSettings.SERVER, "sandbox_image");
        List<Setting> pinned = first(newest())
                ? List.of()
                : settings.at(newest(), ContainerdSettings.IMAGES, "pinned_images", "sandbox");
        List<Setting> found = old.isEmpty() ? pinned : old;
        if (!found.isEmpty()) {
            return Told.of(found, "", NAME);
        }
        String version = reads.containerdVersion(daemon).text();
        boolean moved =
                first(newest()) && (version.startsWith("v1.6.") ? version.length() > 6 : version.startsWith("v1.7."));
        return !first(settings.kinds().getFirst()) || moved
                ? new Known("registry.k8s.io/pause", settings.byDefault())
                : new Unknown("is containerd's own, which changed with its version", settings.byDefault());
    }

    private void sockets() {
        Sockets sockets = all.sockets();
        String address = daemon.option("--address", "-address", "-a");
        List<Setting> named = settings.service(newest(), "io.containerd.server.v1.grpc", "address", "grpc", "address");
        String path =
                address != null && !address.isEmpty() ? address : Told.text(named, "/run/containerd/containerd.sock");
        String source = address != null && !address.isEmpty()
                ? daemon.source("--address")
                : Told.source(named, settings.byDefault());
        sockets.socket(NAME, path, source);
        List<Setting> ttrpc =
                settings.service(newest(), "io.containerd.server.v1.ttrpc", "address", "ttrpc", "address");
        sockets.socket(NAME, Told.text(ttrpc, path + ".ttrpc"), Told.source(ttrpc, source));
        String tcp = "io.containerd.server.v1.grpc-tcp";
        List<Setting> listen = settings.service(newest(), tcp, "address", "grpc", "tcp_address");
        if (!Told.text(listen, "").isEmpty()) {
            boolean tls = !Told.text(settings.service(newest(), tcp, "tls_cert", "grpc", "tcp_tls_cert"), "")
                    .isEmpty();
            boolean clients = tls
                    && !Told.text(settings.service(newest(), tcp, "tls_ca", "grpc", "tcp_tls_ca"), "")
                            .isEmpty();
            sockets.endpoint(
                    NAME, "API", "tcp_address", Told.text(listen, ""), true, tls, clients, Told.source(listen, ""));
        }
        List<Setting> debug =
                settings.service(newest(), "io.containerd.server.v1.debug", "address", "debug", "address");
        String where = Told.text(debug, "");
        if (where.startsWith("/")) {
            sockets.socket(NAME, where, Told.source(debug, ""));
        } else if (!where.isEmpty()) {
            sockets.endpoint(NAME, "debugging", "[debug] address", where, false, false, false, Told.source(debug, ""));
        }
        List<Setting> metrics =
                settings.service(newest(), "io.containerd.server.v1.metrics", "address", "metrics", "address");
        if (!Told.text(metrics, "").isEmpty()) {
            sockets.endpoint(
                    NAME,
                    "metrics",
                    "[metrics] address",
                    Told.text(metrics, ""),
                    false,
                    false,
                    false,
                    Told.source(metrics, ""));
        }
        streaming();
        if (!Boolean.FALSE.equals(Values.bool(facts.build().get("nri")))) {
            List<Setting> nri = settings.at(newest(), NRI, "socket_path");
            sockets.socket("NRI", Told.text(nri, "/var/run/nri/nri.sock"), Told.source(nri, settings.byDefault()));
        }
    }

    /** Where exec, attach and port-forward go on. */
    private void streaming() {
        if (!Boolean.TRUE.equals(Values.bool(facts.build().get("cri")))) {
            return;
        }
        List<Setting> address = settings.at(newest(), ContainerdSettings.SERVER, "stream_server_address");
        List<Setting> port = settings.at(newest(), ContainerdSettings.SERVER, "stream_server_port");
        boolean tls = Told.on(settings.at(newest(), ContainerdSettings.SERVER, "enable_tls_streaming"), false);
        String host = Told.text(address, "127.0.0.1");
        all.sockets()
                .endpoint(
                        NAME,
                        "streaming",
                        "stream_server_address",
                        Runtimes.address(host.isEmpty() ? "0.0.0.0" : host, Told.text(port, "0")),
                        false,
                        tls,
                        false,
                        Told.source(address, settings.byDefault()));
    }

    private void directories() {
        String root = daemon.option("--root", "-root");
        String state = daemon.option("--state", "-state");
        facts.put("root_directory", files.of(directory(root, "root", "/var/lib/containerd")))
                .put("state_directory", files.of(directory(state, "state", "/run/containerd")));
        // where it depends on a version that is not known, what may be read counts
        if (!Boolean.FALSE.equals(Values.bool(facts.build().get("cdi")))) {
            List<Setting> cdi = settings.at(newest(), ContainerdSettings.RUNTIME, "cdi_spec_dirs");
            List<?> named =
                    cdi.isEmpty() ? null : (List<?>) Told.value(cdi.getFirst().value(), List.of());
            for (Object path : named == null ? List.of("/etc/cdi", "/var/run/cdi") : named) {
                all.directory(NAME, "CDI", path.toString(), Told.source(cdi, settings.byDefault()));
            }
        }
        if (!Boolean.FALSE.equals(Values.bool(facts.build().get("nri")))) {
            List<Setting> plugins = settings.at(newest(), NRI, "plugin_path");
            all.directory(
                    NAME, "NRI", Told.text(plugins, "/opt/nri/plugins"), Told.source(plugins, settings.byDefault()));
        }
        verifier();
    }

    private String directory(@Nullable String flag, String name, String otherwise) {
        return flag != null && !flag.isEmpty() ? flag : Told.text(settings.top(name), otherwise);
    }

    /** Verifiers are asked by the transfer service, by which images are pulled from 2.1 on. */
    private void verifier() {
        List<Setting> named = settings.at(newest(), VERIFIER, "bin_dir");
        String directory = Told.text(named, "/opt/containerd/image-verifier/bin");
        String source = Told.source(named, settings.byDefault());
        Read<List<String>> programs = reads.root().list(directory, 1000);
        boolean some = programs instanceof Read.Found<List<String>>(List<String> names) && !names.isEmpty();
        if (some) {
            all.directory(NAME, "image verifiers", directory, source);
        }
        if (programs instanceof Read.Failed<List<String>> failed) {
            facts.put("verifies_images", failed.unknown());
            return;
        }
        List<Node> each = new ArrayList<>();
        for (ContainerdKind kind : settings.kinds()) {
            boolean transfers = kind != ContainerdKind.ONE && kind != ContainerdKind.TWO && !local(kind);
            each.add(new Known(some && transfers, some ? directory : source));
        }
        facts.put("verifies_images", ContainerdSettings.agreed(each));
    }

    /** Whether images are pulled past the transfer service: told so, or by a setting that it does not know. */
    private boolean local(ContainerdKind kind) {
        String images = ContainerdSettings.IMAGES;
        boolean told = Told.on(settings.at(kind, images, "use_local_image_pull"), false)
                || Told.on(settings.at(kind, images, "discard_unpacked_layers"), false)
                || Told.on(settings.at(kind, images, "image_pull_with_sync_fs"), false)
                || !Told.on(settings.at(kind, images, "disable_snapshot_annotations"), true);
        for (String table : List.of("mirrors", "configs", "auths")) {
            told |= !settings.names(kind, images, "registry", table).isEmpty();
        }
        List<Setting> most = settings.at(kind, images, "max_concurrent_downloads");
        return told
                || (!most.isEmpty()
                        && !Long.valueOf(3).equals(Told.value(most.getFirst().value(), 3L)));
    }
}
