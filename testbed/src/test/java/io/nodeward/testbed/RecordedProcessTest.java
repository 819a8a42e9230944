package io.nodeward.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedProcessTest {
    private final Process sleeper;

    @TempDir
    Path directory;

    RecordedProcessTest() throws IOException {
        sleeper = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void end() {
        sleeper.destroyForcibly();
    }

    @Test
    void isFoundAgainAndStopped() throws InterruptedException {
        Path file = directory.resolve("sleep.pid");
        RecordedProcess.of(sleeper.pid()).orElseThrow().writeTo(file);

        RecordedProcess again = RecordedProcess.readFrom(file).orElseThrow();
        assertThat(again.isRunning()).isTrue();
        again.stop();
        assertThat(again.isRunning()).isFalse();
        // the JVM may learn of its child's end a little later than /proc
        assertThat(sleeper.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anotherProcessWithTheSameNumberIsLeftAlone() {
        RecordedProcess real = RecordedProcess.of(sleeper.pid()).orElseThrow();
        RecordedProcess earlier = new RecordedProcess(real.pid(), "1", real.boot());
        RecordedProcess beforeReboot = new RecordedProcess(real.pid(), real.startTicks(), "another");

        earlier.stop();
        beforeReboot.stop();

        assertThat(earlier.isRunning()).isFalse();
        assertThat(beforeReboot.isRunning()).isFalse();
        assertThat(sleeper.isAlive()).isTrue();
    }

    @Test
    void aFileThatIsAbsentOrHalfWrittenIsNone() throws IOException {
        Path file = directory.resolve("sleep.pid");
        assertThat(RecordedProcess.readFrom(file)).isEmpty();
        for (String half : new String[] {"", "12", "12 34", "x y z"}) {
            Files.writeString(file, half);
            assertThat(RecordedProcess.readFrom(file)).as(half).isEmpty();
        }
    }
}
