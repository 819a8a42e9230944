package io.nodeward.journal;

import static io.nodeward.journal.SampleHost.manifest;
import static io.nodeward.journal.SampleHost.step;
import static io.nodeward.journal.SampleHost.withoutTimes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.nodeward.journal.History.StepState;
import io.nodeward.journal.JournalRecord.Kind;
import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepsTest {

    private static final byte[] TEXT = "text".getBytes(UTF_8);

    @TempDir
    Path temp;

    private Path root;
    private HostFiles files;
    private StateDirectory state;
    private Journal journal;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
        SampleHost.make(root);
        files = HostFiles.open(root);
        state = StateDirectory.open(temp.resolve("state"));
        journal = Journal.open(state, "0.1.0");
    }

    @AfterEach
    void close() {
        files.close();
        state.close();
    }

    private Path etc(String name) {
        return root.resolve("etc").resolve(name);
    }

    @Test
    void everyChangeIsMadeAndUndone() throws Exception {
        Map<String, String> before = manifest(root);
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            Steps steps = new Steps(transaction, files, SampleHost.steps());
            steps.run();
            transaction.end(Outcome.DONE, "");

            assertThat(withoutTimes(manifest(root))).isNotEqualTo(withoutTimes(before));
            assertThat(etc("app.d/main.conf")).hasContent("a = 11\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(etc("app.d/main.conf"))))
                    .isEqualTo("rw-------");
            assertThat(etc("app.d/new/moved.conf")).hasContent("c = 3\n");
            assertThat(etc("app.d/old.conf")).doesNotExist();
            assertThat(etc("app.d/empty")).doesNotExist();
            assertThat(Files.readSymbolicLink(etc("current"))).hasToString("app.d/new/x.conf");
            assertThat(transaction.history().details(Kind.DONE, "add")).contains(Map.of("ran", "add"));
        }
        String id = journal.list().getFirst().id();
        try (Transaction transaction = journal.open(id)) {
            assertThat(new Steps(transaction, files, SampleHost.steps()).undo(OnConflict.STOP))
                    .isEmpty();
            assertThat(transaction.history().undoing()).isTrue();
            transaction.end(Outcome.UNDONE, "");
        }
        assertThat(manifest(root)).isEqualTo(before);
        assertThat(journal.list().getFirst().state()).isEqualTo(Summary.State.UNDONE);
    }

    @Test
    void theJournalTellsWhatHappened() throws Exception {
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            new Steps(
                            transaction,
                            files,
                            List.of(step("one", changes -> changes.write("/etc/one", TEXT, Access.mine(0600)))))
                    .run();
            String mine = Access.mine(0600).toString();
            assertThat(transaction.history().records())
                    .extracting(JournalRecord::kind, JournalRecord::details)
                    .containsExactly(
                            tuple(Kind.INTENT, Map.of("title", "Do one")),
                            tuple(
                                    Kind.SAVED,
                                    Map.of("path", "/etc/one", "saved", "all", "original", "1", "was", "absent")),
                            tuple(
                                    Kind.CHANGING,
                                    Map.of(
                                            "path",
                                            "/etc/one",
                                            "original",
                                            "1",
                                            "becomes",
                                            "file " + mine
                                                    + " sha256:982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1")),
                            tuple(Kind.DONE, Map.of("ran", "one")));
        }
    }

    @Test
    void theSecondTimeThereIsNothingToDo() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (Transaction transaction = journal.begin("harden", Map.of())) {
                new Steps(transaction, files, SampleHost.steps().subList(0, 2)).run();
                assertThat(Saved.count(transaction.history())).isEqualTo(i == 0 ? 3 : 0);
            }
        }
    }

    /** Stands for a kill: nothing that catches exceptions sees it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private void killedAfter(int record, Transaction transaction, List<Step> steps) throws Exception {
        assertThatThrownBy(() -> new Steps(transaction, files, steps).run())
                .as("killed after record %d", record)
                .isInstanceOf(Killed.class);
    }

    /** Some of the records; {@link KillTest} tries each of them with real kills. */
    @Test
    void killedAfterARecordItIsResumedOrUndone() throws Exception {
        Map<String, String> before = manifest(root);
        int records;
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            new Steps(transaction, files, SampleHost.steps()).run();
            records = transaction.history().records().size();
        }
        assertThat(records).isGreaterThan(35);
        Map<String, String> after = withoutTimes(manifest(root));
        undoAll(journal.list().getFirst().id());
        assertThat(manifest(root)).isEqualTo(before);

        for (int n = 2; n < records; n += 5) {
            for (boolean resume : new boolean[] {true, false}) {
                String id = killed(n);
                if (resume) {
                    try (Transaction transaction = journal.open(id)) {
                        new Steps(transaction, files, SampleHost.steps()).run();
                        transaction.end(Outcome.DONE, "");
                    }
                    assertThat(withoutTimes(manifest(root)))
                            .as("resumed after %d", n)
                            .isEqualTo(after);
                }
                undoAll(id);
                assertThat(manifest(root))
                        .as("undone after %d, resumed %s", n, resume)
                        .isEqualTo(before);
            }
        }
    }

    private String killed(int record) throws Exception {
        Journal dying = Journal.open(state, "0.1.0", heard -> {
            if (heard.number() == record) {
                throw new Killed();
            }
        });
        try (Transaction transaction = dying.begin("harden", Map.of())) {
            killedAfter(record, transaction, SampleHost.steps());
            return transaction.id();
        }
    }

    private void undoAll(String id) throws Exception {
        try (Transaction transaction = journal.open(id)) {
            assertThat(new Steps(transaction, files, SampleHost.steps()).undo(OnConflict.STOP))
                    .isEmpty();
            transaction.end(Outcome.UNDONE, "");
        }
    }

    @Test
    void anUndoKilledAfterAnyRecordIsUndoneToItsEnd() throws Exception {
        Map<String, String> before = manifest(root);
        for (int n = 1; n <= 2 * SampleHost.steps().size(); n += 3) {
            String id;
            int done;
            try (Transaction transaction = journal.begin("harden", Map.of())) {
                new Steps(transaction, files, SampleHost.steps()).run();
                id = transaction.id();
                done = transaction.history().records().size();
            }
            // behind the record that it was opened
            int last = done + 1 + n;
            Journal dying = Journal.open(state, "0.1.0", heard -> {
                if (heard.number() == last) {
                    throw new Killed();
                }
            });
            try (Transaction transaction = dying.open(id)) {
                Steps steps = new Steps(transaction, files, SampleHost.steps());
                assertThatThrownBy(() -> steps.undo(OnConflict.STOP)).isInstanceOf(Killed.class);
                if (n % 2 == 1) {
                    // after the record before a step's undo, not that behind it
                    assertThatThrownBy(steps::run)
                            .hasMessageContaining("was being undone when nodeward was interrupted");
                }
            }
            undoAll(id);
            assertThat(manifest(root)).as("killed after %d", n).isEqualTo(before);
        }
    }

    @Test
    void anUndoKilledBetweenFilesAndRecordIsUndoneToItsEnd() throws Exception {
        Map<String, String> before = manifest(root);
        for (String last : List.of("edit", "add", "tidy", "tighten", "point")) {
            String id;
            try (Transaction transaction = journal.begin("harden", Map.of())) {
                new Steps(transaction, files, SampleHost.steps()).run();
                id = transaction.id();
                Undo undo = new Undo(transaction, files, OnConflict.STOP);
                assertThatThrownBy(() -> undo.all(step -> {
                            if (step.equals(last)) {
                                throw new Killed();
                            }
                        }))
                        .isInstanceOf(Killed.class);
                assertThat(transaction.history().step(last)).isEqualTo(StepState.UNDOING);
            }
            undoAll(id);
            assertThat(manifest(root)).as("killed behind %s", last).isEqualTo(before);
        }
    }

    @Test
    void aFailingStepIsRecordedAndTriedAgain() throws Exception {
        boolean[] works = {false};
        List<Step> steps = List.of(
                step("first", changes -> changes.write("/etc/first", TEXT, Access.mine(0600))),
                step("second", changes -> {
                    changes.write("/etc/second", TEXT, Access.mine(0600));
                    if (!works[0]) {
                        changes.write("/etc/none/second", TEXT, Access.mine(0600));
                    }
                }),
                step("third", changes -> changes.write("/etc/third", TEXT, Access.mine(0600))));
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            Steps runner = new Steps(transaction, files, steps);
            JournalException failure = catchThrowableOfType(JournalException.class, runner::run);
            assertThat(failure)
                    .hasMessage("step second (Do second) failed: cannot resolve /etc/none/second: there is no directory"
                            + " /etc/none");
            assertThat(failure.hint()).isEqualTo("make it first, or look at the path");
            assertThat(transaction.history().step("second")).isEqualTo(StepState.FAILED);
            assertThat(etc("third")).doesNotExist();

            assertThat(runner.undo("second", OnConflict.STOP)).isEmpty();
            assertThat(etc("second")).doesNotExist();
            assertThat(etc("first")).exists();
            runner.run();
            assertThat(transaction.history().step("second")).isEqualTo(StepState.UNDONE);
            assertThat(etc("third")).exists();
        }
        works[0] = true;
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            new Steps(transaction, files, steps).run();
            assertThat(etc("second")).exists();
        }
    }

    @Test
    void aMistakeInTheProgramIsNotQuoted() throws Exception {
        Step broken = step("broken", changes -> {
            throw new IllegalStateException("hunter2");
        });
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            assertThatThrownBy(() -> new Steps(transaction, files, List.of(broken)).run())
                    .hasMessage("step broken (Do broken) failed: IllegalStateException");
        }
        try (Stream<Path> paths = Files.walk(state.path())) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                assertThat(Files.readString(path)).doesNotContain("hunter2");
            }
        }
    }

    @Test
    void contentIsInTheOriginalsAndNowhereElse() throws Exception {
        Files.writeString(etc("key"), "old-secret");
        try (Transaction transaction = journal.begin("rotate", Map.of())) {
            new Steps(
                            transaction,
                            files,
                            List.of(step("key", changes -> changes.replace("/etc/key", "new-secret".getBytes(UTF_8)))))
                    .run();
            assertThatThrownBy(() -> journal.discardOriginals(transaction.id()))
                    .hasMessageEndingWith("has not ended, and may have to be undone");
            transaction.end(Outcome.DONE, "");
        }
        String id = journal.list().getFirst().id();
        assertThat(state.path().resolve("originals/" + id + "/1")).hasContent("old-secret");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(state.path().resolve("originals/" + id + "/1"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(state.path().resolve("journal/" + id + ".jsonl")))
                .doesNotContain("secret");
        assertThat(Files.readString(state.path().resolve("originals/" + id + "/1.json")))
                .doesNotContain("secret");

        journal.discardOriginals(id);
        assertThat(state.path().resolve("originals/" + id)).doesNotExist();
        try (Transaction transaction = journal.open(id)) {
            assertThatThrownBy(() -> new Undo(transaction, files, OnConflict.STOP).all(step -> {}))
                    .isInstanceOf(HostFileException.class)
                    .hasMessageContaining(state.path() + "/originals/" + id);
        }
        assertThat(etc("key")).hasContent("new-secret");
    }

    @Test
    void whatSomebodyElseChangedSinceIsOnlyOverwrittenWhenTold() throws Exception {
        String id;
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            new Steps(transaction, files, SampleHost.steps()).run();
            transaction.end(Outcome.DONE, "");
            id = transaction.id();
        }
        Files.writeString(etc("app.d/main.conf"), "theirs");
        Files.writeString(etc("app.d/new/theirs.conf"), "theirs");
        Map<String, String> changed = manifest(root);
        try (Transaction transaction = journal.open(id)) {
            int records = transaction.history().records().size();
            Steps steps = new Steps(transaction, files, SampleHost.steps());
            assertThatThrownBy(() -> steps.undo(OnConflict.STOP))
                    .hasMessageStartingWith(
                            "/etc/app.d/main.conf was changed by somebody else since step point (it was: file ")
                    .hasMessageContaining("it is: file ");
            assertThat(manifest(root)).isEqualTo(changed);
            assertThat(transaction.history().records()).hasSize(records);

            List<Conflict> kept = steps.undo(OnConflict.KEEP);
            assertThat(kept)
                    .extracting(Conflict::step, Conflict::path)
                    .containsExactly(
                            tuple("point", "/etc/app.d/main.conf"),
                            tuple("add", "/etc/app.d/new"),
                            tuple("edit", "/etc/app.d/main.conf"));
            assertThat(etc("app.d/main.conf")).hasContent("theirs");
            assertThat(etc("app.d/new")).isDirectoryContaining(path -> path.endsWith("theirs.conf"));
            assertThat(etc("app.d/old.conf")).hasContent("b = 2\n");
            assertThat(transaction.history().details(Kind.UNDONE, "add").orElseThrow())
                    .containsKey("left /etc/app.d/new");
        }
    }

    @Test
    void toldToItOverwrites() throws Exception {
        Map<String, String> before = manifest(root);
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            Steps steps = new Steps(transaction, files, SampleHost.steps());
            steps.run();
            Files.writeString(etc("app.d/main.conf"), "theirs");
            Files.delete(etc("another"));
            Files.writeString(etc("another"), "theirs");
            Files.delete(etc("current"));
            assertThat(steps.undo(OnConflict.OVERWRITE)).isEmpty();
        }
        assertThat(manifest(root)).isEqualTo(before);
    }

    @Test
    void anEditInBetweenIsNotOverwrittenByAResume() throws Exception {
        String id = killed(4);
        Files.writeString(etc("app.d/main.conf"), "theirs");
        try (Transaction transaction = journal.open(id)) {
            assertThatThrownBy(() -> new Steps(transaction, files, SampleHost.steps()).run())
                    .hasMessageContaining(
                            "/etc/app.d/main.conf was changed by somebody else while step edit was interrupted");
            assertThat(etc("app.d/main.conf")).hasContent("theirs");
        }
    }

    @Test
    void anEditBeforeTheFirstChangeIsWhatAnUndoBringsBack() throws Exception {
        // saved, but not yet announced
        String id = killed(2);
        Files.writeString(etc("app.d/main.conf"), "theirs");
        Map<String, String> before = manifest(root);
        try (Transaction transaction = journal.open(id)) {
            Steps steps = new Steps(transaction, files, SampleHost.steps());
            steps.run();
            assertThat(etc("app.d/main.conf")).hasContent("a = 11\n");
            assertThat(steps.undo(OnConflict.STOP)).isEmpty();
        }
        assertThat(manifest(root)).isEqualTo(before);
    }

    @Test
    void stepsUndoWhatIsNotAFileAfterTheirFiles() throws Exception {
        List<String> undone = new ArrayList<>();
        List<Step> steps = Stream.of("one", "two")
                .<Step>map(id -> new Step() {
                    @Override
                    public String id() {
                        return id;
                    }

                    @Override
                    public String title() {
                        return id;
                    }

                    @Override
                    public void run(StepContext context) throws IOException {
                        context.changes().write("/etc/" + id, TEXT, Access.mine(0600));
                    }

                    @Override
                    public void undo(StepContext context) {
                        undone.add(id + (Files.exists(etc(id)) ? " before" : " after"));
                    }
                })
                .toList();
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            Steps runner = new Steps(transaction, files, steps);
            runner.run();
            runner.undo(OnConflict.STOP);
        }
        assertThat(undone).containsExactly("two after", "one after");
    }

    @Test
    void aTransactionWithAStepThatIsNotKnownIsNotGuessedAt() throws Exception {
        String id = killed(5);
        try (Transaction transaction = journal.open(id)) {
            assertThatThrownBy(() -> new Steps(transaction, files, List.of()))
                    .hasMessage("transaction " + id + " has begun step edit, which is not known here");
        }
    }

    @Test
    void aDamagedOriginalIsNotRestored() throws Exception {
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            Steps steps = new Steps(transaction, files, SampleHost.steps().subList(0, 1));
            steps.run();
            Path original = state.path().resolve("originals/" + transaction.id() + "/1");
            Files.writeString(original, "damaged");
            assertThatThrownBy(() -> steps.undo(OnConflict.STOP))
                    .hasMessage("what was saved of /etc/app.d/main.conf is damaged: " + original + ".json");
            assertThat(etc("app.d/main.conf")).hasContent("a = 10\n");
        }
    }
}
