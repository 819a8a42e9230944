package io.nodeward.hostprobes.process;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the components of Kubernetes from processes that only look like them. Any user or pod can start something that
 * calls itself {@code kubelet --config=/etc/shadow}; so the executable, the user and the place have to agree:
 *
 * <ul>
 *   <li>the executable bears the component's name; an interpreter that runs a file of that name does not;
 *   <li>it runs in a service of the host, or in a static pod (kube-proxy: also in a privileged pod of kube-system; the
 *       kubelet never in a pod), or as root outside of pods when there is no other;
 *   <li>outside of pods it runs as root, or as the account of a service whose unit starts this component (never so the
 *       kubelet), and nobody but root can have put its executable there, unless the unit itself names it.
 * </ul>
 *
 * What fails is a {@link Decoy}: reported, never followed. Nobody but root gets into a service of the host as root,
 * though: such a process whose executable is in doubt counts when no other one does, for else what lies on disk would
 * decide in its place. An executable that cannot be looked at, as happens when nodeward does not run as root, leaves the
 * decision to user and place.
 *
 * @param found processes by component, lowest pid first
 * @param decoys what was not believed
 * @param complete why processes may be missing here, or that none is
 * @param embedded programs that may hold what was not found
 */
public record Components(
        Map<Component, List<HostProcess>> found,
        List<Decoy> decoys,
        Read<Boolean> complete,
        @Nullable Embedded embedded) {

    private static final Set<String> INTERPRETERS =
            Set.of("python", "perl", "ruby", "node", "sh", "bash", "dash", "busybox", "java");

    /** One program that is all components, told apart by its first argument. */
    private static final String ALL_IN_ONE = "hyperkube";

    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int PODS = 100_000;
    private static final int SHOWN = 200;

    /** A process that calls itself a component and is none. */
    public record Decoy(HostProcess process, Component claims, String reason) {}

    private enum Trust {
        STRONG,
        WEAK
    }

    private record Judged(HostProcess process, @Nullable Trust trust, String reason) {}

    /** On a host where nothing brings components along unseen. */
    public Components(Map<Component, List<HostProcess>> found, List<Decoy> decoys, Read<Boolean> complete) {
        this(found, decoys, complete, null);
    }

    /** Why a component may be there though none was found, neither as a process nor on disk; null when it is not. */
    public @Nullable Unknown hides(Component component) {
        return embedded == null ? null : embedded.hides(component, found.containsKey(Component.KUBELET));
    }

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
        return among(table, root, Set.of());
    }

    /**
     * Sorts out the processes of a host.
     *
     * @param declared uids that manifests of static pods set themselves, in place of the kubelet's hash
     */
    public static Components among(ProcessTable table, HostRoot root, Set<String> declared) {
        Map<Component, List<HostProcess>> found = new TreeMap<>();
        List<Decoy> decoys = new ArrayList<>();
        Jury jury = new Jury(root, declared);
        for (Component component : Component.values()) {
            List<Judged> candidates = new ArrayList<>();
            boolean strong = false;
            for (HostProcess process : table.processes()) {
                if (!claims(component, process)) {
                    continue;
                }
                Read<String> before = process.started();
                Judged judged = jury.judge(component, process);
                if (process.started().equals(before)) {
                    candidates.add(judged);
                    strong |= judged.trust() == Trust.STRONG;
                }
            }
            List<HostProcess> real = new ArrayList<>();
            for (Judged candidate : candidates) {
                if (candidate.trust() == null) {
                    decoys.add(new Decoy(candidate.process(), component, printable(candidate.reason())));
                } else if (strong && candidate.trust() == Trust.WEAK) {
                    decoys.add(new Decoy(candidate.process(), component, printable(candidate.reason())));
                } else {
                    real.add(candidate.process());
                }
            }
            if (!real.isEmpty()) {
                found.put(component, real);
            }
        }
        return new Components(found, decoys, table.complete(), new Embedded(table.processes(), root));
    }

    private static boolean claims(Component component, HostProcess process) {
        List<String> arguments = process.arguments();
        String called = HostProcess.basename(process.calledAs());
        boolean named = component.named(called) || component.named(process.program());
        if (!named && arguments.size() > 1) {
            String second = HostProcess.basename(arguments.get(1));
            named = process.program().equals(ALL_IN_ONE)
                    ? second.equals(component.program())
                    : interpreter(process.program()) && component.named(second);
        }
        return named && !asked(arguments);
    }

    /** Whether it only tells its version or usage and ends. */
    private static boolean asked(List<String> arguments) {
        for (String argument : arguments.subList(Math.min(1, arguments.size()), arguments.size())) {
            String flag = argument.startsWith("--") ? argument.substring(1) : argument;
            if (flag.equals("-version") || flag.equals("-help") || flag.equals("-h")) {
                return true;
            }
            if (flag.startsWith("-version=") && !flag.endsWith("=false")) {
                return true;
            }
        }
        return arguments.size() == 2
                && (arguments.get(1).equals("version") || arguments.get(1).equals("help"));
    }

    private static boolean interpreter(String program) {
        int end = program.length();
        while (end > 0 && (Character.isDigit(program.charAt(end - 1)) || program.charAt(end - 1) == '.')) {
            end--;
        }
        return INTERPRETERS.contains(program.substring(0, end));
    }

    /** What a process's owner has chosen may hold anything; a reason is shown on terminals. */
    private static String printable(String reason) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < reason.length() && i < SHOWN; i++) {
            char c = reason.charAt(i);
            text.append(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c);
        }
        return reason.length() > SHOWN ? text.append('…').toString() : text.toString();
    }

    /** Judges one process after the other. */
    private static final class Jury {
        private final HostRoot root;
        private final Set<String> declared;
        private @Nullable Accounts accounts;

        Jury(HostRoot root, Set<String> declared) {
            this.root = root;
            this.declared = declared;
        }

        Judged judge(Component component, HostProcess process) {
            Placement placement = process.placement();
            Read<Integer> uid = process.uid();
            // nobody but root gets there as root
            boolean roots = placement.kind() == Placement.Kind.SERVICE
                    && !(uid instanceof Read.Found<Integer>(Integer id) && id != 0);
            if (process.executable() instanceof Read.Found<String>(String path)
                    && !component.named(HostProcess.basename(path))
                    && !HostProcess.basename(path).equals(ALL_IN_ONE)) {
                String reason = "its executable is " + path;
                return roots && !interpreter(HostProcess.basename(path))
                        ? weak(process, reason)
                        : decoy(process, reason);
            }
            boolean manifest = placement.kind() == Placement.Kind.STATIC_POD
                    || (placement.kind() == Placement.Kind.POD && declared.contains(placement.pod()));
            if (manifest) {
                return component == Component.KUBELET ? decoy(process, "runs in a pod") : strong(process);
            }
            if (!(uid instanceof Read.Found<Integer>(Integer id))) {
                // the kernel tells everybody on a host that runs; this is a capture with parts missing
                String reason = "its user cannot be told";
                return roots || placement.kind() == Placement.Kind.OTHER
                        ? weak(process, reason)
                        : decoy(process, reason);
            }
            if (placement.kind() == Placement.Kind.POD) {
                return pod(component, process, placement, id);
            }
            if (placement.kind() == Placement.Kind.CONTAINER) {
                return container(component, process, placement, id);
            }
            return host(component, process, placement, id);
        }

        /** A node of kind has its kubelet's unit inside; whoever runs other containers as root could do anything else too. */
        private static Judged container(Component component, HostProcess process, Placement placement, int uid) {
            if (uid != 0) {
                return decoy(process, "runs in a container as uid " + uid);
            }
            return component == Component.KUBELET && !placement.unit().isEmpty()
                    ? strong(process)
                    : weak(process, "runs in a container that no kubelet of this host has started");
        }

        private Judged host(Component component, HostProcess process, Placement placement, int uid) {
            boolean service = placement.kind() == Placement.Kind.SERVICE;
            if (uid != 0 && (component == Component.KUBELET || !service)) {
                return decoy(process, "runs as uid " + uid + (service ? "" : " outside any service"));
            }
            if (uid != 0 && !itsAccount(component, unit(placement), uid)) {
                String reason = "runs as uid " + uid + ", which is not the account that " + placement.unit()
                        + " starts it with";
                return itsService(component, placement) ? weak(process, reason) : decoy(process, reason);
            }
            String writable = writable(process);
            if (!writable.isEmpty() && !(service && starts(process, unit(placement)))) {
                return service && (uid == 0 || itsService(component, placement))
                        ? weak(process, writable)
                        : decoy(process, writable);
            }
            return service ? strong(process) : weak(process, "runs outside any service");
        }

        /** Whether it runs in the service of its own name, whose processes nobody but root has started. */
        private static boolean itsService(Component component, Placement placement) {
            return placement.unit().equals(component.program() + ".service");
        }

        private @Nullable ServiceUnit unit(Placement placement) {
            return ServiceUnit.read(root, placement.unit()) instanceof Read.Found<ServiceUnit>(ServiceUnit unit)
                    ? unit
                    : null;
        }

        /** Whether a unit starts this component, and as this user: others may have services of their own. */
        private boolean itsAccount(Component component, @Nullable ServiceUnit unit, int uid) {
            if (unit == null || unit.user().isEmpty() || unit.command().isEmpty()) {
                return false;
            }
            String program = HostProcess.basename(unit.command().getFirst().text());
            return component.named(program)
                    && (unit.user().equals(Integer.toString(uid))
                            || accounts().user(uid).equals(unit.user()));
        }

        private Accounts accounts() {
            Accounts known = accounts;
            if (known == null) {
                known = Accounts.read(root);
                accounts = known;
            }
            return known;
        }

        /** Whether root wrote this very executable into the unit. */
        private static boolean starts(HostProcess process, @Nullable ServiceUnit unit) {
            return unit != null
                    && !unit.command().isEmpty()
                    && process.executable() instanceof Read.Found<String>(String path)
                    && unit.command().getFirst().text().equals(path);
        }

        /** Only kube-proxy is at home in a pod from the API; control planes of other clusters run so too. */
        private Judged pod(Component component, HostProcess process, Placement placement, int uid) {
            if (component != Component.KUBE_PROXY) {
                return decoy(process, "runs in an ordinary pod");
            }
            if (uid != 0) {
                return decoy(process, "runs as uid " + uid);
            }
            if (root.link(process.path("ns/net")) instanceof Read.Found<String>(String own)
                    && root.link("/proc/1/ns/net") instanceof Read.Found<String>(String host)
                    && !own.equals(host)) {
                return decoy(process, "runs outside of the host's network");
            }
            // no pod has these unless it is privileged
            if (process.status("CapEff") instanceof Read.Found<String>(String mask) && !privileged(mask)) {
                return decoy(process, "runs in a pod that is not privileged");
            }
            Read<List<String>> logs = root.list("/var/log/pods", PODS);
            if (!(logs instanceof Read.Found<List<String>>(List<String> names))) {
                return strong(process);
            }
            String namespace = namespace(placement.pod(), names);
            return namespace.equals("kube-system")
                    ? strong(process)
                    : decoy(
                            process,
                            namespace.isEmpty()
                                    ? "runs in a pod that the kubelet keeps no logs of"
                                    : "runs in a pod of namespace " + namespace);
        }

        private static boolean privileged(String mask) {
            try {
                long bits = Long.parseUnsignedLong(mask, 16);
                return (bits >> CAP_SYS_ADMIN & 1) == 1 && (bits >> CAP_NET_ADMIN & 1) == 1;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        /** The kubelet names a pod's log directory NAMESPACE_NAME_UID. */
        private static String namespace(String pod, List<String> logs) {
            for (String name : logs) {
                if (name.endsWith("_" + pod) && name.indexOf('_') > 0) {
                    return name.substring(0, name.indexOf('_'));
                }
            }
            return "";
        }

        /** Returns why somebody else could have put the executable there, or an empty text. */
        private String writable(HostProcess process) {
            if (!(process.executable() instanceof Read.Found<String>(String path))) {
                return "";
            }
            int slash = path.lastIndexOf('/');
            String directory = slash <= 0 ? "/" : path.substring(0, slash);
            if (root.stat(directory) instanceof Read.Found<Stat>(Stat stat) && others(stat)) {
                return "its executable lies in " + directory + ", which others than root can write";
            }
            return root.stat(path) instanceof Read.Found<Stat>(Stat stat) && others(stat)
                    ? "its executable " + path + " can be written by others than root"
                    : "";
        }

        private static boolean others(Stat stat) {
            return stat.uid() != 0 || (stat.mode() & 0002) != 0 || ((stat.mode() & 0020) != 0 && stat.gid() != 0);
        }

        private static Judged strong(HostProcess process) {
            return new Judged(process, Trust.STRONG, "");
        }

        private static Judged weak(HostProcess process, String reason) {
            return new Judged(process, Trust.WEAK, reason + ", while another one is beyond doubt");
        }

        private static Judged decoy(HostProcess process, String reason) {
            return new Judged(process, null, reason);
        }
    }
}
