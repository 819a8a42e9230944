package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.kubernetes.StaticPod;
import io.nodeward.hostprobes.kubernetes.StaticPods;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Localhost seccomp profiles that the components' static pods name, type list(SeccompReference). */
public final class SeccompReferences {

    private SeccompReferences() {}

    public static Many read(HostRoot root, List<StaticPods> pods, List<String> directories) {
        List<Many.Item> items = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (StaticPods directory : pods) {
            for (List<StaticPod> ofComponent : directory.pods().values()) {
                for (StaticPod pod : ofComponent) {
                    for (Scalar name : names(pod.pod())) {
                        if (seen.add(pod.path() + " " + name.text())) {
                            items.add(reference(root, pod, name, directories));
                        }
                    }
                }
            }
        }
        return new Many(items, "manifests of static pods");
    }

    private static Many.Item reference(HostRoot root, StaticPod pod, Scalar name, List<String> directories) {
        String source = pod.path() + ":" + name.line();
        return new Many.Item(
                name.text(),
                Group.builder()
                        .put("manifest", pod.path(), source)
                        .put("profile", name.text(), source)
                        .put("exists", exists(root, name.text(), directories))
                        .build());
    }

    /** A path below the directory, and no way out of it: the kubelet refuses others. */
    private static Node exists(HostRoot root, String name, List<String> directories) {
        if (name.isEmpty() || name.startsWith("/") || ("/" + name + "/").contains("/../")) {
            return new Known(false, "a name that the kubelet refuses");
        }
        Node outcome = new Known(false, directories.getFirst() + "/" + name);
        for (String directory : directories) {
            Read<Stat> read = root.stat(directory + "/" + name);
            if (read instanceof Read.Found<Stat>(Stat stat)) {
                return new Known(stat.type() == Stat.Type.FILE, stat.path());
            }
            if (read instanceof Read.Failed<Stat> failed) {
                outcome = failed.unknown();
            }
        }
        return outcome;
    }

    /** Of the pod and of each container. */
    private static List<Scalar> names(YamlNode pod) {
        List<Scalar> names = new ArrayList<>();
        YamlNode spec = child(pod, "spec");
        add(names, spec);
        for (String kind : List.of("initContainers", "containers")) {
            if (child(spec, kind) instanceof Sequence list) {
                for (YamlNode container : list.items()) {
                    add(names, container);
                }
            }
        }
        return names;
    }

    private static void add(List<Scalar> names, @Nullable YamlNode holder) {
        YamlNode profile = child(child(holder, "securityContext"), "seccompProfile");
        if (child(profile, "type") instanceof Scalar type
                && type.text().equals("Localhost")
                && child(profile, "localhostProfile") instanceof Scalar name) {
            names.add(name);
        }
    }

    private static @Nullable YamlNode child(@Nullable YamlNode node, String key) {
        return node instanceof Mapping mapping ? mapping.get(key) : null;
    }
}
