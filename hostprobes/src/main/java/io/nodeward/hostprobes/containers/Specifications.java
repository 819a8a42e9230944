package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The OCI specifications from which runtimes started their containers, where containerd (also that of k3s and microk8s),
 * Docker, CRI-O and Podman keep them while a container runs.
 */
final class Specifications {

    private static final int LIMIT = 2 << 20;
    private static final String NAME = "/config.json";

    private static final String[][] PLACES = {
        {"/run/containerd/io.containerd.runtime.v2.task/k8s.io/", ""},
        {"/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/", ""},
        {"/var/snap/microk8s/common/run/containerd/io.containerd.runtime.v2.task/k8s.io/", ""},
        {"/run/containerd/io.containerd.runtime.v2.task/moby/", ""},
        {"/run/containerd/io.containerd.runtime.v2.task/default/", ""},
        {"/run/containers/storage/overlay-containers/", "/userdata"},
        {"/var/lib/containers/storage/overlay-containers/", "/userdata"},
    };

    private final HostRoot root;
    private @Nullable List<String[]> places;

    Specifications(HostRoot root) {
        this.root = root;
    }

    /** @param path where it stands */
    record Specification(String path, String text) {

        @Nullable String annotation(String name) {
            return JsonText.string(text, "annotations", name);
        }

        /** Whether it is that of a pod's sandbox, which holds its namespaces; false where nothing says so. */
        boolean sandbox() {
            return "sandbox".equals(annotation("io.kubernetes.cri.container-type"))
                    || "sandbox".equals(annotation("io.kubernetes.cri-o.ContainerType"))
                    || "podsandbox".equals(annotation("io.kubernetes.docker.type"));
        }
    }

    /** That of a container; Absent where no runtime that is known keeps one. */
    Read<Specification> of(String id) {
        Read<Specification> outcome = new Read.Absent<>("/run/containerd");
        for (String[] place : places()) {
            String path = place[0] + id + place[1] + NAME;
            Read<String> read = root.text(path, LIMIT);
            if (read instanceof Read.Found<String>(String text)) {
                return new Read.Found<>(new Specification(path, text));
            }
            if (read instanceof Read.Failed<String>(String where, String reason)) {
                outcome = new Read.Failed<>(where, reason);
            }
        }
        return outcome;
    }

    private List<String[]> places() {
        List<String[]> known = places;
        if (known == null) {
            known = new ArrayList<>();
            for (String[] place : PLACES) {
                if (!(root.stat(place[0]) instanceof Read.Absent<Stat>)) {
                    known.add(place);
                }
            }
            places = known;
        }
        return known;
    }
}
