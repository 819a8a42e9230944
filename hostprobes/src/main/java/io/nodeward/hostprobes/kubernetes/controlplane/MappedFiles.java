package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.kubernetes.policy.ServerFiles;
import java.util.LinkedHashSet;
import java.util.Set;

/** The files that an API server sees, through the mounts of its container. For one thread. */
final class MappedFiles implements ServerFiles {

    private static final int LIMIT = 4 << 20;

    private final Places places;
    private final Set<String> kubeconfigs = new LinkedHashSet<>();

    MappedFiles(Places places) {
        this.places = places;
    }

    /** The kubeconfigs of webhooks that readers have asked about, as the server names them. */
    Set<String> kubeconfigs() {
        return kubeconfigs;
    }

    @Override
    public Read<byte[]> read(String path) {
        Read<String> place = places.of(path);
        if (place instanceof Read.Found<String>(String host)) {
            return host.isEmpty() ? new Read.Absent<>(path) : places.root().bytes(host, LIMIT);
        }
        return place.map(_ -> new byte[0]);
    }

    @Override
    public boolean kubeconfig(String path) {
        kubeconfigs.add(path);
        return !(places.of(path) instanceof Read.Found<String>(String host)
                && places.root().stat(host) instanceof Read.Absent<Stat>);
    }

    @Override
    public String hostPath(String path) {
        return places.of(path) instanceof Read.Found<String>(String host) && !host.isEmpty() ? host : path;
    }
}
