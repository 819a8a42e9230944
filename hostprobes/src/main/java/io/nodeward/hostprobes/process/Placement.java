package io.nodeward.hostprobes.process;

import java.util.List;
import java.util.Locale;

/**
 * Where a process runs, told by its control group. Only what stands outermost counts: what is below a user's session or
 * a service may have been named by whoever runs there.
 *
 * @param kind what kind of place
 * @param unit the systemd service that holds it, else empty
 * @param pod uid of its pod, else empty
 */
public record Placement(Kind kind, String unit, String pod) {

    /** Kinds of places. */
    public enum Kind {
        /** A service of the host's systemd. */
        SERVICE,
        /** A pod whose manifest the kubelet read from a file: its uid is a hash, not a UUID. */
        STATIC_POD,
        /** A pod from the API, or from a manifest that names a uid. */
        POD,
        /** A container that is no pod's: a node of kind, or one that an administrator started. */
        CONTAINER,
        /** Somebody's login session or user service. */
        SESSION,
        /** None of these. */
        OTHER
    }

    /** Whether it is on the host itself: in no pod, container or session. */
    public boolean onHost() {
        return kind == Kind.SERVICE || kind == Kind.OTHER;
    }

    /** Nothing is known of it. */
    static final Placement NOWHERE = new Placement(Kind.OTHER, "", "");

    /** Of containerd: where no pod and no systemd says otherwise, its containers lie in {@code /<namespace>/<id>}. */
    public static final List<String> NAMESPACES = List.of("default", "k8s.io", "moby", "buildkit");

    private static final int HASH = 32;
    private static final int SHORTEST_UID = 8;

    /** Services in whose groups a container runtime puts pods when its cgroup driver is not the kubelet's. */
    private static final List<String> RUNTIMES =
            List.of("containerd", "crio", "cri-o", "docker", "cri-docker", "k3s", "rke2", "snap.microk8s.", "kubelet");

    /** Reads the text of {@code /proc/<pid>/cgroup}, version 1 or 2. */
    public static Placement of(String cgroups) {
        String[] parts = path(cgroups).split("/");
        boolean contained = false;
        String unit = "";
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (part.equals("user.slice") || part.startsWith("user@")) {
                return new Placement(Kind.SESSION, unit, "");
            }
            if (part.contains("kubepods") && (unit.isEmpty() || runtime(unit))) {
                String pod = pod(parts, i);
                if (!pod.isEmpty()) {
                    boolean hash = pod.length() == HASH && pod.indexOf('-') < 0;
                    return new Placement(hash ? Kind.STATIC_POD : Kind.POD, "", pod);
                }
            }
            if (container(part) || (i == 1 && i + 1 < parts.length && NAMESPACES.contains(part))) {
                // a unit that the container itself runs comes behind it
                contained = true;
                unit = "";
            } else if (part.endsWith(".service") && unit.isEmpty()) {
                unit = part;
            }
        }
        Kind kind = contained ? Kind.CONTAINER : unit.isEmpty() ? Kind.OTHER : Kind.SERVICE;
        return new Placement(kind, unit, "");
    }

    /** Version 1 has a line for each controller; any of them names the place, systemd's own most exactly. */
    private static String path(String cgroups) {
        String best = "";
        for (String line : cgroups.split("\n")) {
            int first = line.indexOf(':');
            int second = line.indexOf(':', first + 1);
            if (first < 0 || second < 0) {
                continue;
            }
            String path = line.substring(second + 1);
            if (line.substring(first + 1, second).equals("name=systemd") && path.length() > 1) {
                return path;
            }
            if (path.length() > best.length()) {
                best = path;
            }
        }
        return best;
    }

    private static boolean runtime(String unit) {
        for (String name : RUNTIMES) {
            if (unit.startsWith(name)) {
                return true;
            }
        }
        return false;
    }

    /** {@code …/kubepods-burstable-pod1f6a….slice/…} with systemd, {@code /kubepods/burstable/pod1f6a…/…} without. */
    private static String pod(String[] parts, int from) {
        for (int i = from; i < parts.length; i++) {
            // where the drivers differ, the runtime joins its parts by colons
            String name = parts[i].split(":", 2)[0];
            name = name.endsWith(".slice") ? name.substring(0, name.length() - ".slice".length()) : name;
            int at = name.startsWith("pod") ? 0 : name.indexOf("-pod") + 1;
            // the name of the slice of all pods has it too
            while (at > 0 && !uid(name, at)) {
                at = name.indexOf("-pod", at) + 1;
            }
            if (uid(name, at)) {
                return name.substring(at + "pod".length()).replace('_', '-').toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private static boolean uid(String name, int at) {
        if (!name.startsWith("pod", at) || name.length() - at - "pod".length() < SHORTEST_UID) {
            return false;
        }
        for (int i = at + "pod".length(); i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '-' && c != '_' && Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean container(String part) {
        return part.equals("docker")
                || part.equals("lxc")
                || part.startsWith("lxc.")
                || part.startsWith("libpod")
                || part.startsWith("docker-")
                || part.startsWith("cri-containerd-")
                || part.startsWith("nerdctl-")
                || part.startsWith("crio-")
                || part.startsWith("machine-")
                || part.equals("machine.slice");
    }
}
