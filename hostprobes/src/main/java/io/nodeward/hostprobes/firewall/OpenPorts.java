package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.containers.PodNames;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.network.Ipv6Only;
import io.nodeward.hostprobes.network.OpenSockets;
import io.nodeward.hostprobes.network.OpenSockets.Socket;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import io.nodeward.hostprobes.process.ProcessTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Open sockets with whose they are and who can reach them, type list(OpenPort). */
public final class OpenPorts {

    private static final int DESCRIPTORS = 100_000;

    private final HostRoot root;
    private final PortKinds kinds = new PortKinds();
    private final Map<String, HostProcess> owners = new HashMap<>();
    private final Set<String> wanted = new HashSet<>();
    private @Nullable Unknown hidden;
    private @Nullable PodNames names;

    private OpenPorts(HostRoot root) {
        this.root = root;
    }

    public static Node read(
            HostRoot root, OpenSockets sockets, Ipv6Only only, Firewall firewall, ProcessTable processes) {
        if (sockets.sockets().isEmpty() && sockets.gaps().size() == 1) {
            return sockets.gaps().getFirst();
        }
        OpenPorts ports = new OpenPorts(root);
        for (Socket socket : sockets.sockets()) {
            ports.wanted.add(socket.inode());
        }
        ports.owners(processes);
        List<Many.Item> items = new ArrayList<>();
        for (int i = 0; i < sockets.sockets().size(); i++) {
            Socket socket = sockets.sockets().get(i);
            String text = socket.text();
            String key =
                    socket.protocol() + " " + (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + socket.port();
            items.add(
                    new Many.Item(key, ports.facts(socket, key, firewall.reach().get(i), only)));
        }
        for (Unknown gap : sockets.gaps()) {
            items.add(new Many.Item(gap.source(), gap));
        }
        return new Many(items, "/proc/1/net/tcp, tcp6, udp, udp6");
    }

    private Group facts(Socket socket, String key, Node reach, Ipv6Only only) {
        String source = socket.source();
        HostProcess owner = owners.get(socket.inode());
        Boolean ipv6Only = only.of(socket);
        Group.Builder facts = Group.builder()
                .put("ipv6_only", ipv6Only == null ? only.why() : new Known(ipv6Only, source))
                .put("shown", owner == null ? key : key + " (" + owner.program() + ")", source)
                .put("protocol", socket.protocol(), source)
                .put("address", socket.text(), source)
                .put("port", (long) socket.port(), source)
                .put("loopback", socket.loopback(), source)
                .put("wildcard", socket.wildcard(), source)
                .put("reach", reach);
        Unknown gap = hidden;
        if (owner == null && gap != null) {
            // a port that no program of another name would take is known without
            List<String> may = kinds.without(socket.udp(), socket.port());
            return facts.put("kind", may.size() > 1 ? gap : new Known(may.getFirst(), source))
                    .put("may_be", may, source)
                    .put("process", gap)
                    .put("pid", gap)
                    .put("executable", gap)
                    .put("place", gap)
                    .put("unit", gap)
                    .put("pod", gap)
                    .build();
        }
        if (owner == null) {
            // the kernel's own: tunnels, NFS
            String kind = kinds.of("", socket.udp(), socket.port());
            return facts.put("kind", kind, source)
                    .put("may_be", List.of(kind), source)
                    .put("process", "", source)
                    .put("pid", 0L, source)
                    .put("executable", "", source)
                    .put("place", "kernel", source)
                    .put("unit", "", source)
                    .put("pod", "", source)
                    .build();
        }
        String its = "pid " + owner.pid() + " (" + owner.program() + ")";
        Placement placement = owner.placement();
        Read<String> executable = owner.executable();
        String kind = kinds.of(owner.program(), socket.udp(), socket.port());
        return facts.put("kind", kind, its)
                .put("may_be", List.of(kind), its)
                .put("process", owner.program(), its)
                .put("pid", (long) owner.pid(), its)
                .put(
                        "executable",
                        executable instanceof Read.Found<String>(String path)
                                ? new Known(path, owner.path("exe"))
                                : executable instanceof Read.Failed<String> failed
                                        ? failed.unknown()
                                        : new Known("", owner.path("exe")))
                .put("place", place(placement), owner.path("cgroup"))
                .put("unit", placement.unit(), owner.path("cgroup"))
                .put("pod", pod(placement), owner.path("cgroup"))
                .build();
    }

    private static String place(Placement placement) {
        return switch (placement.kind()) {
            case SERVICE -> "service";
            case POD, STATIC_POD -> "pod";
            case CONTAINER -> "container";
            case SESSION -> "session";
            case OTHER -> "host";
        };
    }

    private String pod(Placement placement) {
        if (placement.pod().isEmpty()) {
            return "";
        }
        PodNames known = names;
        if (known == null) {
            known = new PodNames(root);
            names = known;
        }
        PodNames.Name name = known.pod(placement.pod());
        return name == null ? placement.pod() : name.namespace() + "/" + name.pod();
    }

    /** Looks through descriptors until all sockets have their owner; processes in other networks have none of them. */
    private void owners(ProcessTable processes) {
        String network = root.link("/proc/1/ns/net") instanceof Read.Found<String>(String link) ? link : "";
        for (HostProcess process : processes.processes()) {
            if (owners.size() == wanted.size()) {
                return;
            }
            if (!network.isEmpty()
                    && root.link(process.path("ns/net")) instanceof Read.Found<String>(String its)
                    && !its.equals(network)) {
                continue;
            }
            Read<Map<String, String>> read = root.links(process.path("fd"), DESCRIPTORS);
            if (read instanceof Read.Failed<Map<String, String>> failed) {
                hidden = failed.unknown();
            } else if (read instanceof Read.Found<Map<String, String>>(Map<String, String> links)) {
                if (links.isEmpty()
                        && root.list(process.path("fd"), DESCRIPTORS)
                                instanceof Read.Found<List<String>>(List<String> all)
                        && !all.isEmpty()) {
                    // a process that does not let even root look at what it has
                    hidden = new Unknown("cannot be read in all its parts", process.path("fd"));
                }
                for (String target : links.values()) {
                    if (target.startsWith("socket:[") && target.endsWith("]")) {
                        String inode = target.substring("socket:[".length(), target.length() - 1);
                        if (wanted.contains(inode)) {
                            owners.putIfAbsent(inode, process);
                        }
                    }
                }
            } else if (!root.live()) {
                // on a running host it has ended; a capture may lack it
                hidden = new Unknown("is not in the tree", process.path("fd"), true);
            }
        }
        if (hidden == null && processes.complete() instanceof Read.Failed<Boolean> failed) {
            hidden = failed.unknown();
        }
        if (hidden == null && processes.processes().isEmpty()) {
            hidden = new Unknown("only a running host has processes", "/proc", true);
        }
    }
}
