package io.nodeward.secrets.encryption.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.journal.History;
import io.nodeward.journal.Outcome;
import io.nodeward.secrets.encryption.change.EncryptionTask.Operation;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A change is killed after each of its records, and goes on each time from where it was. */
@Live
@Timeout(600)
class ChangeKillTest {

    private static final int MOST = 100;

    @Test
    void aRotationThatIsKilledAtEachStepComesToItsEnd(Testbed bed) throws Exception {
        try (ChangedCluster cluster = ChangedCluster.start(bed, 1)) {
            Map<String, String> secrets = cluster.createSecrets(40);
            cluster.change(EncryptionChangeTest.task(Operation.ENABLE, "", Retention.FOREVER));
            Map<String, Long> before = cluster.providers();

            int kills = untilDone(cluster, "ROTATE", "resume");

            assertThat(kills).isEqualTo(12);
            assertThat(cluster.providers())
                    .hasSize(1)
                    .doesNotContainKey(before.keySet().iterator().next());
            assertThat(cluster.secrets()).isEqualTo(secrets);
            assertThat(cluster.file().keys()).hasSize(1);
            assertThat(cluster.histories().getLast().outcome()).contains(Outcome.DONE);
        }
    }

    @Test
    void aRollbackThatIsKilledAtEachStepEndsInWhatWas(Testbed bed) throws Exception {
        try (ChangedCluster cluster = ChangedCluster.start(bed, 1)) {
            Map<String, String> secrets = cluster.createSecrets(40);
            cluster.change(EncryptionChangeTest.task(Operation.ENABLE, "", Retention.FOREVER));
            Map<String, Long> before = cluster.providers();
            byte[] file = cluster.content();
            // the rewrite is begun: its intent is the ninth record
            assertThat(run(cluster, 9, "ROTATE", "aesgcm")).isEqualTo(KilledChange.KILLED);

            int kills = untilDone(cluster, "rollback", "rollback");

            assertThat(kills).isEqualTo(8);
            assertThat(cluster.providers()).isEqualTo(before);
            assertThat(cluster.content()).isEqualTo(file);
            assertThat(cluster.secrets()).isEqualTo(secrets);
            assertThat(cluster.histories()).extracting(History::outcome).endsWith(Optional.of(Outcome.UNDONE));
        }
    }

    /** Kills a change in each step and behind it, and returns how often. */
    private static int untilDone(ChangedCluster cluster, String first, String next) throws Exception {
        int kills = 0;
        String action = first;
        while (kills < MOST) {
            // one that goes on says so, then that it begins the step, and then that the step is done
            int code = run(cluster, kills % 2 == 0 ? 2 : 3, action);
            if (code == 0 || cluster.histories().getLast().outcome().isPresent()) {
                return kills;
            }
            assertThat(code).isEqualTo(KilledChange.KILLED);
            kills++;
            action = next;
        }
        throw new AssertionError("it never ended");
    }

    private static int run(ChangedCluster cluster, int records, String... words) throws Exception {
        Path log = cluster.directory().resolveSibling("killed.log");
        Process process = new ProcessBuilder(cluster.killed(records, words))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
