package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.Versions;
import io.nodeward.hostprobes.kubernetes.Versions.Version;
import io.nodeward.hostprobes.process.ProcessTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Container runtimes of a host and their configuration, each looked for and read once. For one thread. */
public final class RuntimeReads {

    /** Where distributions keep the configuration of the containerd that they bring along. */
    static final List<String> BROUGHT_ALONG = List.of(
            "/var/lib/rancher/k3s/agent/etc/containerd/config.toml",
            "/var/lib/rancher/rke2/agent/etc/containerd/config.toml",
            "/var/snap/microk8s/current/args/containerd.toml",
            "/etc/k0s/containerd.toml");

    static final String CONTAINERD = "/etc/containerd/config.toml";

    private final HostRoot root;
    private final ProcessTable processes;
    private final Versions versions;
    private final Map<String, Found> daemons = new HashMap<>();
    private final Map<String, ContainerdConfig> containerds = new HashMap<>();
    private final Map<String, CrioConfig> crios = new HashMap<>();

    /** Daemons of one name, and why there may be more. */
    private record Found(List<Daemon> daemons, List<Read.Failed<?>> gaps) {}

    public RuntimeReads(HostRoot root, ProcessTable processes, Versions versions) {
        this.root = root;
        this.processes = processes;
        this.versions = versions;
    }

    HostRoot root() {
        return root;
    }

    ProcessTable processes() {
        return processes;
    }

    /** As {@link Daemon#find}. */
    List<Daemon> daemons(String name, Consumer<Read.Failed<?>> gaps) {
        Found known = daemons.get(name);
        if (known == null) {
            List<Read.Failed<?>> missing = new ArrayList<>();
            known = new Found(Daemon.find(root, processes, name, missing::add), missing);
            daemons.put(name, known);
        }
        known.gaps().forEach(gaps);
        return known.daemons();
    }

    /** Where a containerd's configuration lies. */
    static String configuration(Daemon daemon) {
        String named = daemon.option("--config", "-config", "-c");
        return named == null ? CONTAINERD : named;
    }

    ContainerdConfig containerd(Daemon daemon) {
        return containerd(configuration(daemon), daemon.option("--config", "-config", "-c") != null);
    }

    /** @param named whether it was told to read this file, so that it does not start without it */
    ContainerdConfig containerd(String path, boolean named) {
        ContainerdConfig known = containerds.get(path);
        if (known == null) {
            known = ContainerdConfig.read(root, path, named);
            containerds.put(path, known);
        }
        return known;
    }

    Version containerdVersion(Daemon daemon) {
        return versions.program(daemon.program(), "v", List.of("containerd.io", "containerd"));
    }

    Version crioVersion(Daemon daemon) {
        return versions.program(daemon.program(), "v1.", List.of("cri-o"));
    }

    Version dockerVersion(Daemon daemon) {
        return versions.program(daemon.program(), "v", List.of("docker-ce", "docker.io"));
    }

    /** @param daemon null where none is known */
    CrioConfig crio(@Nullable Daemon daemon) {
        String key = daemon == null ? "" : daemon.where();
        CrioConfig known = crios.get(key);
        if (known == null) {
            known = CrioConfig.read(root, daemon);
            crios.put(key, known);
        }
        return known;
    }
}
