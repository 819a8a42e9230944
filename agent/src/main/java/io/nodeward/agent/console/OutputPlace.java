package io.nodeward.agent.console;

import io.nodeward.agent.text.Plain;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a file is to be written: an open directory and a name in it, no symbolic link. In a directory that others can
 * write, somebody may have planted a link to have root write elsewhere; such a link is followed only if root or the user
 * of this run owns it (protected_symlinks in proc_sys_fs(5) is the kernel's own, weaker form of this rule), and from there
 * on each step is taken relative to the directory opened before, so that nobody can put another one into its place.
 */
final class OutputPlace implements Closeable {

    /** The kernel's own bound, path_resolution(7). */
    private static final int LINKS = 40;

    private static final int OTHERS_WRITE = 0022;

    private static final String NO_FILE = "it is not a regular file";

    private final SecureDirectoryStream<Path> directory;
    private final Path path;
    private final Path name;
    private final @Nullable PosixFileAttributes replaced;

    private OutputPlace(
            SecureDirectoryStream<Path> directory, Path path, Path name, @Nullable PosixFileAttributes replaced) {
        this.directory = directory;
        this.path = path;
        this.name = name;
        this.replaced = replaced;
    }

    /** The open directory. */
    SecureDirectoryStream<Path> directory() {
        return directory;
    }

    /** The directory's path, for messages and for what cannot be done with an open one. */
    Path path() {
        return path;
    }

    /** The file's name in the directory. */
    Path name() {
        return name;
    }

    /** What is there and whose permissions are worth keeping; null for a file that is new or might be somebody's trap. */
    @Nullable PosixFileAttributes replaced() {
        return replaced;
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }

    /** Finds a place, links followed. */
    static OutputPlace find(Path named) throws IOException {
        Path path = named.toAbsolutePath();
        for (int links = 0; links <= LINKS; links++) {
            try (Way way = new Way()) {
                Path linked = way.follow(path);
                if (linked == null) {
                    return way.end();
                }
                path = linked;
            }
        }
        throw new FileSystemException(named.toString(), null, "too many symbolic links");
    }

    /** The way from {@code /} to one place, as far as there is no symbolic link on it. */
    private static final class Way implements Closeable {

        private final int me;
        private Path at = Path.of("/");
        /** Open as soon as somebody else could change what lies below. */
        private @Nullable SecureDirectoryStream<Path> open;

        private boolean shared;
        private @Nullable Path last;
        private @Nullable PosixFileAttributes found;

        Way() throws IOException {
            me = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            enter(at, attributes(at));
        }

        /** Goes as far as there is no link; returns where the link leads, or null where the way ends. */
        @Nullable Path follow(Path path) throws IOException {
            Deque<Path> names = new ArrayDeque<>();
            path.forEach(names::add);
            while (!names.isEmpty()) {
                Path next = names.remove();
                if (next.toString().equals(".")) {
                    continue;
                }
                if (next.toString().equals("..")) {
                    Path above = at.getParent();
                    return rest(above == null ? at : above, names);
                }
                Path entry = at.resolve(next);
                Map<String, Object> unix;
                try {
                    unix = attributes(entry);
                } catch (NoSuchFileException e) {
                    if (!names.isEmpty()) {
                        throw new FileSystemException(entry.toString(), null, "there is no directory " + entry);
                    }
                    last = next;
                    return null;
                }
                PosixFileAttributes here = check(entry, next, unix);
                if (here.isSymbolicLink()) {
                    if (shared && !mine(unix)) {
                        throw new FileSystemException(
                                entry.toString(),
                                null,
                                entry + " is a symbolic link that user " + unix.get("uid")
                                        + " put into a directory that others can write");
                    }
                    return rest(at.resolve(Files.readSymbolicLink(entry)), names);
                }
                if (names.isEmpty()) {
                    last = next;
                    // what somebody else put there for root to fill must not decide who reads it
                    found = shared && !mine(unix) ? null : here;
                    if (!here.isRegularFile()) {
                        throw new FileSystemException(
                                entry.toString(), null, here.isDirectory() ? "it is a directory" : NO_FILE);
                    }
                } else if (here.isDirectory()) {
                    enter(entry, unix);
                } else {
                    throw new FileSystemException(entry.toString(), null, entry + " is not a directory");
                }
            }
            return null;
        }

        /** Makes the place of the way's end; the caller closes it. */
        @SuppressWarnings("StreamResourceLeak") // the caller closes it
        OutputPlace end() throws IOException {
            if (last == null) {
                throw new FileSystemException(at.toString(), null, "it is a directory");
            }
            SecureDirectoryStream<Path> directory = open == null ? secure(Files.newDirectoryStream(at)) : open;
            open = null;
            return new OutputPlace(directory, at, last, found);
        }

        @Override
        public void close() throws IOException {
            if (open != null) {
                open.close();
            }
        }

        @SuppressWarnings("StreamResourceLeak") // closed with the way, or by whoever gets the place
        private void enter(Path directory, Map<String, Object> unix) throws IOException {
            SecureDirectoryStream<Path> before = open;
            if (before != null) {
                Path name = directory.getFileName();
                open = before.newDirectoryStream(name == null ? directory : name, LinkOption.NOFOLLOW_LINKS);
                before.close();
            }
            at = directory;
            shared = !mine(unix) || ((Integer) unix.getOrDefault("mode", OTHERS_WRITE) & OTHERS_WRITE) != 0;
            if (shared && open == null) {
                open = secure(Files.newDirectoryStream(directory));
            }
        }

        /** What the open directory has under a name, if that is what the path means. */
        private PosixFileAttributes check(Path entry, Path name, Map<String, Object> unix) throws IOException {
            PosixFileAttributeView view = open == null
                    ? Files.getFileAttributeView(entry, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    : open.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            PosixFileAttributes here = view.readAttributes();
            if (!here.fileKey().equals(unix.get("fileKey"))) {
                throw new FileSystemException(entry.toString(), null, entry + " is being changed by somebody");
            }
            return here;
        }

        private boolean mine(Map<String, Object> unix) {
            int uid = (Integer) unix.getOrDefault("uid", -1);
            return uid == 0 || uid == me;
        }

        private static Path rest(Path to, Deque<Path> names) {
            Path path = to;
            for (Path name : names) {
                path = path.resolve(name);
            }
            return path;
        }

        private static Map<String, Object> attributes(Path path) throws IOException {
            return Files.readAttributes(path, "unix:uid,mode,fileKey", LinkOption.NOFOLLOW_LINKS);
        }

        private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
            if (stream instanceof SecureDirectoryStream<Path> secure) {
                return secure;
            }
            stream.close();
            throw new IOException("this Java runtime cannot open files relative to a directory");
        }
    }

    /** Why it could not be done, in words. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such directory";
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case FileSystemException f when f.getReason() != null -> Plain.line(f.getReason());
            default -> e.getMessage() == null ? "unknown error" : Plain.line(e.getMessage());
        };
    }
}
