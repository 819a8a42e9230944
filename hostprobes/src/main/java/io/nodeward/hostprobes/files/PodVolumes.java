package io.nodeward.hostprobes.files;

import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pod's manifest mounts into one of its containers. */
final class PodVolumes {

    private static final int MOUNTS = 1000;

    private final List<VolumeMount> mounts = new ArrayList<>();

    /**
     * @param point where it stands in the container
     * @param place the host's directory or file, or why there is none
     */
    private record VolumeMount(String point, Read<String> place) {}

    private PodVolumes() {}

    static PodVolumes of(YamlNode pod, String container, @Nullable String podUid, String kubeletRoot) {
        PodVolumes result = new PodVolumes();
        YamlNode spec = child(pod, "spec");
        for (YamlNode entry : container(spec, container)) {
            if (result.mounts.size() == MOUNTS) {
                break;
            }
            String point = text(entry, "mountPath");
            if (point.startsWith("/")) {
                result.mounts.add(
                        new VolumeMount(PathMap.normal(point), place(spec, entry, point, podUid, kubeletRoot)));
            }
        }
        return result;
    }

    /** Longest mount point first; of two at one place the kubelet would refuse the pod. */
    Read<String> toHost(String path) {
        VolumeMount best = null;
        for (VolumeMount mount : mounts) {
            if (MountTable.below(path, mount.point()) != null
                    && (best == null || mount.point().length() > best.point().length())) {
                best = mount;
            }
        }
        if (best == null) {
            return new Failed<>(path, PathMap.IN_IMAGE);
        }
        String rest = path.substring(best.point().equals("/") ? 0 : best.point().length());
        return best.place() instanceof Failed<String> failed
                ? new Failed<>(path, failed.reason())
                : best.place().map(place -> MountTable.join(place, rest));
    }

    /** Whether something is mounted at a path. */
    boolean mounted(String path) {
        for (VolumeMount mount : mounts) {
            if (mount.point().equals(path)) {
                return true;
            }
        }
        return false;
    }

    private static List<YamlNode> container(@Nullable YamlNode spec, String name) {
        for (String kind : List.of("containers", "initContainers")) {
            for (YamlNode container : items(child(spec, kind))) {
                if (text(container, "name").equals(name)) {
                    return items(child(container, "volumeMounts"));
                }
            }
        }
        return List.of();
    }

    private static Read<String> place(
            @Nullable YamlNode spec, YamlNode mount, String point, @Nullable String podUid, String kubeletRoot) {
        if (!text(mount, "subPathExpr").isEmpty()) {
            return new Failed<>(point, "is a volume whose subPathExpr depends on the running container");
        }
        String name = text(mount, "name");
        Read<String> volume = new Failed<>(point, "is a volume that the pod does not define");
        for (YamlNode candidate : items(child(spec, "volumes"))) {
            if (text(candidate, "name").equals(name)) {
                volume = volume(candidate, name, point, podUid, kubeletRoot);
            }
        }
        String sub = text(mount, "subPath");
        if (sub.isEmpty() || !(volume instanceof Found<String>(String place))) {
            return volume;
        }
        for (String part : sub.split("/")) {
            if (part.equals("..")) {
                return new Failed<>(point, "is a volume with a subPath that the kubelet refuses");
            }
        }
        return new Found<>(PathMap.normal(place + "/" + sub));
    }

    private static Read<String> volume(
            YamlNode volume, String name, String point, @Nullable String podUid, String kubeletRoot) {
        YamlNode hostPath = child(volume, "hostPath");
        if (hostPath != null) {
            String path = text(hostPath, "path");
            return path.startsWith("/")
                    ? new Found<>(PathMap.normal(path))
                    : new Failed<>(point, "is a hostPath volume without an absolute path");
        }
        String kind = kind(volume);
        if (kind.isEmpty() || name.isEmpty() || name.indexOf('/') >= 0 || name.equals("..")) {
            return new Failed<>(point, "is a volume of a kind that is not found on the host");
        }
        if (podUid == null || podUid.isEmpty() || podUid.indexOf('/') >= 0 || podUid.equals("..")) {
            return new Failed<>(point, "is a volume that the kubelet writes for a pod whose id is not known");
        }
        return new Found<>(
                PathMap.normal(kubeletRoot + "/pods/" + podUid + "/volumes/kubernetes.io~" + kind + "/" + name));
    }

    /** The directory's name below {@code volumes/kubernetes.io~}, for kinds that the kubelet writes itself. */
    private static String kind(YamlNode volume) {
        if (child(volume, "configMap") != null) {
            return "configmap";
        }
        if (child(volume, "secret") != null) {
            return "secret";
        }
        if (child(volume, "projected") != null) {
            return "projected";
        }
        if (child(volume, "downwardAPI") != null) {
            return "downward-api";
        }
        return child(volume, "emptyDir") != null ? "empty-dir" : "";
    }

    private static @Nullable YamlNode child(@Nullable YamlNode node, String key) {
        return node instanceof Mapping mapping ? mapping.get(key) : null;
    }

    private static List<YamlNode> items(@Nullable YamlNode node) {
        return node instanceof Sequence sequence ? sequence.items() : List.of();
    }

    private static String text(@Nullable YamlNode node, String key) {
        return child(node, key) instanceof Scalar scalar ? scalar.text() : "";
    }
}
