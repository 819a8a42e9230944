package io.nodeward.secrets.etcd;

import io.etcd.jetcd.api.DefragmentRequest;
import io.nodeward.secrets.etcd.EtcdException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Has the members write their databases anew, without the free pages that may still hold what was overwritten. A member
 * answers nobody meanwhile: so it is one at a time, the leader last, each only while the others are a quorum, and the next
 * one when the last is healthy again.
 */
final class Defragmentation {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration RECOVERY = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final EtcdCluster cluster;
    private final boolean interruptionAccepted;

    Defragmentation(EtcdCluster cluster, boolean interruptionAccepted) {
        this.cluster = cluster;
        this.interruptionAccepted = interruptionAccepted;
    }

    List<DefragmentedMember> run() throws EtcdException {
        ClusterHealth before = healthy();
        List<EtcdMember> order = new ArrayList<>(
                before.members().stream().map(MemberHealth::member).toList());
        long leader = before.leader().map(EtcdMember::id).orElse(0L);
        order.sort(Comparator.comparing(member -> member.id() == leader));
        List<DefragmentedMember> done = new ArrayList<>();
        for (EtcdMember member : order) {
            ClusterHealth now = healthy();
            requireQuorumWithout(member, now);
            long bytesBefore = databaseBytes(now, member);
            cluster.at(member)
                    .maintenance(
                            LONGEST, "defragment", stub -> stub.defragment(DefragmentRequest.getDefaultInstance()));
            done.add(new DefragmentedMember(member, bytesBefore, databaseBytes(healthy(), member)));
        }
        return done;
    }

    /** Waits until all is well. */
    private ClusterHealth healthy() throws EtcdException {
        long end = System.nanoTime() + RECOVERY.toNanos();
        while (true) {
            ClusterHealth health = cluster.health();
            List<String> problems = health.memberProblems(); // not the alarm for space, which this is a remedy for
            if (problems.isEmpty()) {
                return health;
            }
            if (System.nanoTime() > end) {
                throw new EtcdException(
                        Kind.UNSAFE,
                        "etcd is not defragmented (any further) while it is not healthy: "
                                + String.join("; ", problems));
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EtcdException(Kind.INTERRUPTED, "interrupted while etcd was defragmented");
            }
        }
    }

    private void requireQuorumWithout(EtcdMember member, ClusterHealth health) throws EtcdException {
        int left = health.healthyVoters() - (member.learner() ? 0 : 1);
        if (left < health.quorum() && !interruptionAccepted) {
            throw new EtcdException(
                    Kind.UNSAFE,
                    "while member " + member.label() + " is defragmented, etcd answers nobody: it has "
                            + health.members().size() + " member(s) and no quorum without that one;"
                            + " accept the interruption, or add members");
        }
    }

    private static long databaseBytes(ClusterHealth health, EtcdMember member) {
        return health.members().stream()
                .filter(one -> one.member().id() == member.id())
                .flatMap(one -> one.state().stream())
                .mapToLong(MemberHealth.State::databaseBytes)
                .findFirst()
                .orElse(0);
    }
}
