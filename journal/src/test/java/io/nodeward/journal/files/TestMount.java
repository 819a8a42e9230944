package io.nodeward.journal.files;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Something that a test mounts, until it is closed. */
public final class TestMount implements AutoCloseable {

    private final Path place;

    private TestMount(Path place) {
        this.place = place;
    }

    /** Mounts at a place; where that is not possible the test is skipped and says so. */
    public static TestMount at(Path place, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mount"));
        Collections.addAll(command, arguments);
        command.add(place.toString());
        assumeTrue(
                Libc.user() == 0 && run(command),
                () -> "SKIPPED: " + String.join(" ", command) + " needs root and the right to mount");
        return new TestMount(place);
    }

    /** An empty file system in memory. */
    public static TestMount disk(Path place, String size) throws IOException, InterruptedException {
        return at(place, "-t", "tmpfs", "-o", "mode=0700,size=" + size, "tmpfs");
    }

    /** Runs a program; returns whether it ended well. */
    static boolean run(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    void makeReadOnly() throws IOException, InterruptedException {
        assumeTrue(
                run(List.of("mount", "-o", "remount,bind,ro", place.toString())),
                "SKIPPED: a mount cannot be made read-only");
    }

    @Override
    public void close() throws IOException {
        boolean unmounted = false;
        try {
            unmounted = run(List.of("umount", place.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!unmounted) {
            throw new IOException("cannot unmount " + place);
        }
    }
}
