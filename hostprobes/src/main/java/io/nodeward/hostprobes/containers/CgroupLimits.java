package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits of control groups (kernel doc admin-guide/cgroup-v2: memory.max, pids.max; version 1: memory.limit_in_bytes). A
 * limit of the pod binds its containers; one of all pods together does not keep one of them from taking everything.
 */
final class CgroupLimits {

    private static final String ROOT = "/sys/fs/cgroup";
    private static final int SMALL = 4 << 10;

    /** Version 1 says so when there is none: the largest number, rounded down to a page. */
    private static final long NO_LIMIT = 1L << 60;

    private final HostRoot root;
    private final boolean there;
    /** What was read of pods' groups, which several containers share. */
    private final Map<String, Read<String>> known = new HashMap<>();

    CgroupLimits(HostRoot root) {
        this.root = root;
        this.there = root.stat(ROOT) instanceof Read.Found;
    }

    /** Whether something bounds the memory of a container. */
    Node memory(ContainerGroup group) {
        return group.memory().isEmpty()
                ? limited(ROOT + group.unified(), group.unified(), "memory.max")
                : limited(ROOT + "/memory" + group.memory(), group.memory(), "memory.limit_in_bytes");
    }

    /** Whether something bounds the number of its processes. */
    Node pids(ContainerGroup group) {
        return group.pids().isEmpty()
                ? limited(ROOT + group.unified(), group.unified(), "pids.max")
                : limited(ROOT + "/pids" + group.pids(), group.pids(), "pids.max");
    }

    private Node limited(String container, String path, String file) {
        String own = container + "/" + file;
        if (!there) {
            return new Unknown("only a running host tells limits", own, true);
        }
        if (path.isEmpty() || path.contains("/..")) {
            return new Unknown("its control group cannot be told", ROOT);
        }
        Read<String> first = root.text(own, SMALL);
        if (limit(first)) {
            return new Known(true, own);
        }
        if (!(first instanceof Read.Found)) {
            return first instanceof Read.Failed<String> failed
                    ? failed.unknown()
                    : new Unknown("does not exist", own, !root.live());
        }
        String pod = container.substring(0, container.lastIndexOf('/'));
        String name = pod.substring(pod.lastIndexOf('/') + 1);
        if (name.startsWith("pod") || name.contains("-pod")) {
            String its = pod + "/" + file;
            Read<String> second = known.computeIfAbsent(its, there -> root.text(there, SMALL));
            if (limit(second)) {
                return new Known(true, its);
            }
            if (second instanceof Read.Failed<String> failed) {
                return failed.unknown();
            }
        }
        return new Known(false, own);
    }

    private static boolean limit(Read<String> read) {
        if (!(read instanceof Read.Found<String>(String text))) {
            return false;
        }
        String value = text.strip();
        if (value.isEmpty() || value.length() > 18) {
            // "max" is shorter; longer numbers are no limit
            return false;
        }
        long number = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            number = 10 * number + digit;
        }
        return number < NO_LIMIT;
    }
}
