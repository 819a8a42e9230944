package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.systemd.SocketUnit;
import io.nodeward.hostprobes.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;

/** One dockerd. (daemon/config, daemon/command; docs.docker.com/reference/cli/dockerd.) */
final class DockerFacts {

    private static final String NAME = "docker";
    private static final String SOCKET = "docker.socket";
    private static final String CERTIFICATES = "/etc/docker/certs.d";
    private static final int ENTRIES = 1000;

    private final RuntimeReads reads;
    private final HostRoot root;
    private final FileFacts files;
    private final Daemon daemon;
    private final DockerConfig config;
    private final Runtimes all;
    private final Group.Builder facts = Group.builder();

    private DockerFacts(RuntimeReads reads, FileFacts files, Daemon daemon, Runtimes all) {
        this.reads = reads;
        this.root = reads.root();
        this.files = files;
        this.daemon = daemon;
        this.config = DockerConfig.read(root, daemon);
        this.all = all;
    }

    /** Adds it, its sockets, registries and handlers. */
    static void add(RuntimeReads reads, FileFacts files, Daemon daemon, Runtimes all) {
        DockerFacts one = new DockerFacts(reads, files, daemon, all);
        Read.Failed<?> problem = one.config.problem();
        if (problem != null) {
            all.dockers().add(new Many.Item(daemon.where(), problem.unknown()));
            all.gap(problem.unknown());
            return;
        }
        one.read();
    }

    private void read() {
        Read<SocketUnit> socket = SocketUnit.read(root, SOCKET);
        facts.put("running", daemon.process() != null, daemon.where())
                .put("version", reads.dockerVersion(daemon).fact())
                .put("kubernetes", all.kubernetesByDocker(), "processes and units of cri-dockerd")
                .put("config_file", config.path().isEmpty() ? files.none(daemon.where()) : files.of(config.path()))
                .put("config_directory", files.of("/etc/docker"))
                .put("service_files", all.serviceFiles(daemon))
                .put("socket_files", socketFiles(socket))
                .put(
                        "default_files",
                        files.list(List.of("/etc/default/docker", "/etc/sysconfig/docker"), daemon.unit()))
                .put("program", files.of(daemon.program()))
                .put("icc", config.bool("icc", true))
                .put("bridge", config.text("bridge", "docker0", "-b"))
                .put("log_level", level())
                .put("iptables", config.bool("iptables", true))
                .put("ip6tables", config.bool("ip6tables", true))
                .put("forward_drop", ContainerdFacts.not(config.bool("ip-forward-no-drop", false)))
                .put("direct_routing", config.bool("allow-direct-routing", false))
                .put("storage_driver", config.text("storage-driver", "", "-s"))
                .put("storage_options", config.list("storage-opts", "--storage-opt"))
                .put("ulimits", config.names("default-ulimits", "--default-ulimit"))
                .put("userns_remap", config.text("userns-remap", ""))
                .put("cgroup_parent", config.text("cgroup-parent", ""))
                .put("authorization_plugins", config.list("authorization-plugins", "--authorization-plugin"))
                .put("live_restore", config.bool("live-restore", false))
                .put(
                        "swarm",
                        root.stat("/var/lib/docker/swarm/docker-state.json") instanceof Read.Found<Stat>,
                        "/var/lib/docker/swarm")
                .put("userland_proxy", config.bool("userland-proxy", true))
                .put("no_new_privileges", config.bool("no-new-privileges", false))
                .put("experimental", config.bool("experimental", false))
                .put("selinux", config.bool("selinux-enabled", false))
                .put("ipc_mode", config.text("default-ipc-mode", "private"))
                .put("content_trust", contentTrust())
                .put("data_directory", files.of(directory()));
        log();
        seccomp();
        listen(socket);
        certificates();
        registries();
        handlers();
        all.dockers().add(new Many.Item(daemon.where(), facts.build()));
    }

    private String directory() {
        String told = Values.textOrEmpty(config.text("data-root", "/var/lib/docker", "--graph", "-g"));
        return told.isEmpty() ? "/var/lib/docker" : told;
    }

    /** Debugging goes over any level. */
    private Node level() {
        Node debug = config.bool("debug", false);
        boolean shorter = daemon.flag("-D") != null;
        if (debug instanceof Unknown) {
            return debug;
        }
        if (shorter || Boolean.TRUE.equals(Values.bool(debug))) {
            return new Known("debug", shorter ? daemon.source("-D") : Values.source(debug));
        }
        return config.text("log-level", "info", "-l");
    }

    private Node socketFiles(Read<SocketUnit> read) {
        if (read instanceof Read.Failed<SocketUnit> failed) {
            return failed.unknown();
        }
        return read instanceof Read.Found<SocketUnit>(SocketUnit unit)
                ? files.list(unit.files(), SOCKET)
                : new Many(List.of(), SOCKET);
    }

