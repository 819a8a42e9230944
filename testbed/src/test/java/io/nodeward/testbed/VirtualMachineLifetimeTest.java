package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;

/** No virtual machine is left, however its test or its JVM ended; and there is one at a time. */
@Booted(Flavour.HOST)
class VirtualMachineLifetimeTest {
    /** Not found by Surefire, which leaves nested classes out; the test below runs it. */
    @Booted(Flavour.HOST)
    static class Fails {
        static final List<Long> STARTED = new ArrayList<>();

        @Test
        void afterStarting(VirtualMachine machine) {
            STARTED.add(machine.pid());
            fail("on purpose");
        }
    }

    /** The program of the JVM that is killed. */
    static final class Starts {
        public static void main(String[] directory) throws IOException {
            VirtualMachine machine = VirtualMachine.start(Flavour.HOST, Path.of(directory[0]));
            System.out.println(machine.pid());
            System.out.flush();
            System.in.read();
        }
    }

    @Test
    void aFailingTestEndsItsMachine() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Fails.class))
                .execute()
                .testEvents()
                .assertStatistics(events -> events.started(1).failed(1));
        assertThat(Fails.STARTED).hasSize(1).noneMatch(pid -> Files.exists(Path.of("/proc", Long.toString(pid))));
    }

    @Test
    void aMachineDiesWithAKilledJvm(@TempDir Path directory)
            throws ExecutionException, InterruptedException, IOException, TimeoutException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starts.class.getName(),
                        directory.resolve("vm").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ProcessHandle machine;
        try (BufferedReader out = new BufferedReader(new InputStreamReader(jvm.getInputStream(), UTF_8))) {
            machine = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
        } finally {
            jvm.destroyForcibly(); // kill -9: no shutdown hook runs
        }
        try {
            machine.onExit().get(10, TimeUnit.SECONDS);
            assertThat(machine.isAlive()).isFalse();
        } finally {
            machine.destroyForcibly();
        }
    }

    @Test
    void theTurnIsHeldUntilTheLastMachineEnds(@TempDir Path directory) throws IOException {
        Path lock = DebianDisk.obtain().cache().resolve(".vm.lock");
        try (VirtualMachine first = VirtualMachine.start(Flavour.HOST, directory.resolve("1"))) {
            try (VirtualMachine second = VirtualMachine.start(Flavour.HOST, directory.resolve("2"))) {
                assertThat(second.isRunning()).isTrue();
            }
            assertThat(first.isRunning()).isTrue();
            assertHeld(lock);
        }
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.WRITE);
                var held = file.lock()) {
            assertThat(held.isValid()).isTrue();
        }
    }

    private static void assertHeld(Path lock) throws IOException {
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            assertThatThrownBy(file::tryLock).isInstanceOf(OverlappingFileLockException.class);
        }
    }
}
