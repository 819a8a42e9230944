package io.nodeward.hostprobes.kubernetes.kubelet;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.PathMap;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.kubernetes.TlsFacts;
import io.nodeward.hostprobes.kubernetes.Versions;
import io.nodeward.hostprobes.kubernetes.Versions.Version;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.pki.Certificates;
import io.nodeward.hostprobes.pki.Kubeconfigs;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.process.Components;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the kubelets of a host and says everything about them. For one thread. */
public final class Kubelets {

    private static final String UNIT = "kubelet.service";
    private static final String KUBEADM_CONFIG = "/var/lib/kubelet/config.yaml";

    private final HostRoot root;
    private final FileFacts files;
    private final Certificates certificates;
    private final Kubeconfigs kubeconfigs;
    private final Versions versions;
    private final List<Many.Item> items = new ArrayList<>();
    private final Set<String> staticPodPaths = new LinkedHashSet<>();
    private final Set<String> pkiFiles = new LinkedHashSet<>();
    private final Set<String> certificateSources = new LinkedHashSet<>();
    private final Node list;

    public Kubelets(
            HostRoot root,
            ProcessTable table,
            Components components,
            FileFacts files,
            Certificates certificates,
            Kubeconfigs kubeconfigs,
            Versions versions) {
        this.root = root;
        this.files = files;
        this.certificates = certificates;
        this.kubeconfigs = kubeconfigs;
        this.versions = versions;
        for (HostProcess process : components.of(Component.KUBELET)) {
            running(process);
        }
        if (items.isEmpty()) {
            stopped();
        }
        if (items.isEmpty() && table.complete() instanceof Read.Failed<Boolean> failed) {
            this.list = failed.unknown();
        } else {
            this.list = new Many(items, "processes, " + UNIT + " and " + KUBEADM_CONFIG);
        }
    }

    /** The kubelets, type list(Kubelet); unknown when processes are hidden and no unit defines one. */
    public Node list() {
        return list;
    }

    /** Directories of static pod manifests that they read. */
    public Set<String> staticPodPaths() {
        return staticPodPaths;
    }

    /** Files of certificates and keys that they name. */
    public Set<String> pkiFiles() {
        return pkiFiles;
    }

    /** Kubeconfigs and files that hold certificates of theirs. */
    public Set<String> certificateSources() {
        return certificateSources;
    }

    private void running(HostProcess process) {
        String unitName = process.placement().unit().isEmpty()
                ? UNIT
                : process.placement().unit();
        boolean contained = process.placement().kind() == Placement.Kind.CONTAINER;
        Read<ServiceUnit> unit =
                contained ? new Read.Failed<>(unitName, "lies inside a container") : ServiceUnit.read(root, unitName);
        PathMap paths = contained ? PathMap.ofProcess(root, Integer.toString(process.pid())) : PathMap.identity();
        Version version = versions.kubelet(process);
        int minor = version.minor();
        KubeletStart now = KubeletStart.of(
                root,
                Argument.all(arguments(process.arguments()), "argv of pid " + process.pid() + " (kubelet): "),
                process.workingDirectory(),
                paths,
                minor);
        KubeletStart next =
                unit instanceof Read.Found<ServiceUnit>(ServiceUnit service) ? next(service.command(), minor) : null;
        String executable = process.executable() instanceof Read.Found<String>(String path) ? path : "";
        add("pid " + process.pid(), process, now, next, unit, version, paths.toHost(executable));
    }

    /** What would start if nothing runs: a unit, or kubeadm's files without one. */
    private void stopped() {
        Version version = versions.kubelet(null);
        int minor = version.minor();
        Read<ServiceUnit> unit = ServiceUnit.read(root, UNIT);
        if (unit instanceof Read.Found<ServiceUnit>(ServiceUnit service)
                && !service.command().isEmpty()) {
            KubeletStart next = next(service.command(), minor);
            add(
                    UNIT,
                    null,
                    next,
                    next,
                    unit,
                    version,
                    new Read.Found<>(service.command().getFirst().text()));
        } else if (root.stat(KUBEADM_CONFIG) instanceof Read.Found<Stat>) {
            List<Argument> usual = Argument.all(
                    List.of(
                            "kubelet",
                            "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf",
                            "--kubeconfig=/etc/kubernetes/kubelet.conf",
                            "--config=" + KUBEADM_CONFIG),
                    "kubeadm's usual arguments (no unit found): ");
            KubeletStart next = next(usual, minor);
            add(KUBEADM_CONFIG, null, next, next, unit, version, new Read.Found<>(""));
        }
    }

    private KubeletStart next(List<Argument> command, int minor) {
        List<Argument> arguments = command.isEmpty() ? List.of() : command.subList(1, command.size());
        return KubeletStart.of(root, arguments, new Read.Found<>("/"), PathMap.identity(), minor);
    }

