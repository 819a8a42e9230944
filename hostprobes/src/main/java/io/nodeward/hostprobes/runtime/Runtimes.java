package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import io.nodeward.hostprobes.systemd.SocketUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The container runtimes of a host, and what they listen on, pull from and run, as facts. */
public final class Runtimes {

    private static final int ENTRIES = 1000;
    /** Directories, and handlers: more than any runtime has. */
    private static final int MOST = 200;

    private static final String CRI_DOCKERD = "cri-dockerd";
    private static final String SOURCE = "processes and units of container runtimes";

    private final RuntimeReads reads;
    private final FileFacts files;
    private final Sockets sockets;
    private final List<Many.Item> containerds = new ArrayList<>();
    private final List<Many.Item> crios = new ArrayList<>();
    private final List<Many.Item> dockers = new ArrayList<>();
    private final List<Many.Item> handlers = new ArrayList<>();
    private final List<Many.Item> directories = new ArrayList<>();
    private final List<Many.Item> registered = new ArrayList<>();
    private final Registries registries;
    private boolean kubernetesByDocker;
    private @Nullable Unknown gap;

    private Runtimes(RuntimeReads reads, FileFacts files) {
        this.reads = reads;
        this.files = files;
        this.sockets = new Sockets(reads.root(), files);
        this.registries = new Registries(reads.root(), registered);
    }

    /** Reads all of them. */
    public static Runtimes read(RuntimeReads reads, FileFacts files) {
        Runtimes all = new Runtimes(reads, files);
        if (reads.processes().complete() instanceof Read.Failed<Boolean> failed) {
            all.missing(all.containerds, failed.unknown());
            all.missing(all.crios, failed.unknown());
            all.missing(all.dockers, failed.unknown());
            all.gap(failed.unknown());
        }
        for (Daemon daemon : reads.daemons("containerd", failed -> all.hidden(all.containerds, failed))) {
            if (RuntimeReads.configuration(daemon).startsWith("/")) {
                ContainerdFacts.add(reads, files, daemon, all);
            } else {
                all.hidden(
                        all.containerds,
                        new Read.Failed<>(daemon.where(), "names its configuration by a relative path"));
            }
        }
        for (Daemon daemon : reads.daemons("crio", failed -> all.hidden(all.crios, failed))) {
            CrioFacts.add(reads, files, daemon, all);
        }
        for (Daemon daemon : reads.daemons(CRI_DOCKERD, all::gap)) {
            all.criDockerd(daemon);
        }
        for (Daemon daemon : reads.daemons("dockerd", failed -> all.hidden(all.dockers, failed))) {
            DockerFacts.add(reads, files, daemon, all);
        }
        return all;
    }

    private void gap(Read.Failed<?> failed) {
        gap(failed.unknown());
    }

    /** Its streams have no TLS and are to be had on every address unless it is told another one. (cmd/server.go.) */
    private void criDockerd(Daemon daemon) {
        kubernetesByDocker = true;
        String endpoint = daemon.option("--container-runtime-endpoint");
        String source = endpoint == null ? daemon.where() : daemon.source("--container-runtime-endpoint");
        if (endpoint == null) {
            sockets.socket(CRI_DOCKERD, "/var/run/cri-dockerd.sock", source);
        } else if (endpoint.startsWith("unix://")) {
            sockets.socket(CRI_DOCKERD, endpoint.substring("unix://".length()), source);
        } else if (endpoint.startsWith("fd://")) {
            Read<SocketUnit> unit = SocketUnit.read(reads.root(), "cri-docker.socket");
            if (unit instanceof Read.Found<SocketUnit>(SocketUnit socket)) {
                for (SocketUnit.Listen listen : socket.listens()) {
                    sockets.socket(CRI_DOCKERD, listen.address(), listen.source());
                }
            } else if (unit instanceof Read.Failed<SocketUnit> failed) {
                gap(failed);
            }
        } else if (endpoint.startsWith("tcp://")) {
            sockets.endpoint(CRI_DOCKERD, "API", "--container-runtime-endpoint", endpoint, true, false, false, source);
        }
        String bound = daemon.option("--streaming-bind-addr");
        String address = bound == null ? "" : bound;
        boolean told = !address.isEmpty();
        sockets.endpoint(
                CRI_DOCKERD,
                "streaming",
                "--streaming-bind-addr",
                !told ? "0.0.0.0:0" : address.indexOf(':') < 0 ? address + ":0" : address,
                false,
                false,
                false,
                told ? daemon.source("--streaming-bind-addr") : "default (cri-dockerd)");
    }

    /** Whether Docker is the kubelet's runtime, by cri-dockerd. */
    boolean kubernetesByDocker() {
        return kubernetesByDocker;
    }

