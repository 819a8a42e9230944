package io.nodeward.secrets.encryption.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.secrets.encryption.servers.Discovery.IdentityLease;
import io.nodeward.secrets.encryption.servers.ServerState.KmsHealth;
import io.nodeward.secrets.encryption.servers.ServerState.Reloads;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void identityCountsNotTheAddress() {
        Discovery cluster = new Discovery(List.of(), List.of(lease("a"), lease("b")));
        ServerState a = server("https://lb.example.com", lease("a").hash());
        ServerState b = server("https://127.0.0.1:6443", lease("b").hash());
        assertThat(cluster.leftOut(List.of(a, b), NOW)).isEmpty();
        assertThat(cluster.leftOut(List.of(a), NOW)).singleElement().asString().contains("host of-b");
        assertThat(cluster.leftOut(List.of(a, a), NOW)).hasSize(1);
    }

    @Test
    void serversThatDoNotTellTheirIdentityCountByNumber() {
        Discovery cluster = new Discovery(List.of(), List.of(lease("a"), lease("b"), lease("c")));
        ServerState anonymous = server("https://10.0.0.1:6443", null);
        assertThat(cluster.leftOut(List.of(anonymous, anonymous, anonymous), NOW))
                .isEmpty();
        assertThat(cluster.leftOut(List.of(anonymous, anonymous), NOW)).hasSize(3);
        assertThat(cluster.leftOut(
                        List.of(anonymous, server("https://x", lease("b").hash())), NOW))
                .hasSize(2)
                .noneMatch(it -> it.contains("of-b"));
    }

    @Test
    void endpointsCountWhereThereAreNoLeases() {
        Discovery cluster = new Discovery(
                List.of(URI.create("https://10.0.0.1:6443"), URI.create("https://10.0.0.2:6443")), List.of());
        ServerState one = server("https://10.0.0.1:6443", null);
        ServerState byName = server("https://cp-2.example.com:6443", null);
        assertThat(cluster.leftOut(List.of(one), NOW)).containsExactly("the API server at https://10.0.0.2:6443");
        assertThat(cluster.leftOut(List.of(one, byName), NOW)).isEmpty();
    }

    private static IdentityLease lease(String name) {
        return new IdentityLease(name, "of-" + name, Optional.of(NOW.minusSeconds(5)));
    }

    private static ServerState server(String url, @Nullable String identity) {
        return new ServerState(
                URI.create(url),
                KubeVersion.parse("v1.36.3").orElseThrow(),
                true,
                "",
                KmsHealth.ABSENT,
                Optional.empty(),
                Optional.ofNullable(identity),
                Optional.empty(),
                Optional.empty(),
                new Reloads(0, 0, Optional.empty(), Optional.empty()),
                List.of());
    }
}
