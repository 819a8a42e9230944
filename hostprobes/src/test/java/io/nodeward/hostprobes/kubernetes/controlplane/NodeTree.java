package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.StaticPods;
import io.nodeward.hostprobes.kubernetes.Versions;
import io.nodeward.hostprobes.pki.Certificates;
import io.nodeward.hostprobes.pki.Kubeconfigs;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.process.Components;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.ProcessTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A small node as a directory: manifests, processes and files, written as a test wants them. */
final class NodeTree implements AutoCloseable {

    static final String MANIFESTS = "/etc/kubernetes/manifests";
    static final String PKI = "/etc/kubernetes/pki";

    private static final String HOST_MOUNTS = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n";
    private static final String POD = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod";

    private final Path directory;
    private final List<HostRoot> open = new ArrayList<>();
    private final List<Many.Item> kubelets = new ArrayList<>();
    private boolean lost;
    private Read<Boolean> complete = new Read.Found<>(true);

    private NodeTree(Path directory) {
        this.directory = directory;
    }

    /** A tree that is there already. */
    static NodeTree of(Path directory) {
        return new NodeTree(directory);
    }

    /** A tree with a first process and accounts, no more. */
    static NodeTree small(Path directory) {
        return of(directory)
                .file("/proc/1/mountinfo", HOST_MOUNTS)
                .file("/proc/1/cmdline", "/sbin/init\0")
                .link("/proc/1/exe", "/usr/lib/systemd/systemd")
                .file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\netcd:x:998:997::/var/lib/etcd:/bin/false\n")
                .file("/etc/group", "root:x:0:\netcd:x:997:\n");
    }

