package io.nodeward.hostprobes.kubernetes.kubelet;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.kubernetes.FeatureGates;
import io.nodeward.hostprobes.kubernetes.TlsFacts;
import io.nodeward.hostprobes.kubernetes.Versions.Version;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the facts of one kubelet, type Kubelet. */
final class KubeletFacts {

    private final HostRoot root;
    private final FileFacts files;
    private final KubeletFiles named;

    KubeletFacts(HostRoot root, FileFacts files, KubeletFiles named) {
        this.root = root;
        this.files = files;
        this.named = named;
    }

    /**
     * One kubelet.
     *
     * @param key tells it from its neighbours
     * @param process null when it does not run
     * @param now the start of the process; the next one when it does not run
     * @param next what a restart would bring, null with the reason in {@code noNext}
     * @param executable its program on the host, empty when nothing names it
     */
    record Subject(
            String key,
            @Nullable HostProcess process,
            KubeletStart now,
            @Nullable KubeletStart next,
            Unknown noNext,
            Read<ServiceUnit> unit,
            Version version,
            Read<String> executable) {

        String origin() {
            return process == null ? key : process.path("cmdline");
        }
    }

    Group of(Subject subject) {
        HostProcess process = subject.process();
        KubeletStart now = subject.now();
        KubeletStart next = subject.next();
        String origin = subject.origin();
        Version version = subject.version();
        FeatureGates gates = new FeatureGates(now.value("featureGates"), "kubelet", version.minor());
        Group.Builder facts = Group.builder()
                .put("running", process != null, process == null ? "no process" : origin)
                .put("pid", process == null ? 0L : (long) process.pid(), origin)
                .put("version", version.fact())
                .put("minor", version.minorFact())
                .put("flag", now.flagFacts())
                .put("config", now.configFacts())
                .put("next_config", next == null ? subject.noNext() : next.configFacts())
                .put("drift", next == null ? subject.noNext() : Drifts.between(now, next, origin))
                .put("unknown_flags", now.unknownFlags())
                .put("removed_flags", now.outdatedFlags())
                .put("gates", gates.explicit())
                .put("alpha_gates", gates.alpha())
                .put("beta_gates", gates.beta())
                .put("config_file", files.of(now.configFile()))
                .put("config_dropins", now.dropIns(files))
                .put("service_files", serviceFiles(subject.unit()))
                .put("executable", files.of(subject.executable()))
                .put("executable_replaced", replaced(process));
        named.add(facts, now);
        return facts.put(
                        "tls",
                        TlsFacts.of(
                                now.value("tlsMinVersion"), now.value("tlsCipherSuites"), "kubelet", version.minor()))
                .build();
    }

    /** The kernel marks the link to a program whose file has gone or has been exchanged for another. */
    private Node replaced(@Nullable HostProcess process) {
        if (process == null) {
            return new Known(false, "no process");
        }
        String link = process.path("exe");
        Read<Boolean> deleted = process.executableDeleted();
        if (deleted instanceof Read.Found<Boolean>(Boolean gone)) {
            return new Known(gone, link);
        }
        return deleted instanceof Read.Failed<Boolean> failed
                ? failed.unknown()
                : new Unknown("is not there", link, !root.live());
    }

    private Node serviceFiles(Read<ServiceUnit> unit) {
        if (unit instanceof Read.Failed<ServiceUnit> failed) {
            return failed.unknown();
        }
        if (!(unit instanceof Read.Found<ServiceUnit>(ServiceUnit service))) {
            return new Many(List.of(), Kubelets.UNIT);
        }
        List<String> paths = new ArrayList<>(service.files());
        for (String path : service.environmentFiles()) {
            // a leading dash says that the file may be missing
            if (!(root.stat(path) instanceof Read.Absent<Stat>)) {
                paths.add(path);
            }
        }
        List<Many.Item> items =
                new ArrayList<>(files.list(paths, service.name()).items());
        for (Read.Failed<?> hidden : service.hidden()) {
            items.add(new Many.Item(hidden.path(), FileFacts.unknown(hidden.reason(), hidden.path())));
        }
        return new Many(items, service.name());
    }
}
