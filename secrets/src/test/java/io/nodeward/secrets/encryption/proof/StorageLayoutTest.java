package io.nodeward.secrets.encryption.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.secrets.etcd.KeyRange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageLayoutTest {
    private final StorageLayout layout = StorageLayout.kubernetes();

    @ParameterizedTest
    @CsvSource({
        "secrets/default/a, secrets, default, a",
        "deployments/default/a, deployments.apps, default, a",
        "services/specs/default/kubernetes, services, default, kubernetes",
        "services/endpoints/default/kubernetes, endpoints, default, kubernetes",
        "minions/n1, nodes, '', n1",
        "controllers/default/a, replicationcontrollers, default, a",
        "ingress/default/a, ingresses.networking.k8s.io, default, a",
        "leases/kube-system/a, leases.coordination.k8s.io, kube-system, a",
        "apiregistration.k8s.io/apiservices/v1.apps, apiservices.apiregistration.k8s.io, '', v1.apps",
        "example.com/widgets/default/a, widgets.example.com, default, a",
        "example.com/secrets/default/a, secrets.example.com, default, a",
        "ranges/serviceips, serviceipallocations, '', ranges/serviceips",
        "ranges/servicenodeports, servicenodeportallocations, '', ranges/servicenodeports",
        "masterleases/10.0.0.1, apiServerIPInfo, '', 10.0.0.1",
        "clusterroles/system:node, clusterroles.rbac.authorization.k8s.io, '', system:node",
        "novelties/default/a, novelties, default, a",
        "health, '', '', health",
        "/secrets/a, '', '', /secrets/a",
        "secrets/default/a/b, secrets, default, a/b"
    })
    void tellsTheObjectOfAKey(String key, String resource, String namespace, String name) {
        assertThat(layout.object(key)).isEqualTo(new ObjectName(resource, namespace, name));
    }

    @Test
    void knowsWhereResourcesAre() {
        assertThat(layout.paths("secrets")).containsExactly("secrets");
        assertThat(layout.paths("nodes")).containsExactly("minions");
        assertThat(layout.paths("deployments.apps")).containsExactly("deployments");
        assertThat(layout.paths("serviceipallocations"))
                .containsExactlyInAnyOrder("ranges/serviceips", "ranges/secondaryserviceips");
    }

    @Test
    void looksAtBothPlacesForAResourceThatItDoesNotKnow() {
        assertThat(layout.paths("widgets.example.com")).containsExactly("widgets", "example.com/widgets");
        assertThat(layout.with("widgets.example.com", "example.com/widgets").paths("widgets.example.com"))
                .containsExactly("example.com/widgets");
    }

    @Test
    void takesANewPlace() {
        StorageLayout more = layout.with("novelties.apps", "novelties");
        assertThat(more.object("novelties/default/a")).isEqualTo(new ObjectName("novelties.apps", "default", "a"));
        assertThat(layout.object("novelties/default/a").resource()).isEqualTo("novelties");
    }

    @Test
    void theRangesOfARequestDoNotOverlap() {
        ProofRequest request = ProofRequest.of(List.of("services", "specs.services", "secrets"), Wanted.anything());
        List<KeyRange> ranges = request.ranges();
        for (KeyRange range : ranges) {
            assertThat(ranges.stream().filter(other -> other.holds(range.from())))
                    .containsExactly(range);
        }
        assertThat(ranges)
                .contains(KeyRange.below("/registry/secrets/"), KeyRange.below("/registry/services/specs/"))
                .doesNotHaveDuplicates();
    }

    @Test
    void cleansThePrefix() {
        for (String prefix : List.of("/registry", "registry", "/registry/", " /registry// ")) {
            assertThat(ProofRequest.of(List.of(), Wanted.anything())
                            .withPrefix(prefix)
                            .ranges())
                    .containsExactly(KeyRange.below("/registry/"));
        }
    }
}
