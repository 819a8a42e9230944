package io.nodeward.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code testbed/run} as a person uses it. */
@Live
class RunScriptTest {
    @TempDir
    Path home;

    @Test
    void upEnvStatusDown() throws IOException {
        try {
            upAndDown();
        } finally {
            run("down").orThrow();
        }
    }

    private void upAndDown() throws IOException {
        assertThat(run("status").exitCode()).isEqualTo(3);
        assertThat(run("env").errors()).contains("run: testbed/run up");

        assertThat(run("up").orThrow()).contains("etcd            runs as process", "eval");
        assertThat(run("status").exitCode()).isZero();
        assertThat(run("up").orThrow()).contains("already up");
        String useAll = "set -e; eval \"$0\"; kubectl get --raw=/readyz; etcdctl endpoint health; bao status";
        assertThat(Command.run(Path.of("sh"), "-c", useAll, run("env").orThrow())
                        .orThrow())
                .contains("ok", "is healthy", "Sealed          false");

        RecordedProcess etcd = RecordedProcess.readFrom(home.resolve("nodeward-testbed/etcd.pid"))
                .orElseThrow();
        etcd.stop();
        CommandResult half = run("status");
        assertThat(half.exitCode()).isEqualTo(3);
        assertThat(half.text()).contains("etcd            does not run", "kube-apiserver  runs");
        assertThat(run("up").exitCode()).isZero();
        assertThat(run("status").exitCode()).isZero();

        assertThat(run("down").orThrow()).startsWith("stopped");
        assertThat(run("down").orThrow()).startsWith("nothing was running");
        assertThat(run("status").exitCode()).isEqualTo(3);
    }

    @Test
    void treeIsWrittenOnce() {
        Path directory = home.resolve("node");
        assertThat(run("tree", "worker", directory.toString()).orThrow()).contains("w1", directory.toString());
        assertThat(Files.exists(directory.resolve("var/lib/kubelet/config.yaml")))
                .isTrue();
        CommandResult again = run("tree", "worker", directory.toString());
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.errors()).contains("is not empty");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
                    frobnicate,               there is no command 'frobnicate'
                    tools frobnicate,         there is no tool 'frobnicate'
                    tree frobnicate /nowhere, there is no kind 'frobnicate'
                    tree worker,              'tree' needs a KIND and a DIR
                    up now,                   'up' takes no arguments
                    vm,                       'vm' needs one of
                    vm frobnicate,            'vm' needs one of
                    vm up frobnicate,         there is no flavour 'frobnicate'
                    vm down now,              'vm down' takes fewer arguments
                    """)
    void misuseIsExplained(String line, String message) {
        CommandResult result = run(line.split(" ", -1));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errors()).contains(message, "testbed/run help");
    }

    private CommandResult run(String... arguments) {
        Map<String, String> environment = Map.of("XDG_STATE_HOME", home.toString());
        return Command.run(environment, Tools.home().resolve("run"), List.of(arguments));
    }
}
