package io.nodeward.agent.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.agent.console.Failure;
import io.nodeward.agent.report.Comparison.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What changed since an earlier report. */
class ComparisonTest {

    private static final Format.Style PLAIN = new Format.Style(false, 80, false);

    @TempDir
    Path directory;

    @Test
    void sayWhatIsNewFixedAndChanged() {
        EarlierReport earlier = new EarlierReport(
                "2025-12-31T00:00:00Z",
                Map.of(
                        "kubelet-anonymous-auth", "PASS",
                        "etcd-data-mode", "FAIL",
                        "etcd-client-auth", "FAIL",
                        "audit-policy", "MANUAL",
                        "gone", "PASS",
                        "apiserver-profiling", "WAIVED"));
        Comparison comparison = earlier.compare(Samples.everyVerdict().findings());
        assertThat(comparison.appeared()).containsExactly(new Change("kubelet-anonymous-auth", "PASS", "FAIL"));
        assertThat(comparison.fixed()).containsExactly(new Change("etcd-data-mode", "FAIL", "PASS"));
        assertThat(comparison.changed())
                .containsExactly(
                        new Change("etcd-client-auth", "FAIL", "UNKNOWN"),
                        new Change("proxy-config", null, "NOT_APPLICABLE"),
                        new Change("gone", "PASS", null));
    }

    @Test
    void aReportIsReadAsItWasWritten() throws IOException {
        Report report = Samples.everyVerdict();
        Path file = directory.resolve("report.json");
        Files.write(file, Formats.named("json").write(report, PLAIN));
        EarlierReport earlier = EarlierReport.read(file);
        assertThat(earlier.startedAt()).isEqualTo("2026-01-01T12:34:56Z");
        assertThat(earlier.verdicts()).hasSize(6).containsEntry("audit-policy", "MANUAL");
        Comparison comparison = earlier.compare(report.findings());
        assertThat(comparison.appeared()).isEmpty();
        assertThat(comparison.fixed()).isEmpty();
        assertThat(comparison.changed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"schema\": \"other/v1\"}",
                "{\"schema\": \"nodeward.report/v1\", \"findings\": []",
                "no json",
                "null"
            })
    void whatIsNoReportIsRefused(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("other.json"), content);
        assertThatThrownBy(() -> EarlierReport.read(file))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cannot compare with")
                .hasMessageContaining("other.json");
    }

    @Test
    void aReportThatWasCutOffIsRefused() throws IOException {
        byte[] whole = Formats.named("json").write(Samples.everyVerdict(), PLAIN);
        for (int length = 0; length < whole.length - 2; length += 97) {
            Path file = Files.write(directory.resolve("cut.json"), java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> EarlierReport.read(file)).isInstanceOf(Failure.class);
        }
    }
}
