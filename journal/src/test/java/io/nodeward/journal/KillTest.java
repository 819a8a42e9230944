package io.nodeward.journal;

import static io.nodeward.journal.SampleHost.manifest;
import static io.nodeward.journal.SampleHost.withoutTimes;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.journal.files.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process of its own is killed after each record in turn, by {@code kill -9} and by halt in turn; then another resumes what
 * it did, or undoes it.
 */
@Tag("live")
@Timeout(600)
class KillTest {

    private static final int KILLED = 128 + 9;

    @TempDir
    Path temp;

    private Path root(int n) {
        return temp.resolve("root" + n);
    }

    private Map<String, String> make(int n) throws IOException {
        SampleHost.make(Files.createDirectory(root(n)));
        return manifest(root(n));
    }

    private Path state(int n) {
        return temp.resolve("state" + n);
    }

    /** Runs or undoes all steps in a child; returns its exit code. */
    private int child(String what, int n, int dieAfter) throws Exception {
        Process child =
                ChildJvm.start(Main.class, what, root(n).toString(), state(n).toString(), Integer.toString(dieAfter));
        assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return child.exitValue();
    }

    @Test
    void afterEveryRecord() throws Exception {
        Map<String, String> before = withoutTimes(make(0));
        assertThat(child("run", 0, 0)).isZero();
        Map<String, String> after = withoutTimes(manifest(root(0)));
        int records = records(0);
        assertThat(records).isGreaterThan(35);

        for (int n = 1; n < records; n++) {
            Map<String, String> exactly = make(n);
            assertThat(child("run", n, n)).as("killed after record %d", n).isEqualTo(KILLED);
            assertThat(records(n)).isEqualTo(n);
            allOldOrNew(withoutTimes(manifest(root(n))), before, after, n);
            // the second to come is killed too
            assertThat(child(n % 3 == 0 ? "undo" : "run", n, n + 2)).isIn(KILLED, 0);
            if (n % 3 != 0) {
                assertThat(child("run", n, 0)).isZero();
                assertThat(withoutTimes(manifest(root(n))))
                        .as("resumed after %d", n)
                        .isEqualTo(after);
            }
            assertThat(child("undo", n, 0)).isZero();
            assertThat(manifest(root(n))).as("undone after %d", n).isEqualTo(exactly);
        }
    }

    private int records(int n) throws IOException {
        try (StateDirectory state = StateDirectory.open(state(n))) {
            Journal journal = Journal.open(state, "0.1.0");
            return journal.read(journal.list().getFirst().id()).records().size();
        }
    }

    /** Content is that of before, of after, or what a step in between left; never a part of one. */
    private static void allOldOrNew(
            Map<String, String> now, Map<String, String> before, Map<String, String> after, int n) {
        now.forEach((path, text) -> {
            String content = text.substring(text.lastIndexOf('}') + 1);
            assertThat(path).as("killed after %d", n).doesNotContain(".nodeward-");
            if (text.contains("}") && !content.equals(" a = 10\n")) {
                assertThat(text.substring(text.lastIndexOf('}') + 1))
                        .as("%s, killed after %d", path, n)
                        .isIn(content(before, path), content(after, path));
            }
        });
    }

    private static String content(Map<String, String> manifest, String path) {
        String text = manifest.getOrDefault(path, "absent");
        return text.substring(text.lastIndexOf('}') + 1);
    }

    /** Carries on the transaction of a state directory, and dies after some record of its own. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            int dieAfter = Integer.parseInt(arguments[3]);
            try (HostFiles files = HostFiles.open(Path.of(arguments[1]));
                    StateDirectory state = StateDirectory.open(Path.of(arguments[2]))) {
                Journal journal = Journal.open(state, "0.1.0", record -> {
                    if (record.number() == dieAfter) {
                        die(dieAfter);
                    }
                });
                try (Transaction transaction = transaction(journal)) {
                    Steps steps = new Steps(transaction, files, SampleHost.steps());
                    if (arguments[0].equals("undo")) {
                        steps.undo(OnConflict.STOP);
                        transaction.end(Outcome.UNDONE, "");
                    } else {
                        steps.run();
                        transaction.end(Outcome.DONE, "");
                    }
                }
            }
        }

        private static Transaction transaction(Journal journal) throws IOException {
            return journal.list().isEmpty()
                    ? journal.begin("harden", Map.of())
                    : journal.open(journal.list().getFirst().id());
        }

        private static void die(int n) {
            if (n % 2 == 0) {
                Runtime.getRuntime().halt(KILLED);
            }
            try {
                new ProcessBuilder(
                                "kill",
                                "-9",
                                Long.toString(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
                Thread.sleep(60_000);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
