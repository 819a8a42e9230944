package io.nodeward.hostprobes.containers;

import java.util.List;

/**
 * What a directory of the host gives to a container that it is mounted into. What Kubernetes mounts itself (a pod's
 * volumes, its hosts file) gives nothing.
 */
final class HostPlaces {

    /** The sockets over which a runtime does what anybody asks, and the directories that hold them. */
    private static final List<String> SOCKETS = List.of(
            "/run/docker.sock",
            "/run/cri-dockerd.sock",
            "/run/containerd/containerd.sock",
            "/run/crio/crio.sock",
            "/run/podman/podman.sock",
            "/run/k3s/containerd/containerd.sock",
            "/run/dockershim.sock",
            "/var/snap/microk8s/common/run/containerd.sock");

    /** Keys, tokens and passwords lie here. */
    private static final List<String> SECRETS = List.of(
            "/etc/kubernetes",
            "/etc/shadow",
            "/etc/ssh",
            "/etc/ssl/private",
            "/etc/rancher",
            "/root",
            "/var/lib/kubelet/pki",
            "/var/lib/kubelet/pods",
            "/var/lib/kubelet/config.json",
            "/var/lib/etcd",
            "/var/lib/rancher",
            "/var/lib/containerd",
            "/var/lib/containers",
            "/var/lib/docker",
            "/var/lib/cloud",
            "/var/snap/microk8s");

    /** Who writes here runs programs as root of the host, now or later. */
    private static final List<String> CONTROLS = List.of(
            "/bin",
            "/boot",
            "/etc",
            "/lib",
            "/lib64",
            "/opt/cni",
            "/proc",
            "/root",
            "/run/systemd",
            "/sbin",
            "/snap",
            "/sys",
            "/usr",
            "/var/spool/cron",
            "/var/lib/kubelet",
            "/var/lib/etcd",
            "/var/lib/rancher",
            "/var/lib/containerd",
            "/var/lib/containers",
            "/var/lib/docker",
            "/var/lib/cloud",
            "/var/snap");

    /** As a whole only: what lies below may be anybody's data, or what every container has. */
    private static final List<String> WHOLE = List.of("/dev", "/home", "/opt");

    /** Disks and memory. */
    private static final List<String> DEVICES = List.of(
            "/dev/sd",
            "/dev/vd",
            "/dev/xvd",
            "/dev/nvme",
            "/dev/dm-",
            "/dev/mapper",
            "/dev/disk",
            "/dev/mem",
            "/dev/kmem",
            "/dev/port");

    /** What tells the time zone and the like; who changes it gains nothing. */
    private static final List<String> HARMLESS =
            List.of("/etc/localtime", "/etc/timezone", "/etc/machine-id", "/etc/os-release");

    /** Below these, what a pod mounts is its own. */
    private static final String PODS = "/var/lib/kubelet/pods/";

    private HostPlaces() {}

    /** The name that the host has for a place, without the links that every distribution has. */
    static String plain(String path) {
        return path.startsWith("/var/run/") || path.equals("/var/run") ? path.substring("/var".length()) : path;
    }

    /** Whether a runtime's socket is it or lies below it; the root of all is another thing. */
    static boolean socket(String path) {
        return !path.equals("/") && holds(path, SOCKETS, false);
    }

    /** Whether keys of the node or of others lie there. */
    static boolean secrets(String path) {
        return !volume(path) && !ofPod(path) && (path.equals("/home") || holds(path, SECRETS, true));
    }

    /** Whether writing there changes what the host runs. */
    static boolean controls(String path) {
        if (volume(path) || ofPod(path) || HARMLESS.contains(path)) {
            return false;
        }
        for (String device : DEVICES) {
            if (path.startsWith(device)) {
                return true;
            }
        }
        return WHOLE.contains(path) || holds(path, CONTROLS, true);
    }

    /** What the kubelet or a runtime made for a pod. */
    private static boolean volume(String path) {
        return path.startsWith(PODS) && path.length() > PODS.length();
    }

    /** Its shm, hosts, hostname and resolv.conf, which lie among the runtime's own files. */
    private static boolean ofPod(String path) {
        return path.contains("/sandboxes/")
                || path.contains("/overlay-containers/")
                || path.startsWith("/var/lib/docker/containers/")
                || path.startsWith("/var/lib/docker/volumes/");
    }

    /** @param inside whether what lies below one of them counts too */
    private static boolean holds(String path, List<String> places, boolean inside) {
        for (String place : places) {
            if (Mounts.below(place, path) != null || (inside && Mounts.below(path, place) != null)) {
                return true;
            }
        }
        return false;
    }
}
