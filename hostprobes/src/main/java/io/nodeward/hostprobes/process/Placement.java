package io.nodeward.hostprobes.process;

import java.util.Locale;

/**
 * Where a process runs, told by its control group.
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
        /** A pod from the API. */
        POD,
        /** A container that is no pod's: a node of kind, or one that an administrator started. */
        CONTAINER,
        /** Somebody's login session or user service. */
        SESSION,
        /** None of these. */
        OTHER
    }

    private static final int HASH = 32;

    /** Reads the text of {@code /proc/<pid>/cgroup}, version 1 or 2. */
    public static Placement of(String cgroups) {
        String path = path(cgroups);
        String pod = pod(path);
        if (!pod.isEmpty()) {
            boolean hash = pod.length() == HASH && pod.indexOf('-') < 0;
            return new Placement(hash ? Kind.STATIC_POD : Kind.POD, "", pod);
        }
        String unit = unit(path);
        if (container(path)) {
            return new Placement(Kind.CONTAINER, unit, "");
        }
        if (path.startsWith("/user.slice") || path.contains("/user@")) {
            return new Placement(Kind.SESSION, unit, "");
        }
        return new Placement(unit.isEmpty() ? Kind.OTHER : Kind.SERVICE, unit, "");
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
            String controllers = line.substring(first + 1, second);
            String path = line.substring(second + 1);
            if (controllers.equals("name=systemd")) {
                return path;
            }
            if (path.length() > best.length()) {
                best = path;
            }
        }
        return best;
    }

    /** {@code …/kubepods-burstable-pod1f6a….slice/…} with systemd, {@code /kubepods/burstable/pod1f6a…/…} without. */
    private static String pod(String path) {
        if (!path.contains("kubepods")) {
            return "";
        }
        String found = "";
        // where the kubelet's and the runtime's cgroup drivers differ, the parts are joined by colons
        for (String part : path.replace(':', '/').split("/")) {
            String name = part.endsWith(".slice") ? part.substring(0, part.length() - ".slice".length()) : part;
            int at = name.startsWith("pod") ? 0 : name.lastIndexOf("-pod") + 1;
            if (name.startsWith("pod", at) && name.length() > at + 8 && (at > 0 || name.equals(part))) {
                String uid = name.substring(at + 3).replace('_', '-').toLowerCase(Locale.ROOT);
                if (hexadecimal(uid)) {
                    found = uid;
                }
            }
        }
        return found;
    }

    private static boolean hexadecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '-' && Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean container(String path) {
        for (String part : path.split("/")) {
            if (part.equals("docker")
                    || part.equals("lxc")
                    || part.startsWith("lxc.")
                    || part.startsWith("libpod")
                    || part.startsWith("docker-")
                    || part.startsWith("cri-containerd-")
                    || part.startsWith("nerdctl-")
                    || part.startsWith("crio-")
                    || part.startsWith("machine-")
                    || part.equals("machine.slice")) {
                return true;
            }
        }
        return false;
    }

    private static String unit(String path) {
        String unit = "";
        for (String part : path.split("/")) {
            if (part.endsWith(".service")) {
                unit = part;
            }
        }
        return unit;
    }
}
