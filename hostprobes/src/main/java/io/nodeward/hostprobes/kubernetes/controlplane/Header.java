package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.kubernetes.FeatureGates;
import io.nodeward.hostprobes.kubernetes.StaticPod;
import io.nodeward.hostprobes.systemd.ServiceUnit;

/** The facts that all components have. */
final class Header {

    private Header() {}

    /** Process and version. */
    static Group.Builder process(Instance instance) {
        return Group.builder().put("running", instance.running()).put("pid", instance.pidFact());
    }

    /** Of a component of Kubernetes that has flags only: all up to its feature gates. */
    static Group.Builder of(Instance instance, Starts.Pair starts, FeatureGates gates, FileFacts files) {
        Start now = starts.now();
        Start next = starts.next();
        return process(instance)
                .put("version", instance.version().fact())
                .put("minor", instance.version().minorFact())
                .put("manifest", manifest(instance, files))
                .put("flag", now.group())
                .put("next_flag", next == null ? starts.noNext() : next.group())
                .put("drift", next == null ? starts.noNext() : FlagDrift.between(now, next, instance.where()))
                .put("unknown_flags", now.unknownFlags())
                .put("removed_flags", now.removedFlags())
                .put("gates", gates.explicit())
                .put("alpha_gates", gates.alpha());
    }

    /** The static pod's manifest. */
    static Group manifest(Instance instance, FileFacts files) {
        StaticPod pod = instance.pod();
        if (pod != null) {
            return files.of(pod.path());
        }
        Unknown none = instance.origin().none();
        if (none != null && instance.fromManifest()) {
            return FileFacts.unknown(none.reason(), none.source());
        }
        ServiceUnit unit = instance.unit();
        return files.none(unit == null ? instance.where() : unit.name());
    }
}
