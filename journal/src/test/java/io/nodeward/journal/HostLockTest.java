package io.nodeward.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.journal.HostLock.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HostLockTest {

    @TempDir
    Path temp;

    private StateDirectory state;

    @BeforeEach
    void open() throws IOException {
        state = StateDirectory.open(temp.resolve("state"));
    }

    @AfterEach
    void close() {
        state.close();
    }

    private HostLock take(String command) throws IOException {
        return ((Attempt.Acquired) HostLock.tryAcquire(state, command)).lock();
    }

    private Holder holder() throws IOException {
        return ((Attempt.Busy) HostLock.tryAcquire(state, "another")).holder();
    }

    @Test
    void oneHoldsItAndTheOtherLearnsWho() throws IOException, InterruptedException {
        long me = ProcessHandle.current().pid();
        try (HostLock _ = take("nodeward harden apply")) {
            Holder holder = holder();
            assertThat(holder.process()).isEqualTo(me);
            assertThat(holder).hasToString("process " + me + " (nodeward harden apply) since " + holder.since());
            assertThatThrownBy(() -> HostLock.acquire(state, "another", Duration.ofMillis(120)))
                    .isInstanceOf(JournalException.class)
                    .hasMessage("this host is being changed by " + holder);
        }
        HostLock.acquire(state, "another", Duration.ZERO).close();
    }

    @Test
    void whoWaitsGetsItWhenItIsFree() throws Exception {
        HostLock first = take("first");
        Thread waiting = Thread.ofVirtual().start(() -> {
            try (HostLock _ = HostLock.acquire(state, "second", Duration.ofMinutes(1))) {
                Files.createFile(temp.resolve("got"));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        // it has tried, and sleeps until it tries again
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(temp.resolve("got")).doesNotExist();
        first.close();
        waiting.join();
        assertThat(temp.resolve("got")).exists();
    }

    @Test
    void theLockOfAFileThatWasDeletedIsNone() throws IOException {
        try (HostLock lock = take("first")) {
            Files.delete(state.path().resolve("lock"));
            // whoever deletes it by hand has two; the second is told apart from then on
            try (HostLock second = take("second")) {
                assertThat(holder().command()).isEqualTo("second");
                assertThat(second).isNotSameAs(lock);
            }
        }
    }

    @Test
    void theLockOfAKilledProcessIsFree() throws Exception {
        Process child = ChildJvm.start(HolderMain.class, state.path().toString());
        try {
            ChildJvm.awaitLine(child, "held");
            assertThat(holder().process()).isEqualTo(child.pid());
            assertThat(holder().command()).isEqualTo("nodeward in a child");
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        take("after").close();
    }

    /** Takes the lock and waits to be killed. */
    static final class HolderMain {
        private HolderMain() {}

        public static void main(String[] arguments) throws Exception {
            StateDirectory state = StateDirectory.open(Path.of(arguments[0]));
            HostLock lock = HostLock.acquire(state, "nodeward in a child", Duration.ZERO);
            System.out.println("held");
            Thread.sleep(Duration.ofMinutes(5));
            lock.close();
        }
    }
}
