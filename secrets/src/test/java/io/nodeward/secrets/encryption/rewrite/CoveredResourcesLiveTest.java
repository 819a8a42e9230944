package io.nodeward.secrets.encryption.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.secrets.encryption.TwoServers;
import io.nodeward.secrets.kube.KubeRequest;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Custom resources, cluster-scoped resources and wildcards, resolved and rewritten on real servers. */
@Live
@Timeout(180)
class CoveredResourcesLiveTest {

    @Test
    void everyResourceThatTheConfigurationCoversIsRewritten(Testbed bed) throws Exception {
        try (TwoServers servers = new TwoServers(bed, "'*.*'")) {
            definition(servers, "gadgets", "Gadget", "Namespaced");
            definition(servers, "planets", "Planet", "Cluster");
            for (ApiResource resource : awaitCustom(servers)) {
                assertThat(resource.version()).isEqualTo("v2"); // stored so, though v1 is served and v3 preferred
                String path = resource.namespaced() ? "namespaces/default/" : "";
                for (int i = 0; i < 3; i++) {
                    servers.one()
                            .json(KubeRequest.post(
                                    "/apis/example.com/v2/" + path + resource.plural(),
                                    "{\"kind\":\"" + (resource.namespaced() ? "Gadget" : "Planet")
                                            + "\",\"apiVersion\":\"example.com/v2\",\"metadata\":{\"name\":\"x-" + i
                                            + "\"},\"spec\":{\"a\":1}}"));
                }
            }
            CoveredResources all = CoveredResources.find(servers.one(), List.of("*.*"));
            assertThat(all.unmatched()).isEmpty();
            assertThat(all.resources())
                    .extracting(ApiResource::toString)
                    .contains(
                            "secrets",
                            "configmaps",
                            "namespaces",
                            "events",
                            "leases.coordination.k8s.io",
                            "clusterroles.rbac.authorization.k8s.io",
                            "gadgets.example.com",
                            "planets.example.com",
                            "customresourcedefinitions.apiextensions.k8s.io")
                    .doesNotContain("events.events.k8s.io", "tokenreviews.authentication.k8s.io", "bindings")
                    .doesNotHaveDuplicates();

            Rewriter rewriter = new Rewriter(List.of(servers.two()), Limits.DEFAULT, progress -> {});
            for (ApiResource resource : all.resources()) {
                RewriteResult result = rewriter.rewrite(resource, null);
                assertThat(result.refusals()).isEmpty();
            }
            for (String prefix : List.of("example.com/gadgets/", "example.com/planets/")) {
                assertThat(servers.stored(prefix, "two")).isEqualTo(3);
                assertThat(servers.stored(prefix, "one")).isZero();
            }
            assertThat(servers.stored("clusterroles/", "one")).isZero();
            assertThat(servers.stored("clusterroles/", "two")).isGreaterThan(50);
            assertThat(servers.stored("namespaces/", "two")).isGreaterThan(2);

            CoveredResources some = CoveredResources.find(
                    servers.one(), List.of("secrets", "*.example.com", "nothing.example.org", "*."));
            assertThat(some.unmatched()).containsExactly("nothing.example.org");
            assertThat(some.resources()).extracting(ApiResource::group).containsOnly("", "example.com");
        }
    }

    private static void definition(TwoServers servers, String plural, String kind, String scope) throws Exception {
        String schema = "\"schema\": {\"openAPIV3Schema\": {\"type\": \"object\","
                + " \"x-kubernetes-preserve-unknown-fields\": true}}";
        servers.one().json(KubeRequest.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                {"kind": "CustomResourceDefinition", "apiVersion": "apiextensions.k8s.io/v1",
                 "metadata": {"name": "%s.example.com"},
                 "spec": {"group": "example.com", "scope": "%s", "names": {"plural": "%s", "kind": "%s"},
                   "versions": [{"name": "v1", "served": true, "storage": false, %s},
                                {"name": "v2", "served": true, "storage": true, %s},
                                {"name": "v3", "served": true, "storage": false, %s}]}}""".formatted(
                        plural, scope, plural, kind, schema, schema, schema)));
    }

    private static List<ApiResource> awaitCustom(TwoServers servers) throws Exception {
        for (int i = 0; i < 200; i++) {
            List<ApiResource> one = CoveredResources.find(servers.one(), List.of("*.example.com"))
                    .resources();
            List<ApiResource> two = CoveredResources.find(servers.two(), List.of("*.example.com"))
                    .resources();
            if (one.size() == 2 && two.size() == 2) {
                return one;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("custom resources are not served");
    }
}
