package io.nodeward.secrets.encryption.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.journal.History;
import io.nodeward.journal.Outcome;
import io.nodeward.secrets.encryption.change.EncryptionTask.Operation;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of encryption of a real API server and its etcd. */
@Live
@Timeout(600)
class EncryptionChangeTest {

    @Test
    void enabledRotatedChangedAndDisabledNothingIsLost(Testbed bed) throws Exception {
        try (ChangedCluster cluster = ChangedCluster.start(bed, 1)) {
            Map<String, String> secrets = cluster.createSecrets(30);
            assertThat(cluster.providers()).containsOnlyKeys("identity");

            cluster.change(task(Operation.ENABLE, "", Retention.FOREVER));
            Set<String> first = cluster.providers().keySet();
            assertThat(first).singleElement().asString().startsWith("secretbox:nw-");
            assertThat(cluster.file().shown()).singleElement().asString().contains(" identity (plain text)");
            assertThat(cluster.secrets()).isEqualTo(secrets);

            cluster.change(task(Operation.ROTATE, "", Retention.of("0")));
            Set<String> second = cluster.providers().keySet();
            assertThat(second)
                    .singleElement()
                    .asString()
                    .startsWith("secretbox:nw-")
                    .isNotIn(first);
            assertThat(cluster.file().keys()).hasSize(1);

            cluster.change(task(Operation.ROTATE, "aescbc", Retention.FOREVER));
            assertThat(cluster.providers().keySet()).singleElement().asString().startsWith("aescbc:nw-");
            // kept for backups
            assertThat(cluster.file().keys()).hasSize(2);
            assertThat(cluster.secrets()).isEqualTo(secrets);

            cluster.change(task(Operation.DISABLE, "", Retention.of("0")));
            assertThat(cluster.providers()).containsOnlyKeys("identity");
            assertThat(cluster.file().shown()).containsExactly("secrets: identity (plain text)");
            assertThat(cluster.secrets()).isEqualTo(secrets);
            assertThat(cluster.histories())
                    .extracting(History::outcome)
                    .containsOnly(java.util.Optional.of(Outcome.DONE));
        }
    }

    static EncryptionTask task(Operation operation, String provider, Retention retention) {
        return new EncryptionTask(operation, provider, "", List.of(), false, retention, "test");
    }
}
