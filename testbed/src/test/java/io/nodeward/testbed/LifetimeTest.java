package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Nothing that a test started is left, however the test or its JVM ended. */
@Live
class LifetimeTest {
    /** Not found by Surefire, which leaves nested classes out; the test below runs it. */
    @Live
    static class Fails {
        static final List<Long> STARTED = new ArrayList<>();

        @Test
        void afterStarting(Etcd etcd, ApiServer server, Vault vault) {
            STARTED.addAll(List.of(etcd.pid(), server.pid(), vault.pid()));
            assertThat(STARTED).allMatch(LifetimeTest::isRunning);
            fail("on purpose");
        }
    }

    /** The program of the JVM that is killed. */
    static final class Starts {
        public static void main(String[] directory) throws IOException {
            Testbed bed = new Testbed(Path.of(directory[0]));
            System.out.println(bed.etcd().pid() + " " + bed.apiServer().pid() + " "
                    + bed.vault().pid());
            System.out.flush();
            System.in.read();
        }
    }

    @Test
    void aFailingTestStopsItsServers() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Fails.class))
                .execute()
                .testEvents()
                .assertStatistics(events -> events.started(1).failed(1));
        assertThat(Fails.STARTED).hasSize(3).noneMatch(LifetimeTest::isRunning);
    }

    @Test
    void serversDieWithAKilledJvm(@TempDir Path directory)
            throws ExecutionException, InterruptedException, IOException, TimeoutException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starts.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<ProcessHandle> servers;
        try (BufferedReader out = new BufferedReader(new InputStreamReader(jvm.getInputStream(), UTF_8))) {
            servers = Arrays.stream(out.readLine().split(" ", -1))
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();
        } finally {
            jvm.destroyForcibly(); // kill -9: no shutdown hook runs
        }
        try {
            for (ProcessHandle server : servers) {
                server.onExit().get(10, TimeUnit.SECONDS);
            }
            assertThat(servers).hasSize(3).noneMatch(ProcessHandle::isAlive);
        } finally {
            servers.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean isRunning(long pid) {
        return Files.exists(Path.of("/proc", Long.toString(pid)));
    }
}
