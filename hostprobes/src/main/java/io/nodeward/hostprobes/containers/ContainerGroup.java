package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.process.Placement;
import org.jspecify.annotations.Nullable;

/**
 * The control group of a container's process, as runtimes name them with either driver: {@code
 * cri-containerd-<id>.scope}, {@code crio-<id>.scope}, {@code docker-<id>.scope}, {@code libpod-<id>.scope}, or just {@code
 * <id>} below a pod's or the runtime's own group; {@code /<namespace>/<name>} where ctr starts one. The outermost container counts: what is below was made in it.
 *
 * @param runtime containerd, cri-o, docker, podman, or empty when the group does not tell
 * @param unified path below /sys/fs/cgroup, version 2; empty with version 1
 * @param memory path below the hierarchy of that controller, version 1; empty with version 2
 * @param pids the same
 */
record ContainerGroup(String runtime, String id, Placement placement, String unified, String memory, String pids) {

    private static final int ID = 64;

    /** What stands before an id, and whose it is. */
    private static final String[][] SIGNS = {
        {"cri-containerd-", "containerd"},
        {"nerdctl-", "containerd"},
        {"crio-", "cri-o"},
        {"docker-", "docker"},
        {"libpod-", "podman"},
    };

    /** Reads {@code /proc/<pid>/cgroup}; null for a process that is in no container. */
    static @Nullable ContainerGroup of(String text) {
        // nearly all processes of a host are in none
        if (text.indexOf("kubepods") < 0
                && text.indexOf("docker") < 0
                && text.indexOf("containerd") < 0
                && text.indexOf("libpod") < 0
                && text.indexOf("crio-") < 0
                && text.indexOf("nerdctl") < 0
                && !inNamespace(text)) {
            return null;
        }
        Placement placement = Placement.of(text);
        Placement.Kind kind = placement.kind();
        boolean contained =
                kind == Placement.Kind.POD || kind == Placement.Kind.STATIC_POD || kind == Placement.Kind.CONTAINER;
        if (!contained) {
            return null;
        }
        String unified = "";
        String memory = "";
        String pids = "";
        String[] found = {"", ""};
        for (String line : text.split("\n")) {
            int first = line.indexOf(':');
            int second = line.indexOf(':', first + 1);
            if (first < 0 || second < 0) {
                continue;
            }
            String controllers = "," + line.substring(first + 1, second) + ",";
            String path = line.substring(second + 1);
            if (found[1].isEmpty()) {
                identify(path, found);
            }
            if (controllers.equals(",,")) {
                unified = path;
            }
            memory = controllers.contains(",memory,") ? path : memory;
            pids = controllers.contains(",pids,") ? path : pids;
        }
        return found[1].isEmpty()
                ? null
                : new ContainerGroup(
                        found[0],
                        found[1],
                        placement,
                        upTo(unified, found[1]),
                        upTo(memory, found[1]),
                        upTo(pids, found[1]));
    }

    /** As people write ids: their first twelve digits; a name as a whole. */
    static String shortened(String id) {
        return id(id) ? id.substring(0, 12) : id;
    }

    private static boolean inNamespace(String text) {
        for (String namespace : Placement.NAMESPACES) {
            if (text.indexOf(":/" + namespace + "/") >= 0) {
                return true;
            }
        }
        return false;
    }

    /** The container's own group, not one that was made in it. */
    private static String upTo(String path, String id) {
        int at = path.indexOf(id);
        if (at < 0) {
            return "";
        }
        int end = path.indexOf('/', at);
        return end < 0 ? path : path.substring(0, end);
    }

    private static void identify(String path, String[] found) {
        String[] parts = path.split("/");
        if (parts.length > 2 && Placement.NAMESPACES.contains(parts[1])) {
            found[0] = "containerd";
            found[1] = parts[2];
            return;
        }
        for (String part : parts) {
            String name = part.endsWith(".scope") ? part.substring(0, part.length() - ".scope".length()) : part;
            // the runtime's driver is not the kubelet's
            int colon = name.lastIndexOf(':');
            String joined = colon < 0 ? "" : name.substring(0, colon);
            String last = name.substring(colon + 1);
            for (String[] sign : SIGNS) {
                if (last.startsWith(sign[0]) && id(last.substring(sign[0].length()))) {
                    found[0] = sign[1];
                    found[1] = last.substring(sign[0].length());
                    return;
                }
            }
            if (id(last)) {
                found[0] = joined.endsWith("cri-containerd")
                        ? "containerd"
                        : joined.endsWith("crio") ? "cri-o" : path.startsWith("/docker/") ? "docker" : "";
                found[1] = last;
                return;
            }
        }
    }

    static boolean id(String text) {
        if (text.length() != ID) {
            return false;
        }
        for (int i = 0; i < ID; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
