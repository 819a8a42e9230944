package io.nodeward.hostprobes.binaries;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the programs that a node stands on: by their names in the directories where packages, tarballs and immutable systems
 * put them, as root's processes of the host run them, and as its units would start them.
 */
final class PlatformPrograms {

    private static final List<String> DIRECTORIES =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/opt/bin");

    /** Kinds and their programs. */
    private static final String[] KINDS = {
        "kubelet kubelet",
        "control-plane kube-apiserver kube-controller-manager kube-scheduler kube-proxy",
        "etcd etcd",
        "runtime containerd crio dockerd cri-dockerd docker-proxy k3s rke2 k0s",
        "oci-runtime runc crun youki runsc kata-runtime",
        "shim conmon conmonrs",
        "tool kubeadm kubectl crictl ctr nerdctl docker etcdctl etcdutl"
    };

    private static final String SHIM = "containerd-shim-";

    /** Services that start one of these programs under a name of their own, first their program. */
    private static final List<String> UNITS = List.of(
            "kubelet",
            "kube-apiserver",
            "kube-controller-manager",
            "kube-scheduler",
            "kube-proxy",
            "etcd",
            "containerd",
            "crio",
            "docker",
            "cri-docker");

    private static final int ENTRIES = 50_000;
    private static final int MOST = 500;

    private final HostRoot root;
    private final ProcessTable processes;
    /** Of the host's processes the first of which it cannot be told what it runs. */
    private Read.@Nullable Failed<?> hidden;

    private final Map<String, String> kinds = new HashMap<>();
    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final List<Read.Failed<?>> gaps = new ArrayList<>();
    private final Map<String, List<HostProcess>> running = new HashMap<>();

    /**
     * A program.
     *
     * @param path as it really is, links followed; as a process names it where it is not there any more
     * @param names by which it was found
     * @param kind what it is
     */
    record Program(String path, List<String> names, String kind) {

        /** Its last name. */
        String basename() {
            return PlatformPrograms.basename(path);
        }
    }

    PlatformPrograms(HostRoot root, ProcessTable processes) {
        this.root = root;
        this.processes = processes;
        for (String row : KINDS) {
            String[] words = row.split(" ");
            for (int i = 1; i < words.length; i++) {
                kinds.put(words[i], words[0]);
            }
        }
    }

    /**
     * Finds them all.
     *
     * @param plugins directories of network plugins
     * @param handlers type list(RuntimeHandler)
     */
    void find(Collection<String> plugins, Node handlers) {
        for (String directory : DIRECTORIES) {
            for (String name : list(directory)) {
                String kind = kind(name);
                if (kind != null) {
                    add(directory + "/" + name, kind);
                }
            }
        }
        for (String directory : plugins) {
            for (String name : list(directory)) {
                add(directory + "/" + name, "cni");
            }
        }
        for (String unit : UNITS) {
            unit(unit);
        }
        handlers(handlers);
        running();
    }

    /** Adds the files of nodeward itself. */
    void nodeward(List<String> files) {
        for (String file : files) {
            add(file, "nodeward");
        }
    }

    /** Adds a file that only somebody's list names. */
    void listed(String file) {
        add(file, "other");
    }

    /** By their paths. */
    Map<String, Program> all() {
        return programs;
    }

    /** Where there may be more. */
    List<Read.Failed<?>> gaps() {
        return gaps;
    }

    /** Processes of the host that run a program by this path, or have run what was there. */
    List<HostProcess> running(Program program) {
        return running.getOrDefault(program.path(), List.of());
    }

    /** Why a program that is not seen to run may run, or null. */
    @Nullable Unknown unseen() {
        if (processes.complete() instanceof Read.Failed<Boolean> failed) {
            return failed.unknown();
        }
        if (hidden != null) {
            return hidden.unknown();
        }
        return processes.processes().isEmpty() ? new Unknown("only a running host has processes", "/proc", true) : null;
    }

    private @Nullable String kind(String name) {
        return name.startsWith(SHIM) ? "shim" : kinds.get(name);
    }

    private List<String> list(String directory) {
        // a directory that is a link to another of these has nothing of its own
        if (!(root.seen(directory) instanceof Read.Found<Stat>(Stat stat))
                || (!stat.path().equals(directory) && DIRECTORIES.contains(stat.path()))) {
            return List.of();
        }
        Read<List<String>> names = root.list(directory, ENTRIES);
        if (names instanceof Read.Failed<List<String>> failed) {
            gaps.add(failed);
        }
        return names instanceof Read.Found<List<String>>(List<String> found) ? found : List.of();
    }

    private void add(String name, String kind) {
        Read<Stat> read = root.seen(name);
        if (read instanceof Read.Found<Stat>(Stat stat) && stat.type() == Stat.Type.FILE) {
            put(stat.path(), name, kind);
        } else if (read instanceof Read.Failed<Stat> failed) {
            gaps.add(failed);
        }
    }

    private void put(String path, String name, String kind) {
        Program known = programs.get(path);
        if (known != null) {
            if (!known.names().contains(name)) {
                known.names().add(name);
            }
        } else if (programs.size() < MOST) {
            programs.put(path, new Program(path, new ArrayList<>(List.of(name)), kind));
        } else {
            gaps.add(new Read.Failed<>(path, "is one of more than " + MOST + " programs"));
        }
    }

    private void unit(String name) {
        Read<ServiceUnit> unit = ServiceUnit.read(root, name + ".service");
        if (unit instanceof Read.Failed<ServiceUnit> failed) {
            gaps.add(failed);
        } else if (unit instanceof Read.Found<ServiceUnit>(ServiceUnit service)
                && !service.masked()
                && !service.command().isEmpty()) {
            String program = service.command().getFirst().text();
            String kind = kind(basename(program));
            if (kind != null && program.startsWith("/")) {
                add(program, kind);
            }
        }
    }

    private void handlers(Node handlers) {
        if (!(handlers instanceof Many many)) {
            return;
        }
        for (Many.Item handler : many.items()) {
            if (handler.node() instanceof Group facts && facts.get("programs") instanceof Many used) {
                for (Many.Item program : used.items()) {
                    if (program.node() instanceof Group file
                            && file.get("path") instanceof Known path
                            && path.value().toString().startsWith("/")) {
                        String kind = kind(basename(path.value().toString()));
                        add(path.value().toString(), kind == null ? "oci-runtime" : kind);
                    }
                }
            }
        }
    }

    /** Anybody may run a program of such a name; what root runs outside of containers is the host's. */
    private void running() {
        for (HostProcess process : processes.processes()) {
            Read<String> executable = process.executable();
            if (executable instanceof Read.Failed<String> failed
                    && hidden == null
                    && process.placement().onHost()) {
                hidden = failed;
            }
            if (!(executable instanceof Read.Found<String>(String path))) {
                continue;
            }
            String kind = kind(basename(path));
            Program known = programs.get(path);
            if ((kind == null && known == null)
                    || !process.placement().onHost()
                    || !(process.uid() instanceof Read.Found<Integer>(Integer uid))
                    || uid != 0) {
                continue;
            }
            if (known == null && kind != null) {
                if (root.live() && root.seen(path) instanceof Read.Absent<Stat>) {
                    put(path, path, kind);
                } else {
                    add(path, kind);
                }
            }
            running.computeIfAbsent(path, _ -> new ArrayList<>()).add(process);
        }
    }

    static String basename(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
