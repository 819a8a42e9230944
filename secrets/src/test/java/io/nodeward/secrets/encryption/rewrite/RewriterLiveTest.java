package io.nodeward.secrets.encryption.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodeward.secrets.encryption.EncryptionFile;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeRequest;
import io.nodeward.secrets.kube.Kubeconfig;
import io.nodeward.testbed.ApiServer;
import io.nodeward.testbed.Etcd;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Against a real API server and etcd. */
@Live
class RewriterLiveTest {
    private static final int COUNT = 1200;

    @Test
    void everyStaleObjectIsRewrittenOnceAndNothingElseOfItChanges(Testbed bed, Etcd etcd) throws Exception {
        EncryptionFile file = new EncryptionFile(bed.directory().resolve("encryption")).secretbox("secrets", "one");
        ApiServer server =
                bed.apiServer(bed.controlPlane(), etcd).encryption(file.path()).start();
        try (KubeApi api = Kubeconfig.read(server.kubeconfig()).open()) {
            Secrets.createNamespace(api, "a");
            Secrets.createNamespace(api, "a-b");
            Secrets.create(api, "a", COUNT - 1);
            Secrets.create(api, "a-b", "last", "of all");
            JsonNode before = api.json(KubeRequest.get("/api/v1/namespaces/a/secrets/s-000007"));

            file.secretbox("secrets", "two", "one");
            server.restart();
            List<Progress> told = new ArrayList<>();
            Rewriter rewriter = new Rewriter(List.of(api), Limits.DEFAULT, told::add);
            RewriteResult first = rewriter.rewrite(ApiResource.SECRETS, null);

            assertThat(first.complete()).isTrue();
            assertThat(first.counts()).isEqualTo(new Counts(COUNT, 0, 0, 0, 0, 0, 0, 0));
            assertThat(storedWith(etcd, "two")).isEqualTo(COUNT);
            assertThat(told.getLast().settledTo()).isEqualTo(new ObjectKey("a", Secrets.name(COUNT - 2)));
            assertThat(told.getLast().total()).isEqualTo(COUNT);

            RewriteResult second = rewriter.rewrite(ApiResource.SECRETS, null);
            assertThat(second.counts()).isEqualTo(new Counts(0, COUNT, 0, 0, 0, 0, 0, 0));

            JsonNode after = api.json(KubeRequest.get("/api/v1/namespaces/a/secrets/s-000007"));
            assertThat(after.at("/metadata/resourceVersion")).isNotEqualTo(before.at("/metadata/resourceVersion"));
            assertThat(withoutVersion(after)).isEqualTo(withoutVersion(before));
        }
    }

    private static long storedWith(Etcd etcd, String key) {
        String values = etcd.etcdctl("get", "--prefix", "/registry/secrets/", "--print-value-only");
        return Pattern.compile("k8s:enc:secretbox:v1:" + key + ":")
                .matcher(values)
                .results()
                .count();
    }

    private static JsonNode withoutVersion(JsonNode object) {
        JsonNode copy = object.deepCopy();
        ((ObjectNode) copy.path("metadata")).remove("resourceVersion");
        return copy;
    }
}
