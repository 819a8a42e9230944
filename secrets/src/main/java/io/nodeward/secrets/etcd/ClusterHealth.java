package io.nodeward.secrets.etcd;

import io.nodeward.secrets.etcd.MemberHealth.State;
import java.util.ArrayList;
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
        List<Long> leaders = states().map(State::leader).distinct().toList();
        return leaders.size() != 1
                ? Optional.empty()
                : members.stream()
                        .map(MemberHealth::member)
                        .filter(member -> member.id() == leaders.getFirst())
                        .findFirst();
    }

    /** What speaks against relying on this cluster, one sentence each, naming the member; empty when nothing does. */
    public List<String> problems() {
        return Stream.concat(
                        memberProblems().stream(),
                        alarms.stream()
                                .map(alarm -> "alarm " + alarm.type() + ", raised by member " + label(alarm.member())))
                .toList();
    }

    /** The same without the alarms. */
    List<String> memberProblems() {
        List<String> problems = new ArrayList<>();
        long newest = states().mapToLong(State::raftIndex).max().orElse(0);
        for (MemberHealth health : members) {
            String who = "member " + health.member().label();
            health.problem().ifPresent(problem -> problems.add(who + ": " + problem));
            health.state()
                    .filter(state -> newest - state.raftAppliedIndex() > TOLERATED_LAG)
                    .ifPresent(state ->
                            problems.add(who + " is more than " + TOLERATED_LAG + " entries behind the others"));
        }
        if (states().findAny().isPresent() && leader().isEmpty()) {
            problems.add("the members do not agree on a leader");
        }
        return problems;
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

    private Stream<State> states() {
        return members.stream().flatMap(member -> member.state().stream());
    }
}
