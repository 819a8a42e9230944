package io.nodeward.secrets.encryption.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodeward.secrets.encryption.TwoServers;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeRequest;
import io.nodeward.secrets.kube.Kubeconfig;
import io.nodeward.secrets.kube.TestKubeconfig;
import io.nodeward.testbed.ApiServer;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Against real API servers and etcd. Each test has a namespace of its own; rewriting looks at all of them. */
@Live
@Timeout(180)
class RewriterLiveTest {
    private static TwoServers servers;
    private static int tests;

    private final List<Progress> told = new ArrayList<>();
    private String namespace = "";

    @BeforeAll
    static void start(Testbed bed) throws Exception {
        servers = new TwoServers(bed, "secrets");
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @BeforeEach
    void namespace(TestInfo test) throws Exception {
        namespace = "t" + ++tests;
        Secrets.createNamespace(servers.one(), namespace);
    }

    @Test
    void everyStaleObjectIsRewrittenOnceAndNothingElseOfItChanges() throws Exception {
        Secrets.createNamespace(servers.one(), namespace + "-b");
        Secrets.create(servers.one(), namespace, 1100);
        Secrets.create(servers.one(), namespace + "-b", "last", "of all");
        JsonNode before = secret("s-000007");
        rewrite(servers.one());

        RewriteResult first = rewrite(servers.two());
        long count = first.counts().done();
        assertThat(count).isGreaterThanOrEqualTo(1101);
        assertThat(first.complete()).isTrue();
        assertThat(first.counts()).isEqualTo(new Counts(count, 0, 0, 0, 0, 0, 0, 0));
        assertThat(servers.stored("secrets/", "two")).isEqualTo(count);
        assertThat(servers.stored("secrets/", "one")).isZero();
        assertThat(told.getLast().counts()).isEqualTo(first.counts());
        assertThat(told.getLast().total()).isEqualTo(count);
        assertThat(told.getLast().settledTo()).isNotNull();

        JsonNode after = secret("s-000007");
        assertThat(after.at("/metadata/resourceVersion")).isNotEqualTo(before.at("/metadata/resourceVersion"));
        assertThat(withoutVersion(after)).isEqualTo(withoutVersion(before));

        assertThat(rewrite(servers.two()).counts()).isEqualTo(new Counts(0, count, 0, 0, 0, 0, 0, 0));
    }

    /** Its patches succeed, and every one is seen to have changed nothing. */
    @Test
    void aServerThatHasNotReloadedChangesNothing() throws Exception {
        Secrets.create(servers.one(), namespace, 20);
        rewrite(servers.one());
        RewriteResult result = rewrite(servers.one());
        assertThat(result.counts().rewritten()).isZero();
        assertThat(result.counts().unchanged())
                .isEqualTo(result.counts().done())
                .isGreaterThanOrEqualTo(20);
    }

    @Test
    void goesOnBehindTheObjectThatWasSettledLast() throws Exception {
        Secrets.create(servers.one(), namespace, 30);
        rewrite(servers.one());
        ObjectKey settled = new ObjectKey(namespace, Secrets.name(9));
        RewriteResult result = rewriter(servers.two(), Limits.DEFAULT).rewrite(ApiResource.SECRETS, settled);
        assertThat(result.counts().rewritten()).isGreaterThanOrEqualTo(20);
        assertThat(servers.stored("secrets/" + namespace + "/", "one")).isEqualTo(10);
        assertThat(servers.stored("secrets/" + namespace + "/", "two")).isEqualTo(20);
    }

    @Test
    void anInterruptedRewriteStopsAtOnceAndCanBeResumed() throws Exception {
        Secrets.create(servers.one(), namespace, 400);
        rewrite(servers.one());
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Progress> last = new AtomicReference<>();
        FutureTask<RewriteResult> task = new FutureTask<>(() -> new Rewriter(
                        List.of(servers.two()), Limits.DEFAULT.withMaxRate(50), progress -> {
                            last.set(progress);
                            if (progress.counts().done() > 0) {
                                begun.countDown();
                            }
                        })
                .rewrite(ApiResource.SECRETS, null));
        Thread thread = Thread.ofPlatform().start(task);
        begun.await();
        thread.interrupt();
        assertThatThrownBy(task::get).hasCauseInstanceOf(InterruptedException.class);
        Progress stopped = last.get();
        assertThat(stopped.settledTo()).isNotNull();
        // at that rate the rest would have taken seconds more
        assertThat(stopped.counts().done()).isLessThan(stopped.total());

        RewriteResult rest = rewriter(servers.two(), Limits.DEFAULT).rewrite(ApiResource.SECRETS, stopped.settledTo());
        assertThat(rest.counts().skipped()).isPositive();
        assertThat(servers.stored("secrets/", "one")).isZero();
    }

    @Test
    void writersAreNotDisturbedAndLoseNothing() throws Exception {
        Secrets.create(servers.one(), namespace, 600);
        rewrite(servers.one());
        try (Writers writers = new Writers(servers.two(), namespace, 8)) {
            RewriteResult result = rewrite(servers.two());
            assertThat(result.complete()).isTrue();
            assertThat(writers.stopAndVerify()).isGreaterThan(50);
        }
        assertThat(servers.stored("secrets/", "one")).isZero();
    }

    @Test
    void aServerThatIsKilledAndComesBackCostsTimeOnly() throws Exception {
        Secrets.create(servers.one(), namespace, 1500);
        rewrite(servers.one());
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<RewriteResult> task = new FutureTask<>(() -> new Rewriter(
                        List.of(servers.two()), Limits.DEFAULT.withMaxRate(400), progress -> begun.countDown())
                .rewrite(ApiResource.SECRETS, null));
        Thread.ofPlatform().start(task);
        begun.await();
        ProcessHandle.of(servers.second().pid()).orElseThrow().destroyForcibly();
        servers.second().restart();
        RewriteResult result = task.get();
        assertThat(result.complete()).isTrue();
        assertThat(result.counts().retries()).isPositive();
        assertThat(servers.stored("secrets/", "one")).isZero();
    }

    @Test
    void aServerThatStaysAwayEndsIt() throws Exception {
        KubeApi nobody = Kubeconfig.read(TestKubeconfig.write(
                        servers.first(), "nobody", "    server: https://127.0.0.1:1\n", "    token: t\n"))
                .open();
        assertThatThrownBy(() -> rewriter(nobody, Limits.DEFAULT.withPatience(Duration.ofSeconds(2)))
                        .rewrite(ApiResource.SECRETS, null))
                .isInstanceOf(KubeException.class)
                .hasMessageContaining("nothing answers at https://127.0.0.1:1");
    }

    @Test
    void missingRightsAreNamed() throws Exception {
        Secrets.create(servers.one(), namespace, 3);
        ApiServer server = servers.first();
        try (KubeApi api = Kubeconfig.read(TestKubeconfig.serviceAccount(server, "nothing", ""))
                .open()) {
            assertThatThrownBy(() -> rewriter(api, Limits.DEFAULT).rewrite(ApiResource.SECRETS, null))
                    .isInstanceOf(KubeException.class)
                    .hasMessageContaining("cannot list resource \"secrets\"");
        }
        server.kubectl("create", "clusterrole", "only-list", "--verb=list", "--resource=secrets");
        try (KubeApi api = Kubeconfig.read(TestKubeconfig.serviceAccount(server, "lists", "only-list"))
                .open()) {
            assertThatThrownBy(() -> rewriter(api, Limits.DEFAULT).rewrite(ApiResource.SECRETS, null))
                    .isInstanceOf(KubeException.class)
                    .hasMessageContaining("cannot patch resource \"secrets\"");
        }
    }

    private RewriteResult rewrite(KubeApi api) throws KubeException, InterruptedException {
        return rewriter(api, Limits.DEFAULT).rewrite(ApiResource.SECRETS, null);
    }

    private Rewriter rewriter(KubeApi api, Limits limits) {
        return new Rewriter(List.of(api), limits, told::add);
    }

    private JsonNode secret(String name) throws KubeException, InterruptedException {
        return servers.one().json(KubeRequest.get("/api/v1/namespaces/" + namespace + "/secrets/" + name));
    }

    private static JsonNode withoutVersion(JsonNode object) {
        JsonNode copy = object.deepCopy();
        ((ObjectNode) copy.path("metadata")).remove("resourceVersion");
        return copy;
    }
}
