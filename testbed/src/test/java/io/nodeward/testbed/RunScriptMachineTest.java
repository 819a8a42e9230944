package io.nodeward.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code testbed/run vm} as a person uses it. */
@Booted(Flavour.HOST)
class RunScriptMachineTest {
    @TempDir
    Path home;

    @Test
    void upSshStatusDown() {
        try {
            assertThat(run("vm", "status").exitCode()).isEqualTo(3);
            assertThat(run("vm", "ssh", "true").errors()).contains("run: testbed/run vm up");

            assertThat(run("vm", "up").orThrow()).contains("testbed/run vm ssh");
            assertThat(run("vm", "status").orThrow()).startsWith("runs as process");
            assertThat(run("vm", "ssh", "cat", "/etc/hostname").orThrow()).isEqualTo("debian12\n");
            assertThat(run("vm", "ssh", "exit 5").exitCode()).isEqualTo(5);
            assertThat(run("vm", "up").orThrow()).contains("already up");

            assertThat(run("vm", "down").orThrow()).isEqualTo("switched off\n");
            assertThat(run("vm", "status").exitCode()).isEqualTo(3);
            assertThat(Files.exists(home.resolve("nodeward-testbed/vm"))).isFalse();
        } finally {
            run("vm", "down").orThrow();
        }
    }

    private CommandResult run(String... arguments) {
        Map<String, String> environment = Map.of("XDG_STATE_HOME", home.toString());
        return Command.run(environment, Tools.home().resolve("run"), List.of(arguments));
    }
}
