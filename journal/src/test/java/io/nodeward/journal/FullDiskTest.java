package io.nodeward.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.journal.History.StepState;
import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.HostFiles;
import io.nodeward.journal.files.TestMount;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state directory whose disk fills up: what cannot be recorded is not done, what was done can still be undone. */
class FullDiskTest {

    @TempDir
    Path temp;

    private Path disk() {
        return temp.resolve("disk");
    }

    private TestMount mounted() throws IOException, InterruptedException {
        return TestMount.disk(Files.createDirectory(disk()), "1m");
    }

    private void fill() throws IOException {
        try (OutputStream filler = Files.newOutputStream(disk().resolve("filler"))) {
            assertThatThrownBy(() -> {
                        while (true) {
                            filler.write(new byte[4096]);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTransactionDoesNotBeginWithoutRoom() throws Exception {
        try (TestMount _ = mounted();
                StateDirectory state = StateDirectory.open(disk())) {
            Journal journal = Journal.open(state, "0.1.0");
            fill();
            assertThatThrownBy(() -> journal.begin("harden", Map.of()))
                    .hasMessageStartingWith("cannot create " + disk() + "/journal/harden-")
                    .hasMessageEndingWith(": its file system is full");
            assertThat(journal.list()).isEmpty();
            // room for the first line, but not for an undo
            Files.write(disk().resolve("filler"), new byte[(1 << 20) - (32 << 10)]);
            assertThatThrownBy(() -> journal.begin("harden", Map.of()))
                    .hasMessageStartingWith("cannot reserve room for " + disk() + "/journal/harden-");
            assertThat(disk().resolve("journal")).isEmptyDirectory();
        }
    }

    @Test
    void whatCannotBeRecordedIsNotDone() throws Exception {
        Path root = Files.createDirectory(temp.resolve("root"));
        try (TestMount _ = mounted();
                StateDirectory state = StateDirectory.open(disk());
                HostFiles files = HostFiles.open(root)) {
            Journal journal = Journal.open(state, "0.1.0");
            String id;
            try (Transaction transaction = journal.begin("harden", Map.of())) {
                id = transaction.id();
                fill();
                assertThatThrownBy(() -> {
                            while (true) {
                                transaction.checkpoint("many", Map.of("text", "x".repeat(2000)));
                            }
                        })
                        .hasMessage(
                                "cannot append to " + disk() + "/journal/" + id + ".jsonl: its file system is full");
                Step step = SampleHost.step(
                        "late-" + "x".repeat(4096),
                        changes -> changes.files().write("/file", "text".getBytes(UTF_8), Access.mine(0600)));
                assertThatThrownBy(() -> new Steps(transaction, files, List.of(step)).run())
                        .hasMessageEndingWith("its file system is full");
                assertThat(root).isEmptyDirectory();
                assertThat(transaction.history().step(step.id())).isEqualTo(StepState.NEW);
            }
            assertThat(journal.read(id).outcome()).isEmpty();
        }
    }

    @Test
    void whatWasDoneIsUndoneOnAFullDisk() throws Exception {
        Path root = Files.createDirectory(temp.resolve("root"));
        SampleHost.make(root);
        Map<String, String> before = SampleHost.manifest(root);
        try (TestMount _ = mounted();
                StateDirectory state = StateDirectory.open(disk());
                HostFiles files = HostFiles.open(root)) {
            Journal journal = Journal.open(state, "0.1.0");
            String id;
            try (Transaction transaction = journal.begin("harden", Map.of())) {
                id = transaction.id();
                new Steps(transaction, files, SampleHost.steps()).run();
                fill();
            }
            // also by a process that comes later
            try (Transaction transaction = journal.open(id)) {
                assertThat(new Steps(transaction, files, SampleHost.steps()).undo(OnConflict.STOP))
                        .isEmpty();
                transaction.end(Outcome.UNDONE, "");
            }
            assertThat(SampleHost.manifest(root)).isEqualTo(before);
            assertThat(journal.list().getFirst().state()).isEqualTo(Summary.State.UNDONE);
        }
    }
}
