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

    /**
     * What starts a component: one of these.
     *
     * @param pod a kubelet, from a manifest
     * @param unit systemd
     * @param none why neither was found
     */
    record Origin(
            @Nullable StaticPod pod,
            @Nullable ServiceUnit unit,
            @Nullable Unknown none) {

        static Origin of(StaticPod pod) {
            return new Origin(pod, null, null);
        }

        static Origin of(ServiceUnit unit) {
            return new Origin(null, unit, null);
        }

        static Origin of(Unknown none) {
            return new Origin(null, null, none);
        }
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
        return origin.pod() != null || (process != null && process.placement().kind() == Placement.Kind.STATIC_POD);
    }

    @Nullable ServiceUnit unit() {
        return origin.unit();
    }

    @Nullable StaticPod pod() {
        return origin.pod();
    }
}
