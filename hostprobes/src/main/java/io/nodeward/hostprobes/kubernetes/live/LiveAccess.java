package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.host.HostProbe;

/**
 * Whether running components may be asked at all. Only the running host's own root, read as root, gives that leave.
 */
public final class LiveAccess {

    /** Why not; empty when they may. */
    private final String reason;

    private LiveAccess(String reason) {
        this.reason = reason;
    }

    /** Decides for one run. */
    public static LiveAccess of(HostRoot root, boolean offline) {
        if (!root.live()) {
            return new LiveAccess("is not asked: this is not the root of the running host");
        }
        if (offline) {
            return new LiveAccess("is not asked: --offline was given");
        }
        return HostProbe.privileged() ? granted() : new LiveAccess("is not asked: the node's keys need root");
    }

    /** For tests, whose servers stand beside a tree of their own. */
    static LiveAccess granted() {
        return new LiveAccess("");
    }

    boolean allowed() {
        return reason.isEmpty();
    }

    String reason() {
        return reason;
    }
}
