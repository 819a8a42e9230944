package io.nodeward.secrets.encryption.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nodeward.secrets.etcd.Connections;
import io.nodeward.secrets.etcd.EtcdCluster;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.etcd.EtcdException.Kind;
import io.nodeward.secrets.etcd.KeyNames;
import io.nodeward.testbed.Etcd;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What happens to etcd while it is read does not change what is proved. */
@Live
class ProofUnderWayTest {
    private static final StoredAs SEALED = new StoredAs(Form.SECRETBOX, "key1", "");

    @Test
    void countsWhatManyProvidersWrote(Etcd etcd) throws Exception {
        etcd.fill("secretbox:key1", 7_000);
        etcd.fill("aesgcm:key2", 20, "--first=7000");
        etcd.fill("kms2:vault:id-1", 300, "--first=8000");
        etcd.fill("kms2:vault:id-2", 200, "--first=9000");
        etcd.fill("kms2:vault:id-2", 200, "--first=9000"); // written twice
        etcd.fill("plain", 10, "--prefix=/registry/configmaps/");
        etcd.fill("json", 5, "--prefix=/elsewhere/");
        etcd.etcdctl("put", "/registry/secrets/default/short", "k8s:enc:secretbox:v1:key1:x");
        etcd.etcdctl("put", "compact_rev_key", "5");

        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(etcd))) {
            ProofRequest request = ProofRequest.of(
                            List.of(), (resource, stored) -> !resource.equals("secrets") || stored.equals(SEALED))
                    .naming(7);
            ProofResult result = Proof.of(cluster, request, objects -> {});

            assertThat(result.objects()).isEqualTo(7_000 + 20 + 300 + 200 + 10 + 1);
            assertThat(result.resources()).containsOnlyKeys("secrets", "configmaps");
            assertThat(result.total().keySet())
                    .containsExactlyInAnyOrder(
                            SEALED,
                            new StoredAs(Form.AESGCM, "key2", ""),
                            new StoredAs(Form.KMS_V2, "vault", "id-1"),
                            new StoredAs(Form.KMS_V2, "vault", "id-2"),
                            StoredAs.of(Form.PROTOBUF),
                            StoredAs.of(Form.UNDECODABLE));
            Tally twice = result.total().getOrDefault(new StoredAs(Form.KMS_V2, "vault", "id-2"), Tally.of(0, 0));
            assertThat(twice.objects()).isEqualTo(200);
            assertThat(twice.writes()).isEqualTo(400);
            assertThat(result.under("vault")).isEqualTo(500);
            assertThat(result.plaintext()).isEqualTo(10);
            assertThat(result.undecodable().total()).isOne();
            assertThat(result.undecodable().named().getFirst().object()).hasToString("secrets default/short");
            assertThat(result.unwanted().total()).isEqualTo(521);
            assertThat(result.unwanted().named())
                    .extracting(found -> found.object().toString())
                    .startsWith("secrets default/short", "secrets ns-000/object-0007000")
                    .hasSize(7)
                    .isSorted();
            assertThat(result.holds()).isFalse();

            KeyNames outside = Proof.outside(cluster, request, result.revision(), 2);
            assertThat(outside.count()).isEqualTo(5);
            assertThat(outside.first())
                    .extracting(key -> key.toStringUtf8())
                    .containsExactly("/elsewhere/ns-000/object-0000000", "/elsewhere/ns-001/object-0000001");
        }
    }

    @Test
    void readsAgainWhatWasCompactedAway(Etcd etcd) throws Exception {
        etcd.fill("secretbox:key1", 6_000);
        AtomicBoolean first = new AtomicBoolean(true);
        Wanted compacting = (resource, stored) -> {
            synchronized (first) { // the other reader waits too, or it might read all the rest meanwhile
                if (first.getAndSet(false)) {
                    compactNow(etcd);
                }
            }
            return true;
        };
        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(etcd))) {
            long before = cluster.revision("/registry/");
            ProofResult result = Proof.of(cluster, ProofRequest.of(List.of("secrets"), compacting), objects -> {});

            assertThat(first).isFalse();
            assertThat(result.revision()).isGreaterThan(before);
            assertThat(result.under("key1")).isEqualTo(6_000);
        }
    }

    @Test
    void givesUpWhenItIsCompactedAgainAndAgain(Etcd etcd) throws Exception {
        etcd.fill("secretbox:key1", 6_000);
        AtomicInteger seen = new AtomicInteger();
        Wanted compacting = (resource, stored) -> {
            synchronized (seen) {
                if (seen.incrementAndGet() % 500 == 1) {
                    compactNow(etcd);
                }
            }
            return true;
        };
        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(etcd))) {
            EtcdException failure = catchThrowableOfType(
                    EtcdException.class,
                    () -> Proof.of(cluster, ProofRequest.of(List.of("secrets"), compacting), objects -> {}));
            assertThat(failure.kind()).isEqualTo(Kind.COMPACTED);
            assertThat(failure).hasMessageContaining("compacted 3 times");
        }
    }

    @Test
    void aMemberThatGoesAwayIsReplacedByAnother(Testbed bed) throws Exception {
        var etcd = bed.etcdCluster(bed.controlPlane(), 3);
        Etcd first = etcd.members().getFirst();
        first.fill("secretbox:key1", 20_000, "--size=3000");
        AtomicBoolean running = new AtomicBoolean(true);
        Wanted stopping = (resource, stored) -> {
            synchronized (running) {
                if (running.getAndSet(false)) {
                    first.stop();
                }
            }
            return true;
        };
        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(first, etcd.urls()))) {
            ProofResult result = Proof.of(cluster, ProofRequest.of(List.of("secrets"), stopping), objects -> {});

            assertThat(running).isFalse();
            assertThat(result.under("key1")).isEqualTo(20_000);
        }
    }

    @Test
    void doesNotCountLessWhenAllMembersGoAway(Testbed bed) throws Exception {
        Etcd etcd = bed.etcd(bed.controlPlane()).start();
        etcd.fill("secretbox:key1", 20_000, "--size=3000");
        Wanted stopping = (resource, stored) -> {
            synchronized (etcd) {
                etcd.stop();
            }
            return true;
        };
        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(etcd))) {
            EtcdException failure = catchThrowableOfType(
                    EtcdException.class,
                    () -> Proof.of(cluster, ProofRequest.of(List.of("secrets"), stopping), objects -> {}));
            assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(failure).hasMessageContaining(etcd.url());
        }
    }

    private static void compactNow(Etcd etcd) {
        etcd.etcdctl("put", "/registry/x", "1");
        String fields = etcd.etcdctl("get", "/registry/x", "--write-out=fields");
        String revision = fields.lines()
                .filter(line -> line.startsWith("\"Revision\""))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow();
        etcd.etcdctl("compact", revision);
    }
}
