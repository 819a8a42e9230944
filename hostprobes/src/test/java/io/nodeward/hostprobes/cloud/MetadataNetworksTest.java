package io.nodeward.hostprobes.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.containers.PodNetworks.Network;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Asked from the network of a pod. The pod is a thread with a network namespace of its own, in which the service listens at
 * its real address; the host, here another such namespace, has no way there.
 */
@Timeout(60)
class MetadataNetworksTest {

    private static final String ADDRESS = "169.254.169.254";

    /** A thread that stays where its namespace is. */
    private static final class Pod {
        private final CountDownLatch ready = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);
        private final AtomicReference<Network> network = new AtomicReference<>();
        private final AtomicReference<List<String>> requests = new AtomicReference<>(List.of());
        private final Thread thread;

        Pod(FakeMetadata.Rules rules) throws InterruptedException {
            thread = new Thread(() -> {
                try {
                    if (Namespaced.enter(ADDRESS)) {
                        try (FakeMetadata service = new FakeMetadata(ADDRESS, 80, rules)) {
                            network.set(new Network(Namespaced.link(), Namespaced.thread(), "shop", "shop/web"));
                            ready.countDown();
                            over.await();
                            requests.set(service.requests());
                        }
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                } finally {
                    ready.countDown();
                }
            });
            thread.setDaemon(true);
            thread.start();
            ready.await();
        }

        /** Ends it, and returns what it was asked. */
        List<String> end() throws InterruptedException {
            over.countDown();
            thread.join();
            return requests.get();
        }
    }

    @Test
    void aPodIsAskedFromItsOwnNetwork() throws Exception {
        Pod pod = new Pod(FakeMetadata.aws(false, true));
        Network network = pod.network.get();
        assumeTrue(network != null, "needs root: network namespaces are made");
        String before = Namespaced.link();

        Group facts = (Group) only(asked(network));

        assertThat(value(facts, "from")).isEqualTo("pod shop/web");
        assertThat(value(facts, "place")).isEqualTo("pod");
        assertThat(value(facts, "address")).isEqualTo(ADDRESS);
        assertThat(value(facts, "unprotected")).isEqualTo(false);
        assertThat(value(facts, "credentials")).isEqualTo(true);
        // whoever asked for it is still where it was
        assertThat(Namespaced.link()).isEqualTo(before);
        assertThat(pod.end())
                .containsExactly(
                        "GET /latest/meta-data/",
                        "PUT /latest/api/token",
                        "GET /latest/meta-data/",
                        "GET /latest/meta-data/iam/security-credentials/",
                        "GET /latest/user-data");
    }

    /** Ids of processes are used again. */
    @Test
    void anotherNetworkIsNotMistakenForTheOneThatWasSeen() throws Exception {
        Pod pod = new Pod(FakeMetadata.aws(true, true));
        Network network = pod.network.get();
        assumeTrue(network != null, "needs root: network namespaces are made");
        Network stale = new Network("net:[1]", network.pid(), network.namespace(), network.pod());
        assertThat(only(asked(stale)))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("is another one now"));
        Network gone = new Network(network.link(), Integer.MAX_VALUE, network.namespace(), network.pod());
        assertThat(only(asked(gone)))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("cannot be opened"));
        assertThat(pod.end()).isEmpty();
    }

    private static List<Many.Item> asked(Network network) {
        return Metadata.asked(
                List.of(new Metadata.Place("pod " + network.pod(), network)),
                Metadata.services(MetadataLeave.AUTO, new Cloud(Provider.AWS, "", null)));
    }

    private static Node only(List<Many.Item> items) {
        assertThat(items).hasSize(1);
        return items.getFirst().node();
    }

    private static Object value(Group facts, String name) {
        return ((Known) Objects.requireNonNull(facts.get(name))).value();
    }
}
