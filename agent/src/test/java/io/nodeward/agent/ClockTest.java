package io.nodeward.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.agent.command.Cli;
import io.nodeward.agent.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's clock decides what has expired and when the report was made, whatever the machine's says. */
class ClockTest {

    @TempDir
    Path directory;

    @BeforeEach
    void aWaiver() throws IOException {
        write("config.yaml", "audit: {baselinesDirectory: DIR/b, waiversDirectory: DIR/w}\n");
        write("b/site.yaml", """
                controls:
                  - {id: site, title: Ours, severity: high, expr: host.live, fail: It is not, why: We say so,
                     remedy: {text: Mend it}}
                  - {id: year, title: Not yet, severity: low, expr: 'now < timestamp("2028-01-01T00:00:00Z")',
                     fail: It is later, why: We say so, remedy: {text: Mend it}}
                """);
        write("w/site.yaml", "waivers: [{control: site, owner: ops, reason: x, expires: 2027-06-30}]\n");
        write("tree/etc/hostname", "n1\n");
    }

    @Test
    void everythingGoesByOneClock() {
        assertThat(audit("2026-03-01T12:00:00Z"))
                .contains("\"startedAt\": \"2026-03-01T12:00:00Z\"", "\"WAIVED\": 1", "\"PASS\": 1", "\"FAIL\": 0");
        assertThat(audit("2027-06-30T23:59:59Z")).contains("\"WAIVED\": 1");
        assertThat(audit("2027-07-01T00:00:00Z")).contains("\"WAIVED\": 0", "\"FAIL\": 1");
        assertThat(audit("2029-03-01T12:00:00Z"))
                .contains("\"startedAt\": \"2029-03-01T12:00:00Z\"", "\"WAIVED\": 0", "\"PASS\": 0", "\"FAIL\": 2");
    }

    private String audit(String now) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InstantSource clock = InstantSource.fixed(Instant.parse(now));
        new Cli(new Console(out, err, false, false, _ -> null, clock))
                .run(
                        "audit",
                        "--root",
                        directory.resolve("tree").toString(),
                        "--config",
                        directory.resolve("config.yaml").toString(),
                        "--baseline",
                        "local",
                        "--format",
                        "json");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        return out.toString(StandardCharsets.UTF_8);
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Path parent = Files.createDirectories(file.resolve("..").normalize());
        Files.writeString(file, text.replace("DIR", directory.toString()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
