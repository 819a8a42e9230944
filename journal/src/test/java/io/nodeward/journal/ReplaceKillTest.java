package io.nodeward.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.HostFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that replaces a large file over and over is killed at any moment. */
@Tag("live")
@Timeout(600)
class ReplaceKillTest {

    private static final int SIZE = 8 << 20;
    private static final int KILLS = 25;

    @TempDir
    Path temp;

    @Test
    void theFileIsAlwaysWholeAndNothingElseStays() throws Exception {
        Path root = Files.createDirectory(temp.resolve("root"));
        Random random = new Random(7);
        int inTheMiddle = 0;
        for (int i = 0; i < KILLS; i++) {
            Process child = ChildJvm.start(Main.class, root.toString());
            ChildJvm.awaitLine(child, "begun");
            Thread.sleep(random.nextInt(150));
            child.destroyForcibly();
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();

            byte[] content = Files.readAllBytes(root.resolve("file"));
            byte[] whole = new byte[SIZE];
            Arrays.fill(whole, content[0]);
            assertThat(Arrays.equals(content, whole)).as("kill %d", i).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("file"))))
                    .isEqualTo("rw-r-----");
            try (HostFiles files = HostFiles.open(root)) {
                inTheMiddle += files.removeStale("/");
                assertThat(files.list("/")).containsExactly("file");
            }
        }
        assertThat(inTheMiddle).as("kills in the middle of a replacement").isPositive();
    }

    /** Replaces {@code /file} by one full of another byte, for ever. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            byte[] content = new byte[SIZE];
            try (HostFiles files = HostFiles.open(Path.of(arguments[0]))) {
                files.write("/file", content, Access.mine(0640));
                System.out.println("begun");
                for (byte i = 1; ; i++) {
                    Arrays.fill(content, i);
                    files.write("/file", content, Access.mine(0640));
                }
            }
        }
    }
}