    NodeTree file(String path, String text) {
        Path file = place(path);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A CA of the test's resources: {@code cluster-ca}, {@code cluster-ca-renewed} with the same key, {@code etcd-ca}. */
    NodeTree authority(String path, String name) {
        try (InputStream in = NodeTree.class.getResourceAsStream(name + ".crt")) {
            return file(path, new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    NodeTree directory(String path) {
        try {
            Files.createDirectories(place(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    NodeTree link(String path, String target) {
        Path link = place(path);
        try {
            Files.createDirectories(link.getParent());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    NodeTree remove(String path) {
        try {
            Files.delete(place(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A manifest as kubeadm writes it, with the node's directories mounted at the same place. */
    NodeTree manifest(String program, String image, String... arguments) {
        return file(MANIFESTS + "/" + program + ".yaml", manifestText(program, program, image, "", arguments));
    }

    static String manifestText(String name, String program, String image, String extra, String... arguments) {
        StringBuilder text = new StringBuilder("apiVersion: v1\nkind: Pod\nmetadata:\n  name: " + name
                + "\n  namespace: kube-system\nspec:\n  containers:\n  - name: " + program + "\n    image: " + image
                + "\n" + extra + "    command:\n    - " + program + "\n");
        for (String argument : arguments) {
            text.append("    - '").append(argument.replace("'", "''")).append("'\n");
        }
        text.append("    volumeMounts:\n    - name: k\n      mountPath: /etc/kubernetes\n    - name: e\n")
                .append(
                        "      mountPath: /var/lib/etcd\n  volumes:\n  - name: k\n    hostPath: {path: /etc/kubernetes}\n")
                .append("  - name: e\n    hostPath: {path: /var/lib/etcd}\n");
        return text.toString();
    }

    /** A process in a static pod that mounts the node's directories at the same place. */
    NodeTree pod(int pid, String program, String... arguments) {
        return process(pid, program, "0::" + POD + hex(pid) + ".slice/cri-containerd-x.scope", arguments)
                .mounts(pid, "/etc/kubernetes", "/etc/kubernetes", "/var/lib/etcd", "/var/lib/etcd");
    }

    /** A process of a service of the host. */
    NodeTree service(int pid, String program, String unit, String... arguments) {
        return process(pid, program, "0::/system.slice/" + unit, arguments)
                .file("/proc/" + pid + "/mountinfo", HOST_MOUNTS);
    }

    NodeTree process(int pid, String program, String cgroup, String... arguments) {
        StringBuilder line = new StringBuilder(program).append('\0');
        for (String argument : arguments) {
            line.append(argument).append('\0');
        }
        String proc = "/proc/" + pid;
        return file(proc + "/cmdline", line.toString())
                .file(proc + "/cgroup", cgroup + "\n")
                .file(proc + "/environ", "PATH=/usr/bin\0SECRET=topsecretvalue\0")
                .file(proc + "/status", "Name:\t" + program + "\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n")
                .link(proc + "/exe", "/usr/bin/" + program)
                .link(proc + "/cwd", "/");
    }

    /** Pairs of a directory of the host and where the container of a process has it. */
    NodeTree mounts(int pid, String... pairs) {
        StringBuilder text = new StringBuilder("900 880 0:60 / / ro,relatime - overlay overlay rw\n");
        for (int i = 0; i < pairs.length; i += 2) {
            text.append(901 + i)
                    .append(" 900 8:1 ")
                    .append(pairs[i])
                    .append(' ')
                    .append(pairs[i + 1])
                    .append(" ro,relatime - ext4 /dev/sda1 rw\n");
        }
        return file("/proc/" + pid + "/mountinfo", text.toString());
    }

    NodeTree environment(int pid, String... assignments) {
        return file(
                "/proc/" + pid + "/environ",
                "PATH=/usr/bin\0SECRET=topsecretvalue\0" + String.join("\0", assignments) + "\0");
    }

    NodeTree uid(int pid, int uid) {
        return file("/proc/" + pid + "/status", "Name:\tx\nUid:\t" + uid + "\t" + uid + "\t" + uid + "\t" + uid + "\n");
    }

    /** Not all processes can be seen. */
    NodeTree hidden() {
        complete = new Read.Failed<>("/proc", "shows no processes of other users (hidepid)");
        return this;
    }

    /** A kubelet that trusts the clients of a CA. */
    NodeTree kubelet(String clientCa) {
        Group file = Group.builder().put("path", clientCa, "kubelet").build();
        kubelets.add(
                new Many.Item("pid 1", Group.builder().put("client_ca", file).build()));
        return this;
    }

    /** A kubelet of which it is not known where it looks for manifests. */
    NodeTree lostKubelet() {
        Unknown unknown = new Unknown("cannot be parsed", "/var/lib/kubelet/config.yaml");
        Group directory = Group.builder().put("path", unknown).build();
        kubelets.add(new Many.Item(
                "pid 1", Group.builder().put("static_pods", directory).build()));
        lost = true;
        return this;
    }

    private static String hex(int pid) {
        return Integer.toHexString(0x10000000 | pid).repeat(4);
    }

    private Path place(String path) {
        return directory.resolve(path.substring(1));
    }

    /** What is found. Processes are believed by name: whom to believe is another test's matter. */
    ControlPlane read() {
        HostRoot root;
        try {
            root = HostRoot.open(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.add(root);
        Map<Component, List<HostProcess>> found = new EnumMap<>(Component.class);
        for (HostProcess process : ProcessTable.read(root).processes()) {
            for (Component component : Component.values()) {
                if (component.program().equals(process.program())) {
                    found.computeIfAbsent(component, _ -> new ArrayList<>()).add(process);
                }
            }
        }
        Accounts accounts = Accounts.read(root);
        return new ControlPlane(
                root,
                new Components(found, List.of(), complete),
                lost ? List.of() : List.of(StaticPods.read(root, MANIFESTS)),
                accounts,
                new FileFacts(root, accounts),
                new Certificates(root),
                new Kubeconfigs(root, accounts, new Certificates(root)),
                new Versions(root),
                new Many(kubelets, "kubelets"));
    }

    /** All lists by their names as top-level facts. */
    static Map<String, Node> lists(ControlPlane plane) {
        Map<String, Node> lists = new LinkedHashMap<>();
        lists.put("apiservers", plane.apiservers());
        lists.put("controller_managers", plane.controllerManagers());
        lists.put("schedulers", plane.schedulers());
        lists.put("etcds", plane.etcds());
        lists.put("kube_proxies", plane.kubeProxies());
        return lists;
    }

    /** Finds a fact: names and, in lists, numbers, separated by dots. */
    static Node at(ControlPlane plane, String path) {
        String[] steps = path.split("\\.");
        Node node = Objects.requireNonNull(lists(plane).get(steps[0]));
        for (int i = 1; i < steps.length; i++) {
            node = step(node, steps[i], path);
        }
        return node;
    }

    private static Node step(Node node, String step, String path) {
        Node next = switch (node) {
            case Group group -> group.get(step);
            case Many many
            when Integer.parseInt(step) < many.items().size() ->
                many.items().get(Integer.parseInt(step)).node();
            case Known known
            when known.value() instanceof Map<?, ?> map && map.get(step) != null -> known.with(map.get(step));
            default -> null;
        };
        if (next == null) {
            throw new AssertionError("no " + step + " of " + path + " in " + node);
        }
        return next;
    }

    @Override
    public void close() {
        open.forEach(HostRoot::close);
    }
}
