package io.nodeward.hostprobes.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
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
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds a path below a root step by step, each relative to the directory opened before, never following a link that
 * the kernel would follow: the same guarantee as openat2's RESOLVE_IN_ROOT, without native code (which alone would take
 * as long as a whole audit).
 */
final class Walk implements Closeable {

    /** The kernel's own bound, path_resolution(7). */
    private static final int LINKS = 40;

    private static final int KEPT_OPEN = 256;
    private static final Path SELF = Path.of(".");

    private final Path base;
    private final Directory root;
    private final Map<String, Directory> open = new HashMap<>();

    @SuppressWarnings("StreamResourceLeak") // held open until close()
    Walk(Path base) throws IOException {
        this.base = base;
        DirectoryStream<Path> stream = Files.newDirectoryStream(base);
        if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
            stream.close();
            throw new IOException("this Java runtime cannot open files relative to a directory");
        }
        this.root = new Directory(secure, base, "", true);
    }

    /**
     * @param follow whether a symbolic link at the very end is followed too
     * @return the end of the path, to be closed, or null where something before it is no directory
     */
    @Nullable Step to(String path, boolean follow) throws IOException {
        Deque<String> names = new ArrayDeque<>();
        push(names, path);
        Deque<String> done = new ArrayDeque<>();
        int links = 0;
        Directory at = root;
        while (true) {
            String name = names.poll();
            if (name == null) {
                return new Step(at, SELF, look(at, SELF));
            }
            if (name.equals("..")) {
                done.pollLast();
                at.release();
                at = reopen(done);
                continue;
            }
            boolean last = names.isEmpty();
            Directory next = null;
            try {
                Path entry = Path.of(name);
                PosixFileAttributes attributes = look(at, entry);
                if (attributes.isSymbolicLink() && (!last || follow)) {
                    if (++links > LINKS) {
                        throw new Circle();
                    }
                    String target = Files.readSymbolicLink(at.outside(entry)).toString();
                    push(names, target);
                    next = at;
                    if (target.startsWith("/")) {
                        done.clear();
                        next = root;
                    }
                } else if (last) {
                    Step step = new Step(at, entry, attributes);
                    next = at;
                    return step;
                } else if (!attributes.isDirectory()) {
                    return null;
                } else {
                    next = enter(at, entry);
                    done.addLast(name);
                }
            } finally {
                if (next != at) {
                    at.release();
                }
            }
            at = next;
        }
    }

    private Directory reopen(Deque<String> done) throws IOException {
        Directory at = root;
        for (String name : done) {
            Directory next = enter(at, Path.of(name));
            at.release();
            at = next;
        }
        return at;
    }

    private Directory enter(Directory at, Path name) throws IOException {
        String path = at.path() + "/" + name;
        synchronized (open) {
            Directory known = open.get(path);
            if (known != null) {
                return known;
            }
        }
        SecureDirectoryStream<Path> stream;
        try {
            stream = at.stream().newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            throw new Changed();
        }
        synchronized (open) {
            // processes come and go by the thousand and are looked at once
            boolean keep = open.size() < KEPT_OPEN && !ofProcess(path) && !open.containsKey(path);
            Directory directory = new Directory(stream, base, path, keep);
            if (keep) {
                open.put(path, directory);
            }
            return directory;
        }
    }

    private static boolean ofProcess(String path) {
        return path.startsWith("/proc/") && Character.isDigit(path.charAt("/proc/".length()));
    }

    private static PosixFileAttributes look(Directory at, Path name) throws IOException {
        PosixFileAttributeView view =
                at.stream().getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new IOException("this Java runtime gives no file attributes");
        }
        return view.readAttributes();
    }

    private static void push(Deque<String> names, String path) {
        String[] parts = path.split("/");
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                names.push(parts[i]);
            }
        }
    }

    @Override
    public void close() {
        synchronized (open) {
            for (Directory directory : open.values()) {
                closeQuietly(directory);
            }
            open.clear();
            closeQuietly(root);
        }
    }

    private static void closeQuietly(Directory directory) {
        try {
            directory.stream().close();
        } catch (IOException e) {
            // nothing was written; the descriptor is gone either way
        }
    }

    /** Too many symbolic links, or a ring of them. */
    static final class Circle extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Something else stood there a moment ago; trying again may help. */
    static final class Changed extends IOException {
        private static final long serialVersionUID = 1;
    }
}
