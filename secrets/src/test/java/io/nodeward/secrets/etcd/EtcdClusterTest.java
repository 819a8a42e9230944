package io.nodeward.secrets.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nodeward.secrets.etcd.EtcdException.Kind;
import io.nodeward.testbed.Etcd;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@Live
class EtcdClusterTest {
    private static final String REGISTRY = "/registry/";

    @Test
    void tellsHowThreeMembersAre(Testbed bed) throws Exception {
        var etcd = bed.etcdCluster(bed.controlPlane(), 3);
        Etcd one = etcd.members().getFirst();
        one.etcdctl("put", "/registry/a", "1");
        // one endpoint is given; the others are asked where they say that they listen
        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(one))) {
            ClusterHealth all = cluster.health();
            assertThat(all.problems()).isEmpty();
            assertThat(all.members())
                    .extracting(member -> member.member().name())
                    .containsExactlyInAnyOrder("m1", "m2", "m3");
            assertThat(all.members())
                    .extracting(MemberHealth::endpoint)
                    .containsExactlyInAnyOrderElementsOf(etcd.urls());
            assertThat(all.leader()).isPresent();
            assertThat(all.quorum()).isEqualTo(2);
            assertThat(all.healthyVoters()).isEqualTo(3);
        }

        Etcd third = etcd.members().get(2);
        third.stop();
        try (EtcdCluster cluster =
                EtcdCluster.open(Connections.to(one, etcd.urls().reversed()))) {
            assertThat(cluster.revision(REGISTRY)).isPositive();
            await(() -> cluster.health().leader().isPresent());
            ClusterHealth two = cluster.health();
            assertThat(two.healthyVoters()).isEqualTo(2);
            assertThat(two.problems()).singleElement().asString().contains("member m3", third.url());

            EtcdException refused = catchThrowableOfType(EtcdException.class, () -> cluster.compact(1_000_000));
            assertThat(refused.kind()).isEqualTo(Kind.FAILED);

            etcd.members().get(1).stop();
            EtcdException alone = catchThrowableOfType(EtcdException.class, () -> cluster.revision(REGISTRY));
            assertThat(alone.kind()).isIn(Kind.NO_QUORUM, Kind.UNREACHABLE);
            assertThat(alone.getMessage()).contains(etcd.urls());
            assertThat(cluster.health().healthyVoters()).isZero();
        }
    }

    @Test
    void compactsAndDefragmentsOneMemberAfterTheOther(Testbed bed) throws Exception {
        var etcd = bed.etcdCluster(bed.controlPlane(), 3);
        Etcd one = etcd.members().getFirst();
        for (int i = 0; i < 4; i++) {
            one.fill("plain", 2_000);
        }
        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(one, etcd.urls()))) {
            long leader = cluster.health().leader().orElseThrow().id();
            assertThat(cluster.compact(cluster.revision(REGISTRY))).isTrue();
            assertThat(cluster.compact(1)).isFalse();

            List<DefragmentedMember> done = cluster.defragment(false);

            assertThat(done)
                    .hasSize(3)
                    .allSatisfy(member -> assertThat(member.bytesAfter()).isLessThan(member.bytesBefore()));
            assertThat(done.getLast().member().id()).isEqualTo(leader);
            assertThat(cluster.health().problems()).isEmpty();
        }
    }

    @Test
    void doesNotTakeAwayTheQuorumUnasked(Etcd etcd) throws Exception {
        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(etcd))) {
            EtcdException refused = catchThrowableOfType(EtcdException.class, () -> cluster.defragment(false));
            assertThat(refused.kind()).isEqualTo(Kind.UNSAFE);
            assertThat(refused).hasMessageContaining("accept the interruption");

            assertThat(cluster.defragment(true)).hasSize(1);
        }
    }

    @Test
    void tellsTheAlarmForSpace(Testbed bed) throws Exception {
        Etcd small = bed.etcd(bed.controlPlane())
                .flag("quota-backend-bytes", Integer.toString(2 << 20))
                .start();
        List<Throwable> full = new ArrayList<>();
        for (int i = 0; i < 20 && full.isEmpty(); i++) {
            try {
                small.fill("plain", 500, "--first=" + 500 * i);
            } catch (RuntimeException e) {
                full.add(e);
            }
        }
        assertThat(full).isNotEmpty();
        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(small))) {
            ClusterHealth health = cluster.health();
            assertThat(health.alarms())
                    .containsExactly(new Alarm(
                            "NOSPACE", health.members().getFirst().member().id()));
            assertThat(health.problems()).singleElement().asString().contains("alarm NOSPACE");
        }
    }

    @Test
    void readsEveryKeyOnceWhateverTheirSize(Testbed bed) throws Exception {
        Etcd etcd = bed.etcd(bed.controlPlane()).start();
        etcd.fill("json", 3_000, "--size=100");
        etcd.fill("plain", 25, "--size=1000000", "--first=1000000"); // far more than a page takes
        etcd.fill("plain", 11_000, "--size=0", "--prefix=/registry/z/");
        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(etcd))) {
            long revision = cluster.revision(REGISTRY);
            List<String> one = new ArrayList<>();
            List<String> other = new ArrayList<>();
            List<KeyConsumer<Integer>> consumers = List.of(
                    key -> one.add(key.key().toStringUtf8()),
                    key -> other.add(key.key().toStringUtf8()));
            cluster.scan(KeyRange.below(REGISTRY), revision, (value, length) -> length, consumers);

            assertThat(one).isSorted();
            assertThat(other).isSorted();
            List<String> all = new ArrayList<>(one);
            all.addAll(other);
            all.sort(null);
            assertThat(all).hasSize(14_025).isEqualTo(etcd.keys(REGISTRY));
        }
    }

    @Test
    void doesNotMixTwoClusters(Testbed bed) throws Exception {
        Etcd one = bed.etcd(bed.controlPlane()).start();
        Etcd other = bed.etcd(bed.controlPlane()).start();
        one.etcdctl("put", "/registry/a", "1");
        other.fill("plain", 300); // several revisions, or it would not have that of the first
        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(one, List.of(one.url(), other.url())))) {
            long revision = cluster.revision(REGISTRY);
            one.stop();
            EtcdException failure = catchThrowableOfType(
                    EtcdException.class,
                    () -> cluster.scan(
                            KeyRange.below(REGISTRY), revision, (value, length) -> length, List.of(key -> {})));
            assertThat(failure.kind()).isEqualTo(Kind.BAD_ANSWER);
            assertThat(failure).hasMessageContaining(other.url()).hasMessageContaining("another cluster");
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    /** An election takes a second. */
    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.holds() && System.nanoTime() < end) {
            Thread.sleep(100);
        }
    }
}
