package io.nodeward.secrets.etcd;

import java.util.Optional;

/**
 * How one member is.
 *
 * @param member who
 * @param endpoint the URL at which it was asked; empty if none is known
 * @param problem why it does not count as healthy: no answer, or no leader; empty when it answers its status and a read
 *     that the leader confirms
 * @param state what it says of itself; empty when it does not answer
 */
public record MemberHealth(EtcdMember member, String endpoint, Optional<String> problem, Optional<State> state) {

    /**
     * A member's status.
     *
     * @param version of its program
     * @param leader the id of the member that it follows, 0 for none
     * @param raftTerm of that leader's election
     * @param raftIndex of the newest entry in its log
     * @param raftAppliedIndex of the newest entry that its data hold
     * @param databaseBytes of its file
     * @param databaseBytesInUse of them; defragmentation gives the rest back
     */
    public record State(
            String version,
            long leader,
            long raftTerm,
            long raftIndex,
            long raftAppliedIndex,
            long databaseBytes,
            long databaseBytesInUse) {}

    public boolean healthy() {
        return problem.isEmpty();
    }
}
