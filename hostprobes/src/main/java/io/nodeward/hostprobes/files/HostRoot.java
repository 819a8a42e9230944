package io.nodeward.hostprobes.files;

import io.nodeward.hostprobes.files.Read.Absent;
import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A host's file system: the running one at {@code /}, or an image or a captured tree below any directory. Paths are the
 * host's own and absolute. Symbolic links are followed inside the root only, so an absolute link means the tree's own
 * file; whoever changes the tree meanwhile cannot lead a read out of it, since every step is taken relative to a
 * directory that is already open. Only regular files are ever opened.
 *
 * <p>Safe for several threads. What it holds open is given back by {@link #close()}.
 */
public final class HostRoot implements Closeable {

    private static final int TRIES = 3;

    private static final int MOST_SEEN = 4096;

    private final Walk walk;
    private final Map<String, Read<Stat>> seen = new ConcurrentHashMap<>();
    private final Path base;
    private final boolean live;

    private HostRoot(Path base, boolean live) throws IOException {
        this.base = base;
        this.live = live;
        this.walk = new Walk(base);
    }

    /**
     * Opens a root.
     *
     * @throws IOException if {@code directory} is not a directory that can be listed
     */
    public static HostRoot open(Path directory) throws IOException {
        Path real = directory.toRealPath();
        return new HostRoot(real, real.getNameCount() == 0);
    }

    /** Whether this is the running host's own root, so that /proc and sockets mean something now. */
    public boolean live() {
        return live;
    }

    /** The directory that was opened, for messages only. */
    public Path base() {
        return base;
    }

    /** Returns what {@code path} is, symbolic links followed. */
    public Read<Stat> stat(String path) {
        return attempt(path, true, Step::stat);
    }

    /**
     * As {@link #stat}, but what was seen once is not looked at again: many settings name the same files. Not for what
     * changes from one moment to the next.
     */
    public Read<Stat> seen(String path) {
        Read<Stat> known = seen.get(path);
        if (known == null) {
            known = stat(path);
            if (seen.size() < MOST_SEEN) {
                seen.put(path, known);
            }
        }
        return known;
    }

    /** Returns what {@code path} itself is, also when it is a symbolic link. */
    public Read<Stat> lstat(String path) {
        return attempt(path, false, Step::stat);
    }

    /** Returns where a symbolic link points, as it is written; Failed if it is none. */
    public Read<String> link(String path) {
        return attempt(path, false, step -> {
            if (step.type() != Stat.Type.SYMLINK) {
                return new Failed<>(path, "is not a symbolic link");
            }
            return new Found<>(step.link());
        });
    }

    /**
     * Returns the whole content of a regular file of at most {@code limit} bytes. No copy stays behind in a buffer: whoever
     * reads a secret wipes the array.
     */
    public Read<byte[]> bytes(String path, int limit) {
        return attempt(path, true, step -> content(step, limit));
    }

    /** Reads parts of an open file. */
    @FunctionalInterface
    public interface Parts<T> {
        Read<T> of(SeekableByteChannel channel) throws IOException;
    }

    /** Lets {@code parts} look at a regular file of any size; it has to bound what it reads. */
    public <T> Read<T> parts(String path, Parts<T> parts) {
        return attempt(path, true, step -> {
            if (step.type() != Stat.Type.FILE) {
                return new Failed<>(path, "is not a regular file");
            }
            try (SeekableByteChannel channel = step.parent().stream()
                    .newByteChannel(step.name(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
                return parts.of(channel);
            }
        });
    }

    /** As {@link #bytes}, read as UTF-8 with malformed input replaced. */
    public Read<String> text(String path, int limit) {
        return bytes(path, limit).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /**
     * Returns the names in a directory in lexical order; Failed if there are more than {@code limit}. A name that is no
     * valid text holds U+FFFD, and looking at it is Failed.
     */
    public Read<List<String>> list(String path, int limit) {
        return attempt(path, true, step -> {
            if (step.type() != Stat.Type.DIRECTORY) {
                return new Failed<>(path, "is not a directory");
            }
            List<String> names = new ArrayList<>();
            try (var stream = step.openDirectory()) {
                for (Path entry : stream) {
                    if (names.size() == limit) {
                        return new Failed<>(path, "has more than " + limit + " entries");
                    }
                    names.add(entry.getFileName().toString());
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            names.sort(null);
            return new Found<>(names);
        });
    }

    /**
     * Returns where the symbolic links in a directory point, as they are written, by their names; entries that are none or
     * vanish meanwhile are left out.
     */
    public Read<Map<String, String>> links(String path, int limit) {
        return attempt(path, true, step -> {
            Map<String, String> links = new TreeMap<>();
            int entries = 0;
            try (var stream = step.openDirectory()) {
                for (Path entry : stream) {
                    if (++entries > limit) {
                        return new Failed<>(path, "has more than " + limit + " entries");
                    }
                    String name = entry.getFileName().toString();
                    try {
                        links.put(name, step.linkIn(name));
                    } catch (FileSystemException e) {
                        // no link, or gone
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            return new Found<>(links);
        });
    }

    @Override
    public void close() {
        walk.close();
    }

    private static Read<byte[]> content(Step step, int limit) throws IOException {
        if (step.type() != Stat.Type.FILE) {
            return new Failed<>(step.path(), "is not a regular file");
        }
        if (step.size() > limit) {
            return new Failed<>(step.path(), tooLarge(limit));
        }
        try (SeekableByteChannel channel = step.parent().stream()
                .newByteChannel(step.name(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            return Content.read(channel, step.size(), limit)
                    .<Read<byte[]>>map(Found::new)
                    .orElseGet(() -> new Failed<>(step.path(), tooLarge(limit)));
        }
    }

    private static String tooLarge(int limit) {
        return "is larger than " + (limit >= 1 << 20 ? (limit >> 20) + " MiB" : (limit >> 10) + " KiB");
    }

    @FunctionalInterface
    private interface Look<T> {
        Read<T> at(Step step) throws IOException;
    }

    private <T> Read<T> attempt(String path, boolean follow, Look<T> look) {
        for (int i = 0; i < TRIES; i++) {
            try (Step step = walk.to(path, follow)) {
                if (step == null) {
                    return absent(path);
                }
                return found(look, step);
            } catch (NoSuchFileException | NotDirectoryException e) {
                return absent(path);
            } catch (AccessDeniedException e) {
                return new Failed<>(path, "permission denied");
            } catch (Walk.Circle e) {
                return new Failed<>(path, "symbolic links lead in a circle");
            } catch (Walk.TooLong e) {
                return new Failed<>(path, "is too long a path");
            } catch (InvalidPathException e) {
                return new Failed<>(path, "is not a valid file name");
            } catch (Walk.Changed e) {
                // the next try sees what stands there now
            } catch (FileSystemException e) {
                return new Failed<>(path, reason(e.getReason()));
            } catch (IOException e) {
                return new Failed<>(path, reason(e.getMessage()));
            }
        }
        return new Failed<>(path, "changed while it was being read");
    }

    /** What was there a moment ago is gone or another thing now; only a new walk can say that it is absent. */
    private static <T> Read<T> found(Look<T> look, Step step) throws IOException {
        try {
            return look.at(step);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new Walk.Changed();
        }
    }

    /** A name that is no valid text was altered when it was listed, so that its absence proves nothing. */
    private static <T> Read<T> absent(String path) {
        return path.indexOf(Walk.ALTERED) < 0 ? new Absent<>(path) : new Failed<>(path, "is not a valid file name");
    }

    private static String reason(@Nullable String text) {
        return text == null ? "cannot be read" : "cannot be read: " + text;
    }

    /** Whether the root itself can still be listed; false once its directory has been removed. */
    public boolean exists() {
        return Files.isDirectory(base);
    }
}