    private void hidden(List<Many.Item> items, Read.Failed<?> failed) {
        missing(items, failed.unknown());
        gap(failed.unknown());
    }

    private void missing(List<Many.Item> items, Unknown unknown) {
        items.add(new Many.Item(unknown.source(), unknown));
    }

    /** Says in every list of what all runtimes have that there may be more. */
    void gap(Unknown unknown) {
        gap = gap == null ? unknown : gap;
        sockets.gap(unknown);
        missing(handlers, unknown);
        missing(directories, unknown);
        missing(registered, unknown);
    }

    /** Type list(Containerd). */
    public Node containerdFacts() {
        return new Many(containerds, SOURCE);
    }

    /** Type list(Crio). */
    public Node crioFacts() {
        return new Many(crios, SOURCE);
    }

    /** Type list(Docker). */
    public Node dockerFacts() {
        return new Many(dockers, SOURCE);
    }

    /**
     * Type list(KubeletRuntime).
     *
     * @param kubelets type list(Kubelet)
     */
    public Node ofKubelets(Node kubelets) {
        return new KubeletRuntimes(this).of(kubelets);
    }

    /** Type list(RuntimeSocket). */
    public Node socketFacts() {
        return new Many(sockets.sockets(), SOURCE);
    }

    /** Type list(RuntimeEndpoint). */
    public Node endpointFacts() {
        return new Many(sockets.endpoints(), SOURCE);
    }

    /** Type list(RuntimeRegistry). */
    public Node registryFacts() {
        return new Many(registered, SOURCE);
    }

    /** Type list(RuntimeHandler). */
    public Node handlerFacts() {
        return new Many(handlers, SOURCE);
    }

    /** Type list(RuntimeDirectory). */
    public Node directoryFacts() {
        return new Many(directories, SOURCE);
    }

    /** Why there may be runtimes, or settings of theirs, that are not known; null when all are. */
    @Nullable Unknown gap() {
        return gap;
    }

    List<Many.Item> containerds() {
        return containerds;
    }

    List<Many.Item> crios() {
        return crios;
    }

    List<Many.Item> dockers() {
        return dockers;
    }

    List<Many.Item> handlers() {
        return handlers;
    }

    /** Adds a handler; false when there are too many already. */
    boolean handler(String key, Group handler) {
        if (handlers.size() >= MOST) {
            missing(handlers, new Unknown("names more than " + MOST + " handlers", key));
            return false;
        }
        handlers.add(new Many.Item(key, handler));
        return true;
    }

    Sockets sockets() {
        return sockets;
    }

    Registries registries() {
        return registries;
    }

    /** Adds a directory from which a runtime takes what it runs or obeys as root, with what lies in it. */
    void directory(String runtime, String purpose, String path, String source) {
        if (!path.startsWith("/")) {
            return;
        }
        if (directories.size() >= MOST) {
            if (directories.size() == MOST) {
                missing(directories, new Unknown("names more than " + MOST + " directories", source));
            }
            return;
        }
        List<Many.Item> inside = new ArrayList<>();
        Read<List<String>> names = reads.root().list(path, ENTRIES);
        if (names instanceof Read.Absent<List<String>>) {
            return;
        }
        inside.add(new Many.Item(path, files.of(path)));
        if (names instanceof Read.Failed<List<String>> failed) {
            inside.add(new Many.Item(path + "/*", failed.unknown()));
        } else if (names instanceof Read.Found<List<String>>(List<String> entries)) {
            for (String name : entries) {
                inside.add(new Many.Item(path + "/" + name, files.of(path + "/" + name)));
            }
        }
        directories.add(new Many.Item(
                runtime + " " + path,
                Group.builder()
                        .put("runtime", runtime, source)
                        .put("purpose", purpose, source)
                        .put("path", path, source)
                        .put("files", new Many(inside, path))
                        .build()));
    }

    /** Unit, drop-ins and environment files of a daemon's service. */
    Node serviceFiles(Daemon daemon) {
        Read<ServiceUnit> read = ServiceUnit.read(reads.root(), daemon.unit());
        if (read instanceof Read.Failed<ServiceUnit> failed) {
            return failed.unknown();
        }
        List<Many.Item> items = new ArrayList<>();
        if (read instanceof Read.Found<ServiceUnit>(ServiceUnit unit)) {
            List<String> paths = new ArrayList<>(unit.files());
            paths.addAll(unit.environmentFiles());
            for (String path : paths) {
                items.add(new Many.Item(path, files.of(path)));
            }
            for (Read.Failed<?> hidden : unit.hidden()) {
                items.add(new Many.Item(hidden.path(), hidden.unknown()));
            }
        }
        return new Many(items, daemon.unit());
    }

    /** Host and port as one; an address of IPv6 in brackets. */
    static String address(String host, String port) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
