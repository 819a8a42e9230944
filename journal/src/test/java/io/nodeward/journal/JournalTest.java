package io.nodeward.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.journal.History.StepState;
import io.nodeward.journal.JournalRecord.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    @TempDir
    Path temp;

    private StateDirectory state;
    private Journal journal;
    private final List<JournalRecord> heard = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        state = StateDirectory.open(temp.resolve("var/lib/nodeward"));
        journal = Journal.open(state, "0.1.0", heard::add);
    }

    @AfterEach
    void close() {
        state.close();
    }

    private Path file(String id) {
        return temp.resolve("var/lib/nodeward/journal/" + id + ".jsonl");
    }

    /** Two steps, of which the second is not done. */
    private String interrupted() throws IOException {
        try (Transaction transaction = journal.begin("key-rotate", Map.of("reason", "yearly", "provider", "aesgcm"))) {
            transaction.intent("stage", Map.of("title", "Stage the new key"));
            transaction.done("stage", Map.of("key", "nw-1"));
            transaction.intent("rewrite", Map.of());
            transaction.checkpoint("rewrite", Map.of("resource", "secrets", "at", "500"));
            transaction.checkpoint("rewrite", Map.of("resource", "secrets", "at", "1000"));
            return transaction.id();
        }
    }

    @Test
    void aPersonCanReadIt() throws IOException {
        String id = interrupted();
        assertThat(id).matches("key-rotate-[0-9]{8}t[0-9]{6}z-[0-9a-f]{6}");
        String time = "\"[0-9-]{10}T[0-9:.]+Z\"";
        String sum = ",\"crc\":\"[0-9a-f]{8}\"}";
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        long pid = ProcessHandle.current().pid();
        List<String> lines = Files.readAllLines(file(id));
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0))
                .matches("\\{\"journal\":1,\"id\":\"" + id + "\",\"kind\":\"key-rotate\",\"started\":" + time
                        + ",\"host\":\""
                        + host + "\",\"nodeward\":\"0.1.0\",\"pid\":" + pid
                        + ",\"parameters\":\\{\"provider\":\"aesgcm\",\"reason\":\"yearly\"}" + sum);
        assertThat(lines.get(1))
                .matches("\\{\"n\":1,\"at\":" + time + ",\"record\":\"intent\",\"step\":\"stage\",\"details\":"
                        + "\\{\"title\":\"Stage the new key\"}" + sum);
        assertThat(lines.get(3))
                .matches("\\{\"n\":3,\"at\":" + time + ",\"record\":\"intent\",\"step\":\"rewrite\"" + sum);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(id))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(id).getParent())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.path())))
                .isEqualTo("rwx------");
    }

    @Test
    void whatWasRecordedIsThereAfterAResume() throws IOException {
        String id = interrupted();
        assertThat(journal.unfinished("key-rotate").orElseThrow().id()).isEqualTo(id);
        assertThat(journal.unfinished("key")).isEmpty();
        try (Transaction transaction = journal.open(id)) {
            History history = transaction.history();
            assertThat(history.header().parameters())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("reason", "yearly", "provider", "aesgcm"));
            assertThat(history.steps()).containsExactly("stage", "rewrite");
            assertThat(history.step("stage")).isEqualTo(StepState.DONE);
            assertThat(history.step("rewrite")).isEqualTo(StepState.STARTED);
            assertThat(history.step("retire")).isEqualTo(StepState.NEW);
            assertThat(history.details(Kind.DONE, "stage")).contains(Map.of("key", "nw-1"));
            assertThat(history.checkpoint("rewrite")).contains(Map.of("resource", "secrets", "at", "1000"));
            assertThat(history.outcome()).isEmpty();
            transaction.done("rewrite", Map.of());
            transaction.end(Outcome.DONE, "");
        }
        History history = journal.read(id);
        assertThat(history.outcome()).contains(Outcome.DONE);
        assertThat(history.records()).extracting(JournalRecord::number).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(history.records().get(5).kind()).isEqualTo(Kind.OPENED);
        assertThat(history.records().get(5).details())
                .containsEntry("nodeward", "0.1.0")
                .containsKey("pid");
        assertThat(journal.unfinished("key-rotate")).isEmpty();
        assertThat(heard).isEqualTo(history.records());
    }

    @Test
    void theListTellsHowEachStands() throws IOException {
        String open = interrupted();
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            transaction.intent("sysctl", Map.of());
            transaction.failed("sysctl", "read-only");
            transaction.end(Outcome.FAILED, "sysctl: read-only");
        }
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            transaction.end(Outcome.UNDONE, "");
        }
        Files.writeString(state.path().resolve("journal/notes.txt"), "mine");
        assertThat(journal.list())
                .extracting(Summary::kind, Summary::state)
                .containsExactlyInAnyOrder(
                        tuple("key-rotate", Summary.State.OPEN),
                        tuple("harden", Summary.State.FAILED),
                        tuple("harden", Summary.State.UNDONE));
        Summary summary = journal.unfinished("key-rotate").orElseThrow();
        assertThat(summary.id()).isEqualTo(open);
        assertThat(summary.last().orElseThrow().detail("at")).isEqualTo("1000");
    }

    @Test
    void aTornLastLineIsTakenAway() throws IOException {
        String id = interrupted();
        byte[] whole = Files.readAllBytes(file(id));
        int lastLine = new String(whole, UTF_8).stripTrailing().lastIndexOf('\n') + 1;
        for (int length = lastLine; length < whole.length; length += 7) {
            Files.write(file(id), Arrays.copyOf(whole, length));
            assertThat(journal.read(id).records()).hasSize(4);
            try (Transaction transaction = journal.open(id)) {
                transaction.checkpoint("rewrite", Map.of("at", "700"));
            }
            assertThat(journal.read(id).records()).as("cut at %d", length).hasSize(6);
        }
        // as a file system leaves it that kept the length and lost the content
        byte[] zeros = whole.clone();
        Arrays.fill(zeros, lastLine + 10, whole.length - 1, (byte) 0);
        Files.write(file(id), zeros);
        assertThat(journal.read(id).records()).hasSize(4);
        Arrays.fill(zeros, lastLine, whole.length, (byte) 0);
        Files.write(file(id), zeros);
        assertThat(journal.read(id).records()).hasSize(4);
    }

    @Test
    void anyOtherDamageIsNamedWithFileAndLine() throws IOException {
        String id = interrupted();
        String whole = Files.readString(file(id));
        List<String> lines = whole.lines().toList();

        damage(id, whole.replace("nw-1", "nw-2"), 3, "does not match its checksum");
        damage(id, whole.replace("1000", "2000"), 6, "does not match its checksum");
        damage(id, whole.replace(lines.get(2) + "\n", ""), 3, "is record 3 where 2 belongs");
        damage(id, whole.replace(lines.get(2), lines.get(2).substring(9)), 3, "does not match its checksum");
        damage(id, whole.replace(lines.get(2), "garbage"), 3, "does not end with a checksum");
        damage(id, lines.get(0), 1, "has no end");
        damage(id, "", 1, "is missing");
        damage(id, whole + "\n", 7, "does not end with a checksum");

        Files.writeString(file(id), whole.replace("nw-1", "nw-2"));
        Summary summary = journal.list().getFirst();
        assertThat(summary.state()).isEqualTo(Summary.State.DAMAGED);
        assertThat(summary.problem()).isEqualTo(file(id) + ":3 does not match its checksum");
        assertThatThrownBy(() -> journal.unfinished("key-rotate")).hasMessage(summary.problem());
        assertThat(journal.unfinished("another")).isEmpty();
    }

    private void damage(String id, String content, int line, String problem) throws IOException {
        Files.writeString(file(id), content);
        JournalException failure = catchThrowableOfType(JournalException.class, () -> journal.open(id));
        assertThat(failure).hasMessage(file(id) + ":" + line + " " + problem);
        assertThat(failure.hint()).isNotBlank();
        assertThat(file(id)).hasContent(content);
    }

    @Test
    void aLaterFormatIsSaidToBeOne() throws IOException {
        String id = interrupted();
        String line =
                Files.readString(file(id)).lines().findFirst().orElseThrow().replace("\"journal\":1", "\"journal\":2");
        String open = line.substring(0, line.lastIndexOf(",\"crc\""));
        CRC32C sum = new CRC32C();
        sum.update(open.getBytes(UTF_8));
        Files.writeString(file(id), open + ",\"crc\":\"" + String.format("%08x", sum.getValue()) + "\"}\n");
        assertThatThrownBy(() -> journal.read(id))
                .hasMessage(file(id) + ":1 was written by another version of nodeward (format 2; this one knows 1)");
    }

    @Test
    void oneProcessCarriesOnATransaction() throws IOException {
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            transaction.intent("a", Map.of());
            assertThatThrownBy(() -> journal.open(transaction.id()))
                    .hasMessage("another process is carrying on transaction " + transaction.id());
            assertThat(journal.read(transaction.id()).steps()).containsExactly("a");
        }
        journal.open(journal.list().getFirst().id()).close();
    }

    @Test
    void aStepIsDoneOnlyAfterItsIntent() throws IOException {
        try (Transaction transaction = journal.begin("harden", Map.of())) {
            assertThatThrownBy(() -> transaction.done("a", Map.of())).isInstanceOf(IllegalStateException.class);
            transaction.intent("a", Map.of());
            transaction.done("a", Map.of());
            assertThatThrownBy(() -> transaction.failed("a", "late")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> transaction.intent(" ", Map.of())).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(heard).extracting(JournalRecord::kind).containsExactly(Kind.INTENT, Kind.DONE);
    }

    @Test
    void anyTextComesBackAsItWas() throws IOException {
        String text = "line\nbreak, \"quotes\", \\, \u0000, \u001b[31m, Ünïcode, \uD83D\uDE00, \u2028";
        String id;
        try (Transaction transaction = journal.begin("harden", Map.of(text, text))) {
            transaction.intent(text, Map.of(text, text));
            id = transaction.id();
        }
        assertThat(Files.readAllLines(file(id))).hasSize(2);
        History history = journal.read(id);
        assertThat(history.header().parameters()).containsExactly(Map.entry(text, text));
        assertThat(history.steps()).containsExactly(text);
        assertThat(history.details(Kind.INTENT, text)).contains(Map.of(text, text));
    }

    @Test
    void whatOthersCanWriteToIsNotUsed() throws IOException {
        Path directory = state.path().resolve("journal");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
        assertThatThrownBy(() -> Journal.open(state, "0.1.0"))
                .isInstanceOf(JournalException.class)
                .hasMessageStartingWith(directory + " can be written to by others (0770");
        Files.setPosixFilePermissions(state.path(), PosixFilePermissions.fromString("rwx---rwx"));
        assertThatThrownBy(() -> StateDirectory.open(state.path()))
                .hasMessageStartingWith(state.path() + " can be written to by others");
    }

    @Test
    void whatSomebodyElseOwnsIsNotUsed() throws IOException {
        Path directory = state.path().resolve("journal");
        try {
            Files.setAttribute(directory, "unix:uid", 1234);
        } catch (IOException e) {
            assumeTrue(false, "skipped: only root gives directories away");
        }
        assertThatThrownBy(() -> Journal.open(state, "0.1.0"))
                .hasMessage(directory + " belongs to user 1234, so that what is in it cannot be trusted");
    }

    @Test
    void aLinkInItsPlaceIsNotUsed() throws IOException {
        Path directory = state.path().resolve("journal");
        Files.delete(directory);
        Files.createSymbolicLink(directory, temp);
        assertThatThrownBy(() -> Journal.open(state, "0.1.0"))
                .hasMessage(directory + " is a symbolic link, not a directory");
    }

    @Test
    void anUnknownIdIsSaidToBeOne() {
        assertThatThrownBy(() -> journal.open("harden-20260101t000000z-000000"))
                .hasMessage("there is no transaction harden-20260101t000000z-000000 in " + state.path() + "/journal");
        assertThatThrownBy(() -> journal.read("../lock")).hasMessageContaining("there is no transaction ../lock");
        assertThatThrownBy(() -> journal.begin("Harden/it", Map.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
