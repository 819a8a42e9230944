package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.StaticPod;
import io.nodeward.hostprobes.kubernetes.Versions.Version;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import org.jspecify.annotations.Nullable;

/**
 * One component of this host: a process, what would start it again, or both.
 *
 * @param key tells it from its neighbours: {@code pid 1602}, the manifest's path or the unit's name
 * @param process null when none runs
 * @param origin what starts it
 * @param hidden why a process of it may run unseen, or null
 */
record Instance(
        Component component,
        String key,
        @Nullable HostProcess process,
        Origin origin,
        Version version,
        @Nullable Unknown hidden) {

    /** What starts a component. */
    sealed interface Origin {

        /** A kubelet, from a manifest. */
        record Pod(StaticPod pod) implements Origin {}

        /** systemd. */
        record Unit(ServiceUnit unit) implements Origin {}

        /** Nothing that could be found. */
        record None(Unknown reason) implements Origin {}
    }

    /** Its process id, 0 when it does not run. */
    int pid() {
        return process == null ? 0 : process.pid();
    }

    /** What is looked at, for the source of a fact. */
    String where() {
        return process == null ? key : process.path("cmdline");
    }

    Node running() {
        if (process == null && hidden != null) {
            return hidden;
        }
        return new Known(process != null, process == null ? "processes" : process.path("cmdline"));
    }

    Node pidFact() {
        return process == null && hidden != null ? hidden : new Known((long) pid(), where());
    }

    /** Whether a kubelet started it from a manifest, found or not. */
    boolean fromManifest() {
        return origin instanceof Origin.Pod
                || (process != null && process.placement().kind() == Placement.Kind.STATIC_POD);
    }

    @Nullable StaticPod pod() {
        return origin instanceof Origin.Pod(StaticPod pod) ? pod : null;
    }
}
