package io.nodeward.secrets.encryption.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {

    @Test
    void keepsWhatIsWantedAndNothingElse() throws Exception {
        Metrics metrics = read("""
                # HELP process_start_time_seconds Start time
                process_start_time_seconds 1.79598081967e+09
                process_start_time_seconds_total 1
                apiserver_encryption_config_controller_last_config_info{apiserver_id_hash="sha256:1",hash="sha256:2"} 1
                apiserver_request_total{code="200"} 5
                apiserver_encryption_config_controller_automatic_reloads_total{status="failure",apiserver_id_hash="x"} 7
                """);
        assertThat(metrics.samples())
                .containsExactly(
                        new Sample("process_start_time_seconds", Map.of(), 1.79598081967e+09),
                        new Sample(Metrics.LOADED, Map.of("apiserver_id_hash", "sha256:1", "hash", "sha256:2"), 1),
                        new Sample(Metrics.RELOADS, Map.of("status", "failure", "apiserver_id_hash", "x"), 7));
        assertThat(metrics.first(Metrics.PROCESS_START).orElseThrow().instant().toEpochMilli())
                .isEqualTo(1_795_980_819_670L);
    }

    @Test
    void labelsMayHoldAnything() {
        Sample sample =
                Sample.parse("a{x=\"a\\\"b,c}\\\\\",y=\"\",} 2 1700000000").orElseThrow();
        assertThat(sample.labels()).isEqualTo(Map.of("x", "a\"b,c}\\", "y", ""));
        assertThat(sample.value()).isEqualTo(2);
    }

    @Test
    void whatIsMalformedOrEndlessIsDropped() throws Exception {
        for (String line : new String[] {"", "a", "a{", "a{x", "a{x=\"", "a{x=\"1\"", "a{} x", "# a 1", " 1"}) {
            assertThat(Sample.parse(line)).as(line).isEmpty();
        }
        assertThat(read(Metrics.LOADED + "{hash=\"" + "a".repeat(100_000) + "\"} 1\n" + Metrics.PROCESS_START + " 5")
                        .samples())
                .containsExactly(new Sample(Metrics.PROCESS_START, Map.of(), 5));
    }

    private static Metrics read(String text) throws Exception {
        return Metrics.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
