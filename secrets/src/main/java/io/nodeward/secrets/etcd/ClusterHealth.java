package io.nodeward.secrets.etcd;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a cluster is: every member, whether they agree, and the alarms. */
public record ClusterHealth(List<MemberHealth> members, List<Alarm> alarms) {
    /**
     * Entries that a member may lack of the newest that another one has. The members are asked one after the other, so
     * under writes they are never equal.
     */
    public static final long TOLERATED_LAG = 1_000;

    public ClusterHealth {
        members = List.copyOf(members);
        alarms = List.copyOf(alarms);
    }

    /** Votes that are needed to decide: more than half of the members that are no learners. */
    public int quorum() {
        return (int) voters().count() / 2 + 1;
    }

    /** Members with a vote that are healthy. */
    public int healthyVoters() {
        return (int) voters().filter(MemberHealth::healthy).count();
    }

    /** The member that the newest term elected, if those that answer agree on one. */
    public Optional<EtcdMember> leader() {
        List<Long> leaders = states().map(MemberHealth.State::leader).distinct().toList();
        return leaders.size() != 1
                ? Optional.empty()
                : members.stream()
                        .map(MemberHealth::member)
                        .filter(member -> member.id() == leaders.getFirst())
                        .findFirst();
    }

    /** What speaks against relying on this cluster, one sentence each, naming the member; empty when nothing does. */
    public List<String> problems() {
        Stream<String> unhealthy = members.stream()
                .filter(member -> !member.healthy())
                .map(member -> "member " + member.member().label() + ": "
                        + member.problem().orElse(""));
        Stream<String> disagreement = states().findAny().isPresent() && leader().isEmpty()
                ? Stream.of("the members do not agree on a leader")
                : Stream.empty();
        long newest = states().mapToLong(MemberHealth.State::raftIndex).max().orElse(0);
        Stream<String> behind = members.stream()
                .filter(member -> member.state()
                        .filter(state -> newest - state.raftAppliedIndex() > TOLERATED_LAG)
                        .isPresent())
                .map(member -> "member " + member.member().label() + " is more than " + TOLERATED_LAG
                        + " entries behind the others");
        Stream<String> raised =
                alarms.stream().map(alarm -> "alarm " + alarm.type() + ", raised by member " + label(alarm.member()));
        return Stream.of(unhealthy, disagreement, behind, raised)
                .flatMap(sentences -> sentences)
                .toList();
    }

    private String label(long id) {
        return members.stream()
                .map(MemberHealth::member)
                .filter(member -> member.id() == id)
                .map(EtcdMember::label)
                .findFirst()
                .orElse(Long.toHexString(id));
    }

    private Stream<MemberHealth> voters() {
        return members.stream().filter(member -> !member.member().learner());
    }

    private Stream<MemberHealth.State> states() {
        return members.stream().flatMap(member -> member.state().stream());
    }
}
