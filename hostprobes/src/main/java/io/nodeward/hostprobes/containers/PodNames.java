package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the kubelet calls its containers and pods: the links {@code /var/log/containers/POD_NAMESPACE_CONTAINER-ID.log}, and
 * the directories {@code /var/log/pods/NAMESPACE_POD_UID}.
 */
public final class PodNames {

    private static final String CONTAINERS = "/var/log/containers";
    private static final String PODS = "/var/log/pods";
    private static final int MOST = 200_000;
    private static final int ID = 64;

    private final Map<String, Name> containers = new HashMap<>();
    private final Map<String, Name> pods = new HashMap<>();

    /** @param container empty for a pod as a whole */
    public record Name(String namespace, String pod, String container, String source) {}

    public PodNames(HostRoot root) {
        if (root.list(CONTAINERS, MOST) instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                log(name);
            }
        }
        if (root.list(PODS, MOST) instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                int first = name.indexOf('_');
                int last = name.lastIndexOf('_');
                if (first > 0 && last > first) {
                    pods.put(
                            name.substring(last + 1),
                            new Name(name.substring(0, first), name.substring(first + 1, last), "", PODS));
                }
            }
        }
    }

    private void log(String name) {
        int end = name.length() - ".log".length();
        int first = name.indexOf('_');
        int second = name.indexOf('_', first + 1);
        int dash = end - ID - 1;
        if (first > 0 && second > first && dash > second && name.endsWith(".log") && name.charAt(dash) == '-') {
            containers.put(
                    name.substring(dash + 1, end),
                    new Name(
                            name.substring(first + 1, second),
                            name.substring(0, first),
                            name.substring(second + 1, dash),
                            CONTAINERS));
        }
    }

    /** By its id; null for one that the kubelet keeps no log of, a sandbox for example. */
    @Nullable Name container(String id) {
        return containers.get(id);
    }

    /** Whether the kubelet keeps logs here at all. */
    boolean logged() {
        return !containers.isEmpty();
    }

    /** Whether it is told which pods there are. */
    boolean pods() {
        return !pods.isEmpty();
    }

    /** A pod by its uid; null when it is not known. */
    public @Nullable Name pod(String uid) {
        return pods.get(uid);
    }
}
