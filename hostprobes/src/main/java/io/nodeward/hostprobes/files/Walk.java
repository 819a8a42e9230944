package io.nodeward.hostprobes.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds a path below a root step by step, each relative to the directory opened before, never following a link that
 * the kernel would follow: the same guarantee as openat2's RESOLVE_IN_ROOT, without native code (which alone would take
 * as long as a whole audit).
 */
final class Walk implements Closeable {

    /** The kernel's own bound, path_resolution(7). */
    private static final int LINKS = 40;

    /** As many as the longest path that the kernel takes has names, for each link. */
    private static final int STEPS = 20_000;

    /** What stands for bytes that are no text. */
    static final char ALTERED = '\uFFFD';

    private static final int KEPT_OPEN = 256;
    /** Of those that are processes', which come and go by the thousand. */
    private static final int PROCESSES = 64;

    private static final String PROC = "/proc/";
    private static final int LONG = 40;

    /**
     * The one link that leads nowhere by name: AppArmor's policies are a file system of their own, and the kernel jumps there.
     * Only the kernel makes names in this directory.
     */
    private static final String JUMP = "/sys/kernel/security/apparmor/policy";

    private static final String JUMP_TARGET = "apparmorfs:[";

    private static final Path SELF = Path.of(".");

    private final Path base;
    private final Directory root;
    private final Map<String, Directory> open = new HashMap<>();
    private int processes;

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
        int steps = 0;
        Directory at = root;
        while (true) {
            if (++steps > STEPS) {
                at.release();
                throw new TooLong();
            }
            String name = names.poll();
            if (name == null) {
                return end(at);
            }
            if (name.equals("..")) {
                done.pollLast();
                at.release();
                steps += done.size();
                at = reopen(done);
                continue;
            }
            boolean last = names.isEmpty();
            Directory known = last ? null : known(at, name);
            if (known != null) {
                at.release();
                at = known;
                done.addLast(name);
                continue;
            }
            Directory next = null;
            try {
                Path entry = Path.of(name);
                PosixFileAttributes attributes = look(at, entry);
                boolean jump = attributes.isSymbolicLink() && (!last || follow) && jumps(at, entry, attributes);
                if (attributes.isSymbolicLink() && !jump && (!last || follow)) {
                    if (++links > LINKS) {
                        throw new Circle();
                    }
                    String target = target(at, entry, attributes);
                    push(names, target);
                    next = at;
                    if (target.startsWith("/")) {
                        done.clear();
                        next = root;
                    }
                } else if (last && !jump) {
                    Step step = new Step(at, entry, attributes);
                    next = at;
                    return step;
                } else if (!jump && !attributes.isDirectory()) {
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

    /** The directory itself, for paths that end in the root or in {@code ..}. */
    private static Step end(Directory at) throws IOException {
        boolean kept = false;
        try {
            Step step = new Step(at, SELF, look(at, SELF));
            kept = true;
            return step;
        } finally {
            if (!kept) {
                at.release();
            }
        }
    }

    private Directory reopen(Deque<String> done) throws IOException {
        Directory at = root;
        for (String name : done) {
            Directory next;
            try {
                next = enter(at, Path.of(name));
            } finally {
                at.release();
            }
            at = next;
        }
        return at;
    }

    /**
     * Where a symbolic link points, as it is written. The JDK reads links by path only, so somebody who swaps directories
     * at the right moment can have another link's text taken; it is used as a path in the same root, so that it may mislead
     * but not lead out, and the checks around it leave him little room.
     */
    static String target(Directory at, Path name, PosixFileAttributes seen) throws IOException {
        Path outside = at.outside(name);
        try {
            same(outside, seen);
            String target = Files.readSymbolicLink(outside).toString();
            same(outside, seen);
            if (target.indexOf(ALTERED) >= 0) {
                throw new InvalidPathException("a link's target", "no valid text");
            }
            return target;
        } catch (NoSuchFileException | NotDirectoryException | NotLinkException e) {
            throw new Changed();
        }
    }

    private static void same(Path outside, PosixFileAttributes seen) throws IOException {
        BasicFileAttributes now = Files.readAttributes(outside, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!Objects.equals(now.fileKey(), seen.fileKey())) {
            throw new Changed();
        }
    }

    /** Whether this is {@link #JUMP} of the running kernel; in an image it would be a link like any other. */
    private boolean jumps(Directory at, Path name, PosixFileAttributes seen) throws IOException {
        return jump(at.path() + "/" + name) && target(at, name, seen).startsWith(JUMP_TARGET);
    }

    private boolean jump(String path) {
        return path.equals(JUMP) && base.getNameCount() == 0;
    }

    /** What is held open is not looked at again: it stays the same directory, whatever happens to its name. */
    private @Nullable Directory known(Directory at, String name) {
        synchronized (open) {
            return open.get(at.path() + "/" + name);
        }
    }

    private Directory enter(Directory at, Path name) throws IOException {
        Directory known = known(at, name.toString());
        if (known != null) {
            return known;
        }
        String path = at.path() + "/" + name;
        SecureDirectoryStream<Path> stream;
        try {
            stream = jump(path)
                    ? at.stream().newDirectoryStream(name)
                    : at.stream().newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new Changed();
        } catch (FileSystemException e) {
            if (gone(at, name)) {
                throw new Changed();
            }
            throw e;
        }
        synchronized (open) {
            boolean process = ofProcess(path);
            boolean keep = open.size() < KEPT_OPEN
                    && (!process || (processes < PROCESSES && path.lastIndexOf('/') == PROC.length() - 1))
                    && !ofMany(name.toString())
                    && !open.containsKey(path);
            Directory directory = new Directory(stream, base, path, keep);
            if (keep) {
                open.put(path, directory);
                processes += process ? 1 : 0;
            }
            return directory;
        }
    }

    /** Whether something else than a directory stands there now; the error alone does not tell that from a full table of files. */
    private static boolean gone(Directory at, Path name) throws IOException {
        try {
            return !look(at, name).isDirectory();
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Directories named by an id, of containers and pods, are as many and as rarely met again. */
    private static boolean ofMany(String name) {
        return name.length() > LONG;
    }

    private static boolean ofProcess(String path) {
        return path.startsWith(PROC) && Character.isDigit(path.charAt(PROC.length()));
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

    /** A path that takes more steps than any real one. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Something else stood there a moment ago; trying again may help. */
    static final class Changed extends IOException {
        private static final long serialVersionUID = 1;
    }
}
