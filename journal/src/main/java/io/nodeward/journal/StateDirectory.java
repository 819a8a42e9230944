package io.nodeward.journal;

import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFiles;
import io.nodeward.journal.files.Stat;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where nodeward keeps what it must not forget, {@code /var/lib/nodeward} by default: journals, saved originals and a lock.
 * Nobody but root or this process's user owns it or can write to it, or it is not used. Safe for several threads.
 */
public final class StateDirectory implements Closeable {

    private static final int PRIVATE = 0700;
    private static final int OTHERS_WRITE = 022;

    private final Path path;
    private final HostFiles files;

    private StateDirectory(Path path, HostFiles files) {
        this.path = path;
        this.files = files;
    }

    /**
     * Opens it, and makes it if it does not exist.
     *
     * @throws JournalException if others own it or can write to it
     */
    public static StateDirectory open(Path directory) throws JournalException, HostFileException {
        Path path = directory.toAbsolutePath().normalize();
        make(path);
        HostFiles files = HostFiles.open(path, path.toString());
        StateDirectory state = new StateDirectory(path, files);
        try {
            state.check("/");
            return state;
        } catch (JournalException | HostFileException e) {
            files.close();
            throw e;
        }
    }

    private static void make(Path path) throws HostFileException {
        Path present = path;
        while (!Files.exists(present) && present.getParent() != null) {
            present = present.getParent();
        }
        if (present.equals(path)) {
            return;
        }
        try (HostFiles parent = HostFiles.open(present)) {
            String below = "";
            for (Path name : present.relativize(path)) {
                below += "/" + name;
                createUnlessPresent(parent, below);
            }
        }
    }

    private static void createUnlessPresent(HostFiles files, String path) throws HostFileException {
        if (files.stat(path).isPresent()) {
            return;
        }
        try {
            files.createDirectory(path, Access.mine(PRIVATE));
        } catch (HostFileException e) {
            if (e.reason() != HostFileException.Reason.EXISTS) {
                throw e;
            }
        }
    }

    /** Its path, for messages. */
    public Path path() {
        return path;
    }

    /** The path of something in it, for messages. */
    String show(String below) {
        return below.equals("/") ? path.toString() : path + below;
    }

    /** The files in it. */
    HostFiles files() {
        return files;
    }

    /** Makes a directory in it that only this user may read, unless it is there; it has to be trustworthy. */
    void directory(String below) throws JournalException, HostFileException {
        createUnlessPresent(files, below);
        check(below);
    }

    private void check(String below) throws JournalException, HostFileException {
        Stat stat =
                files.stat(below).orElseThrow(() -> new JournalException(show(below) + " was removed", "try again"));
        if (stat.type() != Stat.Type.DIRECTORY) {
            throw new JournalException(
                    show(below) + " is a " + stat.type().text() + ", not a directory", "move it out of the way");
        }
        if (stat.owner() != 0 && stat.owner() != Access.mine(0).owner()) {
            throw new JournalException(
                    show(below) + " belongs to user " + Integer.toUnsignedString(stat.owner())
                            + ", so that what is in it cannot be trusted",
                    "see who made it, remove it, or name another with --state-dir");
        }
        if ((stat.mode() & OTHERS_WRITE) != 0) {
            throw new JournalException(
                    show(below) + " can be written to by others (" + stat.access() + ")",
                    "see what is in it, then chmod 0700 " + show(below));
        }
    }

    @Override
    public void close() {
        files.close();
    }
}
