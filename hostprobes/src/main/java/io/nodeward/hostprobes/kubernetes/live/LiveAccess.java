package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.host.HostProbe;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether running components may be asked at all. Only the running host's own root, read as root, gives that leave.
 */
public final class LiveAccess {

    /** Null gives leave without asking. */
    private final @Nullable HostRoot root;

    private final BooleanSupplier offline;

    private LiveAccess(@Nullable HostRoot root, BooleanSupplier offline) {
        this.root = root;
        this.offline = offline;
    }

    /**
     * Decides for one run.
     *
     * @param offline whether nothing may be asked; may wait for the answer
     */
    public static LiveAccess of(HostRoot root, BooleanSupplier offline) {
        return new LiveAccess(root, offline);
    }

    /** For tests, whose servers stand beside a tree of their own. */
    static LiveAccess granted() {
        return new LiveAccess(null, () -> false);
    }

    /** Why they may not; empty when they may. */
    String refusal() {
        if (root == null) {
            return "";
        }
        if (!root.live()) {
            return "is not asked: this is not the root of the running host";
        }
        if (offline.getAsBoolean()) {
            return "is not asked: --offline was given";
        }
        return HostProbe.privileged() ? "" : "is not asked: the node's keys need root";
    }
}
