package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.kubernetes.Versions.Version;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Setting;
import io.nodeward.hostprobes.toml.TomlTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One CRI-O. (pkg/config/config.go: DefaultConfig, Validate; internal/criocli/criocli.go: mergeConfig.) */
final class CrioFacts {

    private static final String NAME = "cri-o";
    private static final String DEFAULT = "default (CRI-O)";
    private static final String RUNTIME = "runtime";

    /** Every container gets these; NET_RAW and SYS_CHROOT are none of them since 1.18. */
    private static final List<String> CAPABILITIES = List.of(
            "CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "SETGID", "SETUID", "SETPCAP", "NET_BIND_SERVICE", "KILL");

    private final RuntimeReads reads;
    private final FileFacts files;
    private final Daemon daemon;
    private final CrioConfig config;
    private final Version version;
    private final Runtimes all;
    private final Group.Builder facts = Group.builder();

    private CrioFacts(RuntimeReads reads, FileFacts files, Daemon daemon, Runtimes all) {
        this.reads = reads;
        this.files = files;
        this.daemon = daemon;
        this.config = reads.crio(daemon);
        this.version = reads.crioVersion(daemon);
        this.all = all;
    }

    /** Adds it, its sockets, registries and handlers. */
    static void add(RuntimeReads reads, FileFacts files, Daemon daemon, Runtimes all) {
        CrioFacts one = new CrioFacts(reads, files, daemon, all);
        if (!one.config.problems().isEmpty()) {
            Unknown broken = one.config.problems().getFirst().unknown();
            all.crios().add(new Many.Item(daemon.where(), broken));
            all.gap(broken);
            return;
        }
        one.read();
    }

    private void read() {
        facts.put("running", daemon.process() != null, daemon.where())
                .put("version", version.fact())
                .put("config_files", files.list(config.paths(), "/etc/crio"))
                .put("service_files", all.serviceFiles(daemon))
                .put("program", files.of(daemon.program()))
                .put("log_level", value("info", "log-level", RUNTIME, "log_level"))
                .put("capabilities", value(CAPABILITIES, "default-capabilities", RUNTIME, "default_capabilities"))
                .put(
                        "inheritable_capabilities",
                        value(false, "add-inheritable-capabilities", RUNTIME, "add_inheritable_capabilities"))
                .put("sysctls", value(List.of(), "default-sysctls", RUNTIME, "default_sysctls"))
                .put("ulimits", value(List.of(), "default-ulimits", RUNTIME, "default_ulimits"))
                .put("pids_limit", pids())
                .put("log_size_max", value(-1L, "log-size-max", RUNTIME, "log_size_max"))
                .put("apparmor_profile", apparmor())
                .put("selinux", selinux())
                .put(
                        "host_network_selinux",
                        ContainerdFacts.not(
                                value(true, "hostnetwork-disable-selinux", RUNTIME, "hostnetwork_disable_selinux")))
                .put("read_only", value(false, "read-only", RUNTIME, "read_only"))
                .put("allowed_devices", value(devices(), "allowed-devices", RUNTIME, "allowed_devices"))
                .put("additional_devices", value(List.of(), "additional-devices", RUNTIME, "additional_devices"))
                .put("sandbox_image", value("registry.k8s.io/pause", "pause-image", "image", "pause_image"))
                .put("cgroup_manager", value("systemd", "cgroup-manager", RUNTIME, "cgroup_manager"))
                .put("profiling", new Known("true".equals(daemon.flag("--profile")), daemon.where()));
        seccomp();
        sockets();
        directories();
        registries();
        new CrioPolicy(reads.root(), files).put(facts, option("signature-policy", "image", "signature_policy"));
        handlers();
        all.crios().add(new Many.Item(daemon.where(), facts.build()));
    }

    /** A setting, by its flag, the configuration or default. */
    private Node value(Object otherwise, String flag, String... path) {
        List<Setting> settings = config.at(path);
        String given = otherwise instanceof Boolean ? daemon.flag("--" + flag) : daemon.option("--" + flag);
        if (given == null) {
            return settings.isEmpty() ? new Known(otherwise, DEFAULT) : Told.of(settings, otherwise, "CRI-O");
        }
        String source = daemon.source("--" + flag);
        if (otherwise instanceof Boolean) {
            return new Known(given.equals("true"), source);
        }
        if (otherwise instanceof Long) {
            try {
                return new Known(Long.parseLong(given), source);
            } catch (NumberFormatException e) {
                return new Unknown("is no number", source);
            }
        }
        if (otherwise instanceof String) {
            return new Known(given, source);
        }
        List<String> words = new ArrayList<>();
        for (String each : daemon.options("--" + flag)) {
            for (String word : each.split(",")) {
                if (!word.isBlank()) {
                    words.add(word.strip());
                }
            }
        }
        return new Known(words, source);
    }

    private String option(String flag, String... path) {
        String given = daemon.option("--" + flag);
        return given == null ? Told.text(config.at(path), "") : given;
    }

    private boolean on(boolean otherwise, String flag, String... path) {
        String given = daemon.flag("--" + flag);
        return given == null ? Told.on(config.at(path), otherwise) : given.equals("true");
    }

    private String source(String flag, String... path) {
        return daemon.option("--" + flag) != null || daemon.flag("--" + flag) != null
                ? daemon.source("--" + flag)
                : Told.source(config.at(path), DEFAULT);
    }

    /** Where the version is not known, that of the oldest version that is still kept up counts. */
    private boolean before(int minor) {
        int known = version.minor();
        return known > 0 && known < minor;
    }

    private List<String> devices() {
        return before(31) ? List.of("/dev/fuse") : List.of("/dev/fuse", "/dev/net/tun");
    }

    /** 0 meant no limit up to 1.29, as -1 does since. */
    private Node pids() {
        return value(-1L, "pids-limit", RUNTIME, "pids_limit");
    }

    private Node apparmor() {
        Node node = value("crio-default", "apparmor-profile", RUNTIME, "apparmor_profile");
        return node instanceof Known known && "".equals(known.value()) ? known.with("crio-default") : node;
    }

    /** By default on where SELinux is. */
    private Node selinux() {
        if (daemon.flag("--selinux") == null && config.at(RUNTIME, "selinux").isEmpty()) {
            Read<Stat> mounted = reads.root().stat("/sys/fs/selinux/enforce");
            Read<Stat> configured = reads.root().stat("/etc/selinux/config");
            boolean there = mounted instanceof Read.Found<Stat> || configured instanceof Read.Found<Stat>;
            return new Known(there, DEFAULT);
        }
        return value(false, "selinux", RUNTIME, "selinux");
    }

    private void seccomp() {
        String path = option("seccomp-profile", RUNTIME, "seccomp_profile");
        String source = source("seccomp-profile", RUNTIME, "seccomp_profile");
        facts.put("seccomp_profile", path, source);
        facts.put("seccomp_file", path.isEmpty() ? files.none(source) : files.of(path));
        if (path.isEmpty()) {
            facts.put("seccomp_allows", false, source);
            return;
        }
        // up to 1.30 a profile that is not there meant the built-in one, later CRI-O does not start
        facts.put(
                "seccomp_allows",
                RuntimeSeccomp.allows(reads.root(), path, "does not exist, CRI-O may not start with it"));
    }

    private void sockets() {
        Sockets sockets = all.sockets();
        String listen = option("listen", "api", "listen");
        String path = listen.startsWith("unix://") ? listen.substring("unix://".length()) : listen;
        sockets.socket(NAME, path.isEmpty() ? "/var/run/crio/crio.sock" : path, source("listen", "api", "listen"));
        String host = option("stream-address", "api", "stream_address");
        String port = option("stream-port", "api", "stream_port");
        boolean tls = on(false, "stream-enable-tls", "api", "stream_enable_tls");
        boolean clients =
                tls && !option("stream-tls-ca", "api", "stream_tls_ca").isEmpty();
        boolean told = daemon.option("--stream-address") != null
                || !config.at("api", "stream_address").isEmpty();
        sockets.endpoint(
                NAME,
                "streaming",
                "stream_address",
                Runtimes.address(told ? host.isEmpty() ? "0.0.0.0" : host : "127.0.0.1", port.isEmpty() ? "0" : port),
                false,
                tls,
                clients,
                source("stream-address", "api", "stream_address"));
        if (on(false, "enable-metrics", "metrics", "enable_metrics")) {
            metrics(sockets);
        }
    }

    /** Up to 1.28 they could be had on every address only. */
    private void metrics(Sockets sockets) {
        boolean told = daemon.option("--metrics-host") != null
                || !config.at("metrics", "metrics_host").isEmpty();
        String host = told ? option("metrics-host", "metrics", "metrics_host") : before(29) ? "" : "127.0.0.1";
        Node number = value(9090L, "metrics-port", "metrics", "metrics_port");
        boolean tls = !option("metrics-cert", "metrics", "metrics_cert").isEmpty()
                && !option("metrics-key", "metrics", "metrics_key").isEmpty();
        Long port = Values.integer(number);
        sockets.endpoint(
                NAME,
                "metrics",
                "metrics_host",
                Runtimes.address(host.isEmpty() ? "0.0.0.0" : host, port == null ? "9090" : port.toString()),
                false,
                tls,
                false,
                source("metrics-host", "metrics", "metrics_host"));
        String socket = option("metrics-socket", "metrics", "metrics_socket");
        sockets.socket("cri-o metrics", socket, source("metrics-socket", "metrics", "metrics_socket"));
    }

    private void directories() {
        Node hooks = value(List.of("/usr/share/containers/oci/hooks.d"), "hooks-dir", RUNTIME, "hooks_dir");
        add("hooks", hooks);
        add("CDI", value(List.of("/etc/cdi", "/var/run/cdi"), "cdi-spec-dirs", RUNTIME, "cdi_spec_dirs"));
        boolean nri = on(!before(30), "enable-nri", "nri", "enable_nri");
        facts.put("nri", nri, source("enable-nri", "nri", "enable_nri"));
        if (nri) {
            String listen = option("nri-listen", "nri", "nri_listen");
            all.sockets()
                    .socket(
                            "NRI",
                            listen.isEmpty() ? "/var/run/nri/nri.sock" : listen,
                            source("nri-listen", "nri", "nri_listen"));
            String plugins = option("nri-plugin-dir", "nri", "nri_plugin_dir");
            all.directory(
                    NAME,
                    "NRI",
                    plugins.isEmpty() ? "/opt/nri/plugins" : plugins,
                    source("nri-plugin-dir", "nri", "nri_plugin_dir"));
        }
    }

    private void add(String purpose, Node directories) {
        List<String> paths = Values.texts(directories);
        for (String path : paths == null ? List.<String>of() : paths) {
            all.directory(NAME, purpose, path, Values.source(directories));
        }
    }

    private void registries() {
        String file = daemon.option("--registries-conf");
        String directory = daemon.option("--registries-conf-dir");
        String own = "/root/.config/containers/registries.conf";
        boolean home = file == null && !(reads.root().stat(own) instanceof Read.Absent<Stat>);
        String main = file != null ? file : home ? own : "/etc/containers/registries.conf";
        String drops = directory != null ? directory : home ? own + ".d" : "/etc/containers/registries.conf.d";
        all.registries().containers(NAME, main, drops);
        if (version.minor() < 35) {
            Node insecure = value(List.of(), "insecure-registry", "image", "insecure_registries");
            List<String> addresses = Values.texts(insecure);
            for (String address : addresses == null ? List.<String>of() : addresses) {
                all.registries().add(NAME, address, true, true, Values.source(insecure));
            }
        }
    }

    private void handlers() {
        Set<String> names = new LinkedHashSet<>();
        for (Setting setting : config.at(RUNTIME, "runtimes")) {
            if (setting.value() instanceof TomlTable table) {
                names.addAll(table.names());
            }
        }
        String standard = option("default-runtime", RUNTIME, "default_runtime");
        standard = standard.isEmpty() ? before(31) ? "runc" : "crun" : standard;
        names.add(standard);
        Programs programs = new Programs(reads.root(), daemon);
        String manager = Values.textOrEmpty(facts.build().get("cgroup_manager"));
        for (String name : names) {
            if (!handler(name, standard, programs, manager.equals("systemd"))) {
                return;
            }
        }
    }

    /** A table of a later file goes over the earlier one key by key, since both are decoded into the same place. */
    private List<Setting> of(String handler, String name) {
        return config.at(RUNTIME, "runtimes", handler, name);
    }

    private boolean handler(String name, String standard, Programs programs, boolean systemd) {
        boolean inherits = Told.on(of(name, "inherit_default_runtime"), false);
        String from = inherits ? standard : name;
        List<Setting> paths = of(from, "runtime_path");
        String path = Told.text(paths, "");
        String type = Told.text(of(from, "runtime_type"), "oci");
        String source = Told.source(paths, DEFAULT);
        List<String> needed = new ArrayList<>();
        needed.add(path.isEmpty() ? from : path);
        String monitor = Told.text(of(name, "monitor_path"), "");
        if (!monitor.isEmpty()) {
            needed.add(monitor);
        }
        List<Setting> annotations = of(name, "allowed_annotations");
        boolean unset =
                annotations.isEmpty() && config.at(RUNTIME, "runtimes", name).isEmpty();
        Group.Builder handler = Group.builder()
                .put("runtime", NAME, source)
                .put("name", name, source)
                .put("standard", name.equals(standard), source)
                .put("type", type.isEmpty() ? "oci" : type, source)
                .put("kind", Handlers.kind(name, path.isEmpty() ? from : path), source)
                .put("systemd_cgroups", systemd || type.equals("vm"), source)
                .put("host_devices", ContainerdFacts.not(node(of(name, "privileged_without_host_devices"), false)))
                .put("all_devices", false, source)
                .put(
                        "annotations",
                        unset
                                ? new Known(List.of("io.containers.trace-syscall", "devices.crio.io"), DEFAULT)
                                : node(annotations, List.of()))
                .put("writable_cgroups", false, source)
                .put("base_file", files.none(source))
                .put("base_capabilities", List.of(), source);
        Handlers.programs(handler, programs, files, needed, source);
        return all.handler(NAME + " " + name, handler.build());
    }

    private static Node node(List<Setting> settings, Object otherwise) {
        return settings.isEmpty() ? new Known(otherwise, DEFAULT) : Told.of(settings, otherwise, "CRI-O");
    }
}