    /** What holds for whoever logs in; a shell's own start files may say otherwise. */
    private Node contentTrust() {
        YamlNode mode = config.node("content-trust", "mode");
        if ("enforced".equals(JsonFile.text(mode)) && mode != null) {
            return new Known(true, config.source(mode));
        }
        String path = "/etc/environment";
        Read<String> read = root.text(path, 1 << 20);
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        if (read instanceof Read.Found<String>(String text)) {
            int number = 0;
            for (String line : text.split("\n")) {
                number++;
                String plain = line.strip();
                plain = plain.startsWith("export ")
                        ? plain.substring("export ".length()).strip()
                        : plain;
                if (plain.equals("DOCKER_CONTENT_TRUST=1") || plain.equals("DOCKER_CONTENT_TRUST=\"1\"")) {
                    return new Known(true, path + ":" + number);
                }
            }
        }
        return new Known(false, path);
    }

    /** Only the driver's own options limit what it keeps; that called local has limits by itself. */
    private void log() {
        facts.put("log_driver", config.text("log-driver", "json-file"));
        String most = config.member("log-opts", "--log-opt", "max-size");
        facts.put("log_max_size", most == null ? "" : most, config.path());
    }

    private void seccomp() {
        Node profile = config.text("seccomp-profile", "builtin");
        String path = Values.textOrEmpty(profile);
        facts.put("seccomp_profile", profile);
        boolean file = path.startsWith("/");
        facts.put("seccomp_file", file ? files.of(path) : files.none(Values.source(profile)));
        if (!file) {
            facts.put(
                    "seccomp_allows",
                    profile instanceof Unknown unknown
                            ? unknown
                            : new Known(path.equals("unconfined"), Values.source(profile)));
            return;
        }
        facts.put(
                "seccomp_allows", RuntimeSeccomp.allows(root, path, "does not exist, dockerd does not start with it"));
    }

    private void listen(Read<SocketUnit> socket) {
        boolean tls = config.node("tlsverify") != null
                || daemon.flag("--tlsverify") != null
                || Boolean.TRUE.equals(Values.bool(config.bool("tls", false)));
        boolean clients = tls && !Boolean.FALSE.equals(Values.bool(config.bool("tlsverify", true)));
        facts.put("tls", tls, config.path());
        Node hosts = config.list("hosts", "-H", "--host");
        List<String> named = Values.texts(hosts);
        if (named == null) {
            all.sockets().gap((Unknown) hosts);
            return;
        }
        List<String> listens = new ArrayList<>(named);
        for (String argument : daemon.arguments()) {
            if (argument.startsWith("-H") && argument.length() > 2 && argument.charAt(2) != '=') {
                listens.add(argument.substring(2));
            }
        }
        listens.removeIf(String::isBlank);
        if (listens.isEmpty()) {
            listens.add(tls ? "tcp://localhost:2376" : "unix:///var/run/docker.sock");
        }
        for (String host : listens) {
            host(host, tls, clients, Values.source(hosts), socket);
        }
        Node metrics = config.text("metrics-addr", "");
        if (!Values.textOrEmpty(metrics).isEmpty()) {
            all.sockets()
                    .endpoint(
                            NAME,
                            "metrics",
                            "metrics-addr",
                            Values.textOrEmpty(metrics),
                            false,
                            false,
                            false,
                            Values.source(metrics));
        }
        String diagnostic = daemon.option("--network-diagnostic-port");
        String port = diagnostic == null ? JsonFile.word(config.node("network-diagnostic-port")) : diagnostic;
        if (port != null && !port.equals("0")) {
            all.sockets()
                    .endpoint(
                            NAME,
                            "debugging",
                            "network-diagnostic-port",
                            "127.0.0.1:" + port,
                            false,
                            false,
                            false,
                            config.path());
        }
    }

    private void host(String host, boolean tls, boolean clients, String source, Read<SocketUnit> socket) {
        if (host.startsWith("unix://")) {
            all.sockets().socket(NAME, host.substring("unix://".length()), source);
        } else if (host.startsWith("fd://")) {
            if (socket instanceof Read.Failed<SocketUnit> failed) {
                all.sockets().gap(failed.unknown());
            } else if (socket instanceof Read.Found<SocketUnit>(SocketUnit unit)) {
                for (SocketUnit.Listen listen : unit.listens()) {
                    if (listen.address().startsWith("/")) {
                        all.sockets().socket(NAME, listen.address(), listen.source());
                    } else if (!listen.address().startsWith("@")) {
                        boolean plain = listen.address().indexOf(':') < 0;
                        String address = plain ? "[::]:" + listen.address() : listen.address();
                        all.sockets()
                                .endpoint(
                                        NAME,
                                        "API",
                                        "ListenStream",
                                        "tcp://" + address,
                                        true,
                                        tls,
                                        clients,
                                        listen.source());
                    }
                }
            }
        } else {
            String address = Registries.host(host);
            address = "tcp://" + (address.startsWith(":") ? "0.0.0.0" + address : address);
            all.sockets().endpoint(NAME, "API", "hosts", address, true, tls, clients, source);
        }
    }

