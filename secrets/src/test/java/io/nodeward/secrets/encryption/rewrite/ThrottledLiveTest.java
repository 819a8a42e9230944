package io.nodeward.secrets.encryption.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.secrets.encryption.EncryptionFile;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.Kubeconfig;
import io.nodeward.secrets.kube.TestKubeconfig;
import io.nodeward.testbed.ApiServer;
import io.nodeward.testbed.Etcd;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real API server that takes one change at a time and sends everybody else away with 429. */
@Live
@Timeout(120)
class ThrottledLiveTest {

    @Test
    void refusalsSlowItDownAndNothingIsLost(Testbed bed, Etcd etcd) throws Exception {
        EncryptionFile file = new EncryptionFile(bed.directory().resolve("encryption")).secretbox("secrets", "one");
        ApiServer server = bed.apiServer(bed.controlPlane(), etcd)
                .encryption(file.path())
                .flag("enable-priority-and-fairness", "false")
                .flag("max-mutating-requests-inflight", "1")
                .start();
        // members of system:masters would not be throttled
        try (KubeApi api = Kubeconfig.read(TestKubeconfig.serviceAccount(server, "user", "cluster-admin"))
                        .open();
                KubeApi admin = Kubeconfig.read(server.kubeconfig()).open()) {
            Secrets.create(admin, "default", 300);
            file.secretbox("secrets", "two", "one");
            server.restart();
            RewriteResult result =
                    new Rewriter(List.of(api), Limits.DEFAULT, progress -> {}).rewrite(ApiResource.SECRETS, null);
            assertThat(result.counts().rewritten()).isEqualTo(300);
            assertThat(result.counts().retries()).isPositive();
            assertThat(result.complete()).isTrue();
        }
    }
}
