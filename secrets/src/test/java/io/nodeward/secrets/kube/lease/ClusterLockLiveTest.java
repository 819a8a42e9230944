package io.nodeward.secrets.kube.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.Kubeconfig;
import io.nodeward.testbed.ApiServer;
import io.nodeward.testbed.Live;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Lease on a real API server. */
@Live
@Timeout(90)
class ClusterLockLiveTest {
    private static final Duration SHORT = Duration.ofSeconds(4);
    private static final Duration NOW = Duration.ZERO;

    private static ApiServer server;

    @BeforeAll
    static void start(ApiServer apiServer) {
        server = apiServer;
    }

    @Test
    void oneHoldsItAtATimeAndEachEpochIsHigher() throws Exception {
        try (KubeApi api = open()) {
            ClusterLock one = new ClusterLock(api, "kube-system", "a", "node-1 (pid 5)", SHORT);
            ClusterLock two = new ClusterLock(api, "kube-system", "a", "node-2 (pid 6)", SHORT);
            assertThat(one.holder()).isEmpty();
            try (HeldLock held = one.acquire(0, NOW, it -> {}, () -> {})) {
                assertThat(held.epoch()).isEqualTo(1);
                assertThat(two.holder()).contains("node-1 (pid 5)");
                List<String> waited = new ArrayList<>();
                // longer than the lease: it is renewed
                assertThatThrownBy(() -> two.acquire(0, Duration.ofSeconds(7), waited::add, () -> {}))
                        .isInstanceOf(KubeException.class)
                        .hasMessageContaining("kube-system/a is held by node-1 (pid 5)");
                assertThat(waited).containsExactly("node-1 (pid 5)");
                held.check();
            }
            try (HeldLock held = two.acquire(0, NOW, it -> {}, () -> {})) {
                assertThat(held.epoch()).isEqualTo(2);
            }
            server.kubectl("--namespace=kube-system", "delete", "lease", "a");
            try (HeldLock held = one.acquire(2, NOW, it -> {}, () -> {})) {
                assertThat(held.epoch()).isEqualTo(3);
            }
        }
    }

    @Test
    void whoDoesNotRenewLosesItAndIsTold() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        KubeApi dying = open();
        try (KubeApi api = open()) {
            HeldLock held = new ClusterLock(dying, "kube-system", "b", "dying", SHORT)
                    .acquire(0, NOW, it -> {}, lost::countDown);
            dying.close(); // cut off
            try (HeldLock next = new ClusterLock(api, "kube-system", "b", "next", SHORT)
                    .acquire(0, Duration.ofSeconds(20), it -> {}, () -> {})) {
                assertThat(held.isHeld()).isFalse(); // before the other got it
                assertThat(next.epoch()).isEqualTo(2);
                assertThat(lost.await(1, TimeUnit.SECONDS)).isTrue();
                assertThatThrownBy(held::check).hasMessageContaining("was lost");
            }
            held.close();
        }
    }

    @Test
    void whoeverTakesItAwayEndsIt() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        try (KubeApi api = open();
                HeldLock held = new ClusterLock(api, "kube-system", "c", "robbed", SHORT)
                        .acquire(0, NOW, it -> {}, lost::countDown)) {
            server.kubectl(
                    "--namespace=kube-system",
                    "patch",
                    "lease",
                    "c",
                    "--patch={\"spec\":{\"holderIdentity\":\"thief\"}}");
            assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(held.isHeld()).isFalse();
        }
        assertThat(server.kubectl(
                        "--namespace=kube-system", "get", "lease", "c", "--output=jsonpath={.spec.holderIdentity}"))
                .isEqualTo("thief"); // not released in the other's name
    }

    private static KubeApi open() throws KubeException {
        return Kubeconfig.read(server.kubeconfig()).open();
    }
}