    private void certificates() {
        facts.put("tls_ca", file("tlscacert"))
                .put("tls_certificate", file("tlscert"))
                .put("tls_key", file("tlskey"));
        List<Many.Item> items = new ArrayList<>();
        Read<List<String>> hosts = root.list(CERTIFICATES, ENTRIES);
        if (hosts instanceof Read.Failed<List<String>> failed) {
            items.add(new Many.Item(CERTIFICATES, failed.unknown()));
        } else if (hosts instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                Read<List<String>> inside = root.list(CERTIFICATES + "/" + name, ENTRIES);
                for (String file :
                        inside instanceof Read.Found<List<String>>(List<String> each) ? each : List.<String>of()) {
                    if (file.endsWith(".crt") || file.endsWith(".cert") || file.endsWith(".key")) {
                        String path = CERTIFICATES + "/" + name + "/" + file;
                        items.add(new Many.Item(path, files.of(path)));
                    }
                }
            }
        }
        facts.put("registry_certificates", new Many(items, CERTIFICATES));
    }

    private Node file(String name) {
        Node node = config.text(name, "");
        String path = Values.textOrEmpty(node);
        return path.startsWith("/") ? files.of(path) : files.none(Values.source(node));
    }

    private void registries() {
        Node insecure = config.list("insecure-registries", "--insecure-registry");
        List<String> addresses = Values.texts(insecure);
        if (addresses == null) {
            all.registries().gap(new Read.Failed<>(((Unknown) insecure).source(), ((Unknown) insecure).reason()));
        }
        for (String address : addresses == null ? List.<String>of() : addresses) {
            all.registries().add(NAME, Registries.host(address), true, true, Values.source(insecure));
        }
        Node mirrors = config.list("registry-mirrors", "--registry-mirror");
        List<String> mirrored = Values.texts(mirrors);
        for (String mirror : mirrored == null ? List.<String>of() : mirrored) {
            all.registries()
                    .add(NAME, Registries.host(mirror), mirror.startsWith("http://"), false, Values.source(mirrors));
        }
    }

    private void handlers() {
        Node names = config.names("runtimes", "--add-runtime");
        List<String> every = new ArrayList<>();
        every.add("runc");
        List<String> named = Values.texts(names);
        for (String name : named == null ? List.<String>of() : named) {
            if (!every.contains(name)) {
                every.add(name);
            }
        }
        String standard = Values.textOrEmpty(config.text("default-runtime", "runc"));
        Programs programs = new Programs(root, daemon);
        for (String name : every) {
            if (!handler(name, name.equals(standard), programs, Values.source(names))) {
                return;
            }
        }
    }

    private boolean handler(String name, boolean standard, Programs programs, String source) {
        String path = config.member("runtimes", "--add-runtime", name);
        String told = path == null ? JsonFile.text(config.node("runtimes", name, "path")) : path;
        String type = JsonFile.text(config.node("runtimes", name, "runtimeType"));
        List<String> needed = new ArrayList<>();
        if (told != null) {
            needed.add(told);
        } else if (type != null) {
            needed.add(ContainerdHandlers.shim(type));
        } else {
            needed.add(name);
        }
        Group.Builder handler = Group.builder()
                .put("runtime", NAME, source)
                .put("name", name, source)
                .put("standard", standard, source)
                .put("type", type == null ? "io.containerd.runc.v2" : type, source)
                .put("kind", Handlers.kind(type == null ? name : type, told == null ? name : told), source)
                .put("systemd_cgroups", systemd(), source)
                .put("host_devices", true, source)
                .put("all_devices", false, source)
                .put("annotations", List.of(), source)
                .put("writable_cgroups", false, source)
                .put("base_file", files.none(source))
                .put("base_capabilities", List.of(), source);
        Handlers.programs(handler, programs, files, needed, source);
        return all.handler(NAME + " " + name, handler.build());
    }

    /** By an option, else by what control groups the host has. */
    private boolean systemd() {
        List<String> options = Values.texts(config.list("exec-opts", "--exec-opt"));
        for (String option : options == null ? List.<String>of() : options) {
            if (option.startsWith("native.cgroupdriver=")) {
                return option.endsWith("=systemd");
            }
        }
        return root.stat("/sys/fs/cgroup/cgroup.controllers") instanceof Read.Found<Stat>;
    }
}
