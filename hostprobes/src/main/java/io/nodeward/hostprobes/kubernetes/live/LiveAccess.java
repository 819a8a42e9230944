package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.host.HostProbe;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether running components may be asked at all. Only the running host's own root, read as root, gives that leave.
 */
public final class LiveAccess {

    private final Supplier<String> decision;

    private LiveAccess(Supplier<String> decision) {
        this.decision = decision;
    }

    /**
     * Decides for one run.
     *
     * @param offline whether nothing may be asked; may wait for the answer
     */
    public static LiveAccess of(HostRoot root, BooleanSupplier offline) {
        return new LiveAccess(() -> {
            if (!root.live()) {
                return "is not asked: this is not the root of the running host";
            }
            if (offline.getAsBoolean()) {
                return "is not asked: --offline was given";
            }
            return HostProbe.privileged() ? "" : "is not asked: the node's keys need root";
        });
    }

    /** For tests, whose servers stand beside a tree of their own. */
    static LiveAccess granted() {
        return new LiveAccess(() -> "");
    }

    /** Why they may not; empty when they may. */
    String refusal() {
        return decision.get();
    }
}
