package io.nodeward.secrets.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.secrets.etcd.MemberHealth.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterHealthTest {
    @Test
    void threeThatAgreeHaveNoProblems() {
        ClusterHealth health =
                new ClusterHealth(List.of(member(1, 2, 5_000), member(2, 2, 5_900), member(3, 2, 6_000)), List.of());
        assertThat(health.problems()).isEmpty();
        assertThat(health.leader().orElseThrow().id()).isEqualTo(2);
    }

    @Test
    void tellsWhoLagsAndWhoFollowsAnother() {
        ClusterHealth health =
                new ClusterHealth(List.of(member(1, 1, 4_999), member(2, 2, 6_000)), List.of(new Alarm("CORRUPT", 2)));
        assertThat(health.leader()).isEmpty();
        assertThat(health.problems())
                .containsExactly(
                        "member m1 is more than 1000 entries behind the others",
                        "the members do not agree on a leader",
                        "alarm CORRUPT, raised by member m2");
    }

    @Test
    void aMemberWithoutALeaderDisagrees() {
        ClusterHealth health = new ClusterHealth(List.of(member(1, 0, 10)), List.of());
        assertThat(health.problems()).containsExactly("the members do not agree on a leader");
    }

    @Test
    void learnersHaveNoVote() {
        MemberHealth learner = new MemberHealth(
                new EtcdMember(9, "l", List.of(), true), "", Optional.of("does not answer"), Optional.empty());
        ClusterHealth health =
                new ClusterHealth(List.of(member(1, 1, 1), member(2, 1, 1), member(3, 1, 1), learner), List.of());
        assertThat(health.quorum()).isEqualTo(2);
        assertThat(health.healthyVoters()).isEqualTo(3);
        assertThat(health.problems()).containsExactly("member l: does not answer");
    }

    @Test
    void readsAlarmsFromAStatus() {
        assertThat(Alarm.parse("memberID:10501334649042878790 alarm:NOSPACE "))
                .contains(new Alarm("NOSPACE", Long.parseUnsignedLong("10501334649042878790")));
        assertThat(Alarm.parse("etcdserver: no leader")).isEmpty();
        assertThat(Alarm.parse("memberID:x alarm:NOSPACE")).isEmpty();
    }

    private static MemberHealth member(long id, long leader, long index) {
        return new MemberHealth(
                new EtcdMember(id, "m" + id, List.of(), false),
                "https://127.0.0.1:" + id,
                Optional.empty(),
                Optional.of(new State("3.6.16", leader, 2, index, index, 1, 1)));
    }
}
