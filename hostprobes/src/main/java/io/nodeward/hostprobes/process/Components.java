package io.nodeward.hostprobes.process;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the components of Kubernetes from processes that only look like them. Any user or pod can start something that
 * calls itself {@code kubelet --config=/etc/shadow}; so the executable, the user and the place have to agree:
 *
 * <ul>
 *   <li>the executable bears the component's name; an interpreter that runs a file of that name does not;
 *   <li>it runs in a service of the host, or in a static pod (kube-proxy: also in a privileged pod of kube-system), or
 *       as root outside all containers when there is no other;
 *   <li>outside pods it runs as root, or in a service as that service's own account (never so the kubelet), and neither
 *       the executable nor its directory can be written by others.
 * </ul>
 *
 * What fails is a {@link Decoy}: reported, never followed.
 *
 * @param found processes by component, lowest pid first
 * @param decoys what was not believed
 * @param complete why processes may be missing here, or that none is
 */
public record Components(Map<Component, List<HostProcess>> found, List<Decoy> decoys, Read<Boolean> complete) {

    private static final Set<String> INTERPRETERS =
            Set.of("python", "python2", "python3", "perl", "ruby", "node", "sh", "bash", "dash", "busybox", "java");

    /** A process that calls itself a component and is none. */
    public record Decoy(HostProcess process, Component claims, String reason) {}

    private enum Trust {
        STRONG,
        WEAK
    }

    private record Judged(HostProcess process, @Nullable Trust trust, String reason) {}

    /** Returns the processes of a component. */
    public List<HostProcess> of(Component component) {
        return found.getOrDefault(component, List.of());
    }

    /** Returns the processes of all components. */
    public List<HostProcess> all() {
        List<HostProcess> all = new ArrayList<>();
        found.values().forEach(all::addAll);
        return all;
    }

    /** Sorts out the processes of a host. */
    public static Components among(ProcessTable table, HostRoot root) {
        Map<Component, List<HostProcess>> found = new EnumMap<>(Component.class);
        List<Decoy> decoys = new ArrayList<>();
        for (Component component : Component.values()) {
            List<Judged> candidates = new ArrayList<>();
            boolean strong = false;
            for (HostProcess process : table.processes()) {
                if (claims(component, process)) {
                    Judged judged = judge(component, process, root);
                    candidates.add(judged);
                    strong |= judged.trust() == Trust.STRONG;
                }
            }
            List<HostProcess> real = new ArrayList<>();
            for (Judged candidate : candidates) {
                if (candidate.trust() == null) {
                    decoys.add(new Decoy(candidate.process(), component, candidate.reason()));
                } else if (strong && candidate.trust() == Trust.WEAK) {
                    decoys.add(new Decoy(
                            candidate.process(),
                            component,
                            "runs outside any service while a service or static pod runs the real one"));
                } else {
                    real.add(candidate.process());
                }
            }
            if (!real.isEmpty()) {
                found.put(component, real);
            }
        }
        return new Components(found, decoys, table.complete());
    }

    private static boolean claims(Component component, HostProcess process) {
        String called = HostProcess.basename(process.calledAs());
        if (!component.named(called) && !component.named(process.program())) {
            return process.arguments().size() > 1
                    && interpreter(process.program())
                    && component.named(HostProcess.basename(process.arguments().get(1)));
        }
        // asked for its version or help it is not at work
        return process.arguments().size() != 2
                || !Set.of("--version", "version", "--help", "-h", "help")
                        .contains(process.arguments().get(1));
    }

    private static boolean interpreter(String program) {
        int end = program.length();
        while (end > 0 && (Character.isDigit(program.charAt(end - 1)) || program.charAt(end - 1) == '.')) {
            end--;
        }
        return INTERPRETERS.contains(program.substring(0, end)) || INTERPRETERS.contains(program);
    }

