package io.nodeward.hostprobes.process;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Programs that bring components of Kubernetes along: k3s and microk8s run them inside one process, RKE2 and k0s start
 * them by themselves. Where one of these is, a component that is not found need not be missing.
 */
final class Embedded {

    private static final List<String> PLACES = List.of(
            "/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system");

    private static final Set<Component> ALL = Set.of(Component.values());
    private static final Set<Component> WORKER = Set.of(Component.KUBELET, Component.KUBE_PROXY);
    private static final Set<Component> WITHOUT_ETCD = Set.of(
            Component.KUBELET,
            Component.API_SERVER,
            Component.CONTROLLER_MANAGER,
            Component.SCHEDULER,
            Component.KUBE_PROXY);

    /**
     * One program in one role.
     *
     * @param role the argument that says so; empty where there is only one
     * @param unit the service that its installer makes
     * @param inside whether the components are threads of it and no processes of their own
     */
    private record Program(String name, String role, String unit, Set<Component> components, boolean inside) {

        /** k3s writes its role behind its name, as one argument. */
        boolean runs(HostProcess process) {
            String[] words = String.join(" ", process.arguments()).split(" ");
            boolean named = process.program().equals(name)
                    || HostProcess.basename(words[0]).equals(name);
            return named && (role.isEmpty() || (words.length > 1 && words[1].equals(role)));
        }
    }

    private static final List<Program> PROGRAMS = List.of(
            new Program("k3s", "server", "k3s.service", ALL, true),
            new Program("k3s", "agent", "k3s-agent.service", WORKER, true),
            new Program("kubelite", "", "snap.microk8s.daemon-kubelite.service", WITHOUT_ETCD, true),
            new Program("rke2", "server", "rke2-server.service", ALL, false),
            new Program("rke2", "agent", "rke2-agent.service", WORKER, false),
            new Program("k0s", "controller", "k0scontroller.service", ALL, false),
            new Program("k0s", "worker", "k0sworker.service", WORKER, false));

    private final List<HostProcess> processes;
    private final HostRoot root;

    Embedded(List<HostProcess> processes, HostRoot root) {
        this.processes = processes;
        this.root = root;
    }

    /**
     * Why a component that was not found may be there, or null.
     *
     * @param kubelet whether a kubelet was found; what RKE2 runs beside it are static pods, which show
     */
    @Nullable Unknown hides(Component component, boolean kubelet) {
        for (Program program : PROGRAMS) {
            boolean shows = kubelet && program.name().equals("rke2");
            if (shows || !program.components().contains(component)) {
                continue;
            }
            for (HostProcess process : processes) {
                if (program.runs(process) && trusted(process)) {
                    return reason(program, component, "pid " + process.pid(), process.path("cmdline"));
                }
            }
        }
        for (Program program : PROGRAMS) {
            String unit = program.components().contains(component) ? unit(program) : "";
            if (!unit.isEmpty() && !(kubelet && program.name().equals("rke2"))) {
                return reason(program, component, program.unit(), unit);
            }
        }
        return null;
    }

    private static Unknown reason(Program program, Component component, String where, String source) {
        String name = program.name().equals("kubelite") ? "microk8s" : program.name();
        return new Unknown(
                program.inside()
                        ? name + " (" + where + ") runs " + component.program()
                                + " inside its own process, whose settings do not show"
                        : name + " (" + where + ") starts " + component.program()
                                + " with settings that show only while it runs",
                source);
    }

    /** Others can call a program of theirs so; what no user of the host has started is believed. */
    private static boolean trusted(HostProcess process) {
        Placement.Kind kind = process.placement().kind();
        boolean service = kind == Placement.Kind.SERVICE;
        boolean outside = service || kind == Placement.Kind.OTHER || kind == Placement.Kind.CONTAINER;
        return process.uid() instanceof Read.Found<Integer>(Integer uid) ? outside && uid == 0 : service;
    }

    /** Where its unit is, hidden or not; empty for none and for one that leads nowhere. */
    private String unit(Program program) {
        for (String place : PLACES) {
            String path = place + "/" + program.unit();
            Read<Stat> found = root.lstat(path);
            if (found instanceof Read.Found<Stat>(Stat stat)) {
                boolean masked = stat.type() == Stat.Type.SYMLINK
                        && root.link(path) instanceof Read.Found<String>(String target)
                        && target.equals("/dev/null");
                return masked ? "" : path;
            }
            if (found instanceof Read.Failed<Stat>) {
                // nothing says that it is there
                return "";
            }
        }
        return "";
    }
}