    /** hyperkube and kubelite name the component in their first argument. */
    private static List<String> arguments(List<String> words) {
        int from = words.size() > 1 && words.get(1).equals("kubelet") ? 2 : 1;
        return words.subList(Math.min(from, words.size()), words.size());
    }

    private void add(
            String key,
            @Nullable HostProcess process,
            KubeletStart now,
            @Nullable KubeletStart next,
            Read<ServiceUnit> unit,
            Version version,
            Read<String> executable) {
        String origin = process == null ? key : process.path("cmdline");
        int minor = version.minor();
        Group config = now.config().group();
        Group.Builder facts = Group.builder()
                .put("running", process != null, process == null ? "no process" : origin)
                .put("pid", process == null ? 0L : (long) process.pid(), origin)
                .put("version", version.fact())
                .put("minor", version.minorFact())
                .put("flag", now.flags().group(now.config()::flag))
                .put("config", config);
        Unknown noUnit = new Unknown(
                unit instanceof Read.Failed<ServiceUnit> failed ? failed.reason() : "is not set up as a systemd unit",
                UNIT,
                !(unit instanceof Read.Failed<ServiceUnit>));
        facts.put("next_config", next == null ? noUnit : next.config().group())
                .put("drift", next == null ? noUnit : Drifts.between(now.config(), next.config(), origin))
                .put("unknown_flags", now.flags().unknown())
                .put("removed_flags", now.flags().outdated())
                .put("gates", now.config().value("featureGates"))
                .put("config_file", files.of(now.configFile()))
                .put("config_dropins", files.list(now.dropIns(), now.flags().text("config-dir")))
                .put("service_files", serviceFiles(unit))
                .put("executable", files.of(executable));
        kubeconfigs(facts, now);
        certificates(facts, now);
        facts.put(
                "tls",
                TlsFacts.of(
                        now.config().value("tlsMinVersion"), now.config().value("tlsCipherSuites"), "kubelet", minor));
        Read<String> manifests = now.place(Values.textOrEmpty(now.config().value("staticPodPath")));
        facts.put("static_pods", files.of(manifests));
        if (manifests instanceof Read.Found<String>(String path) && !path.isEmpty()) {
            staticPodPaths.add(path);
        }
        items.add(new Many.Item(key, facts.build()));
    }

    private Node serviceFiles(Read<ServiceUnit> unit) {
        return switch (unit) {
            case Read.Found<ServiceUnit>(ServiceUnit service) -> {
                List<String> paths = new ArrayList<>(service.files());
                for (String path : service.environmentFiles()) {
                    // a leading dash says that the file may be missing
                    if (!(root.stat(path) instanceof Read.Absent<Stat>)) {
                        paths.add(path);
                    }
                }
                yield files.list(paths, service.name());
            }
            case Read.Absent<ServiceUnit> _ -> new Many(List.of(), UNIT);
            case Read.Failed<ServiceUnit> failed -> failed.unknown();
        };
    }

    private void kubeconfigs(Group.Builder facts, KubeletStart now) {
        for (String flag : List.of("kubeconfig", "bootstrap-kubeconfig")) {
            Read<String> place = now.place(now.flags().text(flag));
            String role = flag.equals("kubeconfig") ? "kubelet" : "kubelet-bootstrap";
            facts.put(flag.replace('-', '_'), kubeconfigs.of(place, role));
            if (place instanceof Read.Found<String>(String path) && !path.isEmpty()) {
                certificateSources.add(path);
            }
        }
    }

    private void certificates(Group.Builder facts, KubeletStart now) {
        String authority = Values.textOrEmpty(now.config().value("authentication.x509.clientCAFile"));
        Read<String> client = now.place(authority);
        facts.put("client_ca", files.of(client));
        name(client);
        String directory = now.flags().text("cert-dir");
        String certificate = Values.textOrEmpty(now.config().value("tlsCertFile"));
        String key = Values.textOrEmpty(now.config().value("tlsPrivateKeyFile"));
        if (certificate.isEmpty() && key.isEmpty()) {
            boolean bootstrap = Boolean.TRUE.equals(Values.bool(now.config().value("serverTLSBootstrap")));
            certificate = directory + (bootstrap ? "/kubelet-server-current.pem" : "/kubelet.crt");
            key = directory + (bootstrap ? "/kubelet-server-current.pem" : "/kubelet.key");
        } else {
            name(now.place(certificate));
            name(now.place(key));
        }
        facts.put("serving_certificate", certificates.of(now.place(certificate), now.place(key)));
        Read<String> current = now.place(directory + "/kubelet-client-current.pem");
        facts.put("client_certificate", certificates.of(current, current));
        if (now.place(directory) instanceof Read.Found<String>(String path) && !path.isEmpty()) {
            certificateSources.add(path);
        }
    }

    private void name(Read<String> place) {
        if (place instanceof Read.Found<String>(String path) && !path.isEmpty()) {
            pkiFiles.add(path);
        }
    }
}