    private static Judged judge(Component component, HostProcess process, HostRoot root) {
        if (process.executable() instanceof Read.Found<String>(String path)
                && !component.named(HostProcess.basename(path))) {
            return decoy(process, "its executable is " + path);
        }
        if (!(process.uid() instanceof Read.Found<Integer>(Integer uid))) {
            return decoy(process, "its user cannot be told");
        }
        Placement placement = process.placement();
        return switch (placement.kind()) {
            case STATIC_POD -> component == Component.KUBELET ? decoy(process, "runs in a pod") : strong(process);
            case POD -> pod(component, process, placement, uid, root);
            case CONTAINER ->
                component == Component.KUBELET && uid == 0 && !placement.unit().isEmpty()
                        ? strong(process)
                        : uid == 0 ? weak(process) : decoy(process, "runs in a container as uid " + uid);
            case SESSION, OTHER, SERVICE -> host(component, process, placement, uid, root);
        };
    }

    private static Judged host(Component component, HostProcess process, Placement placement, int uid, HostRoot root) {
        boolean service = placement.kind() == Placement.Kind.SERVICE;
        if (uid != 0 && (component == Component.KUBELET || !service)) {
            return decoy(process, "runs as uid " + uid + (service ? "" : " outside any service"));
        }
        String writable = writable(process, root);
        if (!writable.isEmpty()) {
            return decoy(process, writable);
        }
        return service ? strong(process) : weak(process);
    }

    /** Only kube-proxy is at home in a pod from the API; control planes of other clusters run so too. */
    private static Judged pod(Component component, HostProcess process, Placement placement, int uid, HostRoot root) {
        if (component != Component.KUBE_PROXY) {
            return decoy(process, "runs in an ordinary pod");
        }
        if (uid != 0) {
            return decoy(process, "runs as uid " + uid);
        }
        // CAP_SYS_ADMIN and CAP_NET_ADMIN, which no pod has unless it is privileged
        if (process.status("CapEff") instanceof Read.Found<String>(String mask) && !privileged(mask)) {
            return decoy(process, "runs in a pod that is not privileged");
        }
        String namespace = namespace(placement.pod(), root);
        return namespace.isEmpty() || namespace.equals("kube-system")
                ? strong(process)
                : decoy(process, "runs in a pod of namespace " + namespace);
    }

    private static boolean privileged(String mask) {
        try {
            long bits = Long.parseUnsignedLong(mask, 16);
            return (bits >> 21 & 1) == 1 && (bits >> 12 & 1) == 1;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The kubelet names a pod's log directory NAMESPACE_NAME_UID. */
    private static String namespace(String pod, HostRoot root) {
        if (root.list("/var/log/pods", 100_000) instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                if (name.endsWith("_" + pod) && name.indexOf('_') > 0) {
                    return name.substring(0, name.indexOf('_'));
                }
            }
        }
        return "";
    }

    /** Returns why somebody else could have put the executable there, or an empty text. */
    private static String writable(HostProcess process, HostRoot root) {
        if (!(process.executable() instanceof Read.Found<String>(String path))) {
            return "";
        }
        int slash = path.lastIndexOf('/');
        String directory = slash <= 0 ? "/" : path.substring(0, slash);
        if (root.stat(directory) instanceof Read.Found<Stat>(Stat stat) && others(stat)) {
            return "its executable lies in " + directory + ", which others than root can write";
        }
        return switch (root.stat(path)) {
            case Read.Found<Stat>(Stat stat)
            when others(stat) -> "its executable " + path + " can be written by others than root";
            case Read.Absent<Stat> _ when !process.executableDeleted() -> "its executable " + path + " does not exist";
            default -> "";
        };
    }

    private static boolean others(Stat stat) {
        return stat.uid() != 0 || (stat.mode() & 0002) != 0 || ((stat.mode() & 0020) != 0 && stat.gid() != 0);
    }

    private static Judged strong(HostProcess process) {
        return new Judged(process, Trust.STRONG, "");
    }

    private static Judged weak(HostProcess process) {
        return new Judged(process, Trust.WEAK, "");
    }

    private static Judged decoy(HostProcess process, String reason) {
        return new Judged(process, null, reason);
    }
}
