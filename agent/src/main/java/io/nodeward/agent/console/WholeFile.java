package io.nodeward.agent.console;

import io.nodeward.agent.text.Plain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes the file that the user named with {@code --output}, whole or not at all: whoever reads it sees the old content
 * or the new, also after a crash. Findings tell an attacker where to look, so a new file is its owner's only; one that
 * is replaced keeps its permissions. {@link OutputPlace} says how it is found.
 */
public final class WholeFile {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int TRIES = 100;

    private WholeFile() {}

    /** Writes {@code content} to {@code file}. */
    public static void write(String file, byte[] content) {
        if (file.isEmpty()) {
            throw Failure.usage("--output names no file", "name a file, or - for standard output");
        }
        if (file.endsWith("/")) {
            throw failure(file, "it is a directory", null);
        }
        try (OutputPlace place = OutputPlace.find(Path.of(file))) {
            replace(place, content);
        } catch (IOException e) {
            throw failure(file, OutputPlace.reason(e), e);
        }
    }

    private static Failure failure(String file, String reason, @org.jspecify.annotations.Nullable IOException e) {
        return Failure.unable(
                "cannot write " + Plain.line(file, 200) + ": " + reason,
                "name a file in a directory that exists and that you may write to, or - for standard output",
                e);
    }

    private static void replace(OutputPlace place, byte[] content) throws IOException {
        SecureDirectoryStream<Path> directory = place.directory();
        Unfinished unfinished = new Unfinished(directory);
        // a run that is interrupted ends here: its half of a file goes with it
        Runtime.getRuntime().addShutdownHook(unfinished);
        try {
            try (FileChannel channel = unfinished.create()) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                if (place.replaced() != null) {
                    directory
                            .getFileAttributeView(
                                    unfinished.name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .setPermissions(place.replaced().permissions());
                }
                channel.force(true);
            }
            directory.move(unfinished.name, directory, place.name());
        } catch (IOException e) {
            unfinished.delete();
            throw e;
        } finally {
            forget(unfinished);
        }
        try (FileChannel channel = FileChannel.open(place.path(), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        directory.deleteFile(name);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it is running already
        }
    }

    /** The file while it is being written, under a name that nobody can guess; deletes it at the process's end. */
    private static final class Unfinished extends Thread {

        private final SecureDirectoryStream<Path> directory;
        private volatile Path name = Path.of("");

        Unfinished(SecureDirectoryStream<Path> directory) {
            this.directory = directory;
        }

        /** Creates it; whatever bears its name already, a link above all, is left alone. */
        FileChannel create() throws IOException {
            long number = System.nanoTime() ^ (ProcessHandle.current().pid() << 32);
            for (int i = 0; ; i++) {
                Path candidate = Path.of(".nodeward-" + Long.toHexString(number + i));
                name = candidate;
                try {
                    SeekableByteChannel channel = directory.newByteChannel(
                            candidate,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                    if (channel instanceof FileChannel file) {
                        return file;
                    }
                    channel.close();
                    throw new IOException("this Java runtime cannot tell when a file is on its disk");
                } catch (FileAlreadyExistsException e) {
                    name = Path.of("");
                    if (i == TRIES) {
                        throw e;
                    }
                }
            }
        }

        void delete() throws IOException {
            try {
                if (!name.toString().isEmpty()) {
                    WholeFile.delete(directory, name);
                }
            } catch (NoSuchFileException e) {
                // it is whole, or never was
            }
        }

        @Override
        public void run() {
            try {
                delete();
            } catch (IOException e) {
                // the process ends; a hidden file stays
            }
        }
    }
}
