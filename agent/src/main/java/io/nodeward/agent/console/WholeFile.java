package io.nodeward.agent.console;

import io.nodeward.agent.text.Plain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes the file that the user named with {@code --output}, whole or not at all: whoever reads it sees the old content
 * or the new, also after a crash. Findings tell an attacker where to look, so a new file is its owner's only; one that
 * is replaced keeps its permissions.
 */
public final class WholeFile {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int TRIES = 100;

    private WholeFile() {}

    /** Writes {@code content} to {@code file}. */
    public static void write(Path file, byte[] content) {
        try {
            replace(file, content);
        } catch (IOException e) {
            throw Failure.unable(
                    "cannot write " + Plain.line(file.toString()) + ": " + reason(e),
                    "name a file in a directory that exists and that you may write to",
                    e);
        }
    }

    private static void replace(Path named, byte[] content) throws IOException {
        // through a symbolic link the file that it names is replaced, not the link
        Path file = Files.isSymbolicLink(named) ? named.toRealPath() : named.toAbsolutePath();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(file.toString(), null, "is not a regular file");
        }
        Path directory = file.getParent();
        if (directory == null) {
            throw new FileSystemException(file.toString(), null, "is not a file");
        }
        Path temporary = null;
        try {
            for (int i = 0; temporary == null; i++) {
                Path candidate = directory.resolve(
                        "." + file.getFileName() + "." + ProcessHandle.current().pid() + "." + i);
                try {
                    fill(candidate, content);
                    temporary = candidate;
                } catch (FileAlreadyExistsException e) {
                    if (i == TRIES) {
                        throw e;
                    }
                }
            }
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.setPosixFilePermissions(
                        temporary, Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            temporary = null;
        } finally {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void fill(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            } catch (IOException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException _ -> "there is no such directory";
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case FileSystemException f when f.getReason() != null -> Plain.line(f.getReason());
            default -> e.getMessage() == null ? "unknown error" : Plain.line(e.getMessage());
        };
    }
}
