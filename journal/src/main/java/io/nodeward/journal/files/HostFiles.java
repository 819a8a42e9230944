package io.nodeward.journal.files;

import io.nodeward.journal.files.HostFileException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A host's files: of the running one at {@code /}, or of an image below any directory. What is written appears whole or not
 * at all and lasts through a power cut when the call returns.
 *
 * <p>Paths are absolute and mean the root's own. Symbolic links in directories are followed inside the root only, and only
 * if they belong to root or to this process's user; nobody can lead an operation out of the root by changing the tree
 * meanwhile. A link in the last place is never followed: where it matters, {@link #real} says where it leads.
 *
 * <p>Safe for several threads; two that change the same file leave the work of one of them.
 */
public final class HostFiles implements Closeable {

    /**
     * The system property with which tests keep the journal away from the machine that they run on: if it is {@code true},
     * the root {@code /} is refused.
     */
    public static final String REFUSE_HOST_ROOT = "nodeward.journal.refuseHostRoot";

    private final Walk walk;

    private HostFiles(Walk walk) {
        this.walk = walk;
    }

    /**
     * Opens a root. Messages name the paths below it.
     *
     * @throws HostFileException if it is no directory, or is {@code /} and {@link #REFUSE_HOST_ROOT} says no
     */
    public static HostFiles open(Path root) throws HostFileException {
        return open(root, "");
    }

    /** As {@link #open(Path)}, with messages that put {@code prefix} before a path. */
    public static HostFiles open(Path root, String prefix) throws HostFileException {
        String name = root.toAbsolutePath().toString();
        Descriptor directory;
        try {
            directory = Descriptor.root(name);
            if (Boolean.getBoolean(REFUSE_HOST_ROOT)) {
                refuseHost(directory, name);
            }
        } catch (Errno e) {
            throw Problem.of(e, "open the root", name);
        }
        return new HostFiles(new Walk(directory, prefix));
    }

    private static void refuseHost(Descriptor directory, String name) throws Errno, HostFileException {
        if (directory.stat().identity().equals(Libc.stat(Libc.HERE, "/").identity())) {
            directory.close();
            throw Problem.make(
                    Reason.REFUSED,
                    "open the root",
                    name,
                    "it is this machine's own, which a test must not change",
                    "give the test a directory of its own; the system property " + REFUSE_HOST_ROOT + " says so");
        }
    }

    /** Returns what stands at a path, a link itself if it is one; empty for nothing. */
    public Optional<Stat> stat(String path) throws HostFileException {
        try {
            return Optional.ofNullable(at(path, "look at", Place::look));
        } catch (HostFileException e) {
            if (e.reason() == Reason.ABSENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Returns the path with every link resolved, also one in the last place. What it leads to need not exist. */
    public String real(String path) throws HostFileException {
        try (Place place = walk.to(path, "resolve", true)) {
            return place.path();
        }
    }

    /** Returns the path with every link resolved but one in the last place: what the other operations act upon. */
    public String canonical(String path) throws HostFileException {
        try (Place place = walk.to(path, "resolve", false)) {
            return place.path();
        }
    }

    /**
     * Returns the content of a regular file. It may be a secret: the caller wipes it.
     *
     * @param limit in bytes; more is an error
     */
    public byte[] read(String path, int limit) throws HostFileException {
        return Objects.requireNonNull(at(path, "read", place -> {
            try (Descriptor file = Regular.open(place, "read", Libc.READ_ONLY)) {
                return Reading.all(file, file.stat(), limit, place.shown());
            }
        }));
    }

    /** Returns where a symbolic link points, as it is written there. */
    public String target(String path) throws HostFileException {
        return Objects.requireNonNull(at(path, "read the link", place -> {
            try (Descriptor link = place.open(Libc.PATH)) {
                Stat stat = link.stat();
                if (stat.type() != Stat.Type.LINK) {
                    throw Problem.kind("read the link", place.shown(), stat.type(), "look at the path");
                }
                return Libc.readlink(link.number());
            }
        }));
    }

    /** Returns the extended attributes of a regular file or a directory by name. */
    public Map<String, byte[]> attributes(String path) throws HostFileException {
        return Objects.requireNonNull(at(path, "read the attributes of", place -> {
            try (Descriptor file = place.open(Libc.READ_ONLY | Libc.NON_BLOCKING)) {
                return Attributes.of(file);
            }
        }));
    }

    /** Returns the names in a directory in lexical order. */
    public List<String> list(String path) throws HostFileException {
        try (Place place = walk.to(path, "list", true);
                Descriptor directory = place.open(Libc.READ_ONLY | Libc.DIRECTORY);
                DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(Libc.open(directory.number())))) {
            List<String> names = new ArrayList<>();
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
            names.sort(null);
            return names;
        } catch (Errno e) {
            throw Problem.of(e, "list", walk.show(path));
        } catch (HostFileException e) {
            throw e;
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(walk.show(path));
        }
    }

    /**
     * Makes a file where nothing stands.
     *
     * @throws HostFileException with {@link Reason#EXISTS} if something does
     */
    public void create(String path, byte[] content, Access access) throws HostFileException {
        change(path, "create", place -> {
            new Making(place, null, true).file(content, access, Map.of(), null);
        });
    }

    /**
     * Makes a file, or replaces the one that is there: with this mode and owner, and with the extended attributes of the old
     * one except signatures of its content. A name more that the old one has elsewhere keeps the old content.
     */
    public void write(String path, byte[] content, Access access) throws HostFileException {
        change(path, "write", place -> write(place, content, access, place.look()));
    }

    /**
     * As {@link #write(String, byte[], Access)}, but only if what stands there is still what was seen.
     *
     * @param seen what {@link #stat} returned before, also that there was nothing
     * @throws HostFileException with {@link Reason#CHANGED} if somebody touched it since
     */
    public void write(String path, byte[] content, Access access, Optional<Stat> seen) throws HostFileException {
        change(path, "write", place -> write(place, content, access, expect(place, seen)));
    }

    private static void write(Place place, byte[] content, Access access, @Nullable Stat old)
            throws Errno, IOException {
        if (old == null) {
            new Making(place, null, true).file(content, access, Map.of(), null);
            return;
        }
        try (Descriptor file = Regular.open(place, "write", Libc.READ_ONLY)) {
            Map<String, byte[]> kept = Attributes.withoutSignatures(Attributes.of(file));
            new Making(place, old, false).file(content, access, kept, null);
        }
    }

    /** Returns what stands there now, which has to be what was seen. */
    private static @Nullable Stat expect(Place place, Optional<Stat> seen) throws Errno, HostFileException {
        Stat now = place.look();
        if (now == null ? seen.isPresent() : seen.isEmpty() || !now.untouchedSince(seen.get())) {
            throw Making.changed(place);
        }
        return now;
    }

    /** Replaces the content of a file; mode, owner and extended attributes stay. */
    public void replace(String path, byte[] content) throws HostFileException {
        Stat old = stat(path).orElseThrow(() -> Problem.of(new Errno(Errno.ABSENT), "replace", walk.show(path)));
        write(path, content, old.access(), Optional.of(old));
    }

    /** Makes a directory where nothing stands; the directory around it has to exist. */
    public void createDirectory(String path, Access access) throws HostFileException {
        restoreDirectory(path, access, Map.of());
    }

    /**
     * Makes a symbolic link, or replaces the one that is there; where it points need not exist.
     *
     * @param seen what {@link #stat} returned before, also that there was nothing
     * @throws HostFileException with {@link Reason#CHANGED} if somebody touched it since
     */
    public void link(String path, String target, Optional<Stat> seen) throws HostFileException {
        change(path, "link", place -> {
            Stat old = expect(place, seen);
            if (old != null && old.type() != Stat.Type.LINK) {
                throw Problem.kind("link", place.shown(), old.type(), "a link replaces only a link; delete it first");
            }
            if (old == null) {
                new Making(place, null, true).link(target, Libc.user(), Libc.group());
            } else {
                new Making(place, old, false).link(target, old.owner(), old.group());
            }
        });
    }

    /**
     * Sets mode and owner of anything but a link. A file with names elsewhere is refused in a directory that others can
     * write to: one of the names may be theirs.
     */
    public void setAccess(String path, Access access) throws HostFileException {
        change(path, AccessChange.ACTION, place -> AccessChange.make(place, access, null));
    }

    /** Deletes a file, a link itself, or an empty directory, if there is one. */
    public void delete(String path) throws HostFileException {
        change(path, "delete", place -> delete(place, place.look()));
    }

    /**
     * As {@link #delete(String)}, but only if what stands there is still what was seen.
     *
     * @throws HostFileException with {@link Reason#CHANGED} if somebody touched it since
     */
    public void delete(String path, Optional<Stat> seen) throws HostFileException {
        change(path, "delete", place -> delete(place, expect(place, seen)));
    }

    private static void delete(Place place, @Nullable Stat old) throws Errno, IOException {
        Temporary.clean(place.directory());
        if (old != null) {
            Libc.unlinkat(
                    place.directory().number(),
                    place.name(),
                    old.type() == Stat.Type.DIRECTORY ? Libc.AT_REMOVE_DIRECTORY : 0);
            place.directory().syncDirectory();
        }
    }

    /** Renames, on the same file system, to where nothing stands. */
    public void rename(String from, String to) throws HostFileException {
        change(to, "rename " + from + " to", target -> {
            try (Place source = walk.to(from, "rename", false)) {
                if (source.look() == null) {
                    throw Problem.of(new Errno(Errno.ABSENT), "rename", source.shown());
                }
                try {
                    Making.moveWhereNothingIs(source.directory().number(), source.name(), target);
                } catch (Errno e) {
                    throw Problem.explain(e, "rename", e.is(Errno.EXISTS) ? target : source);
                }
                target.directory().syncDirectory();
                source.directory().syncDirectory();
            }
        });
    }

    /**
     * Puts back a file as it was: with exactly these attributes, signatures too, and this time. What stands there is replaced,
     * unless it is a directory.
     *
     * @param seen what {@link #stat} returned before, also that there was nothing
     * @throws HostFileException with {@link Reason#CHANGED} if somebody touched it since
     */
    public void restore(
            String path,
            byte[] content,
            Access access,
            Map<String, byte[]> attributes,
            Instant modified,
            Optional<Stat> seen)
            throws HostFileException {
        change(path, "restore", place -> {
            Stat now = expect(place, seen);
            new Making(place, now, now == null).file(content, access, attributes, modified);
        });
    }

    /** Puts back the mode, the owner and exactly these attributes of anything but a link. */
    public void restoreAccess(String path, Access access, Map<String, byte[]> attributes) throws HostFileException {
        change(path, AccessChange.ACTION, place -> AccessChange.make(place, access, attributes));
    }

    /** Puts back a directory where nothing stands, with these attributes. */
    public void restoreDirectory(String path, Access access, Map<String, byte[]> attributes) throws HostFileException {
        change(path, "create the directory", place -> new Making(place, null, true).directory(access, attributes));
    }

    /**
     * Puts back a link as it was. What stands there is replaced, unless it is a directory.
     *
     * @param seen what {@link #stat} returned before, also that there was nothing
     * @throws HostFileException with {@link Reason#CHANGED} if somebody touched it since
     */
    public void restoreLink(String path, String target, int owner, int group, Optional<Stat> seen)
            throws HostFileException {
        change(path, "restore", place -> {
            Stat now = expect(place, seen);
            new Making(place, now, now == null).link(target, owner, group);
        });
    }

    /**
     * Removes files from a directory that a killed run of nodeward was just making. Every change does that in the directory
     * in which it takes place.
     *
     * @return how many
     */
    public int removeStale(String directory) throws HostFileException {
        try (Place place = walk.to(directory, "clean up", true);
                Descriptor open = place.open(Libc.PATH | Libc.DIRECTORY)) {
            return Temporary.clean(open);
        } catch (Errno e) {
            throw Problem.of(e, "clean up", walk.show(directory));
        } catch (HostFileException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(walk.show(directory));
        }
    }

    /**
     * Opens a file to append to, with its lock.
     *
     * @throws HostFileException with {@link Reason#BUSY} if another holds the lock
     */
    public AppendFile append(String path) throws HostFileException {
        return Objects.requireNonNull(at(path, "append to", AppendFile::open));
    }

    /** Takes the lock of a file, which is made if it is not there; empty if another holds it, also in this process. */
    public Optional<LockFile> lock(String path) throws HostFileException {
        return Objects.requireNonNull(at(path, "lock", LockFile::take));
    }

    @Override
    public void close() {
        walk.close();
    }

    private static HostFileException unreadable(String path) {
        return Problem.make(
                Reason.OTHER, "list", path, "its entries cannot be read", "look at the kernel's log (dmesg)");
    }

    @FunctionalInterface
    private interface Operation<T extends @Nullable Object> {
        T on(Place place) throws Errno, IOException;
    }

    @FunctionalInterface
    private interface Change {
        void on(Place place) throws Errno, IOException;
    }

    private void change(String path, String action, Change change) throws HostFileException {
        at(path, action, place -> {
            change.on(place);
            return true;
        });
    }

    private <T extends @Nullable Object> T at(String path, String action, Operation<T> operation)
            throws HostFileException {
        try (Place place = walk.to(path, action, false)) {
            try {
                return operation.on(place);
            } catch (Errno e) {
                throw Problem.explain(e, action, place);
            }
        } catch (HostFileException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(walk.show(path));
        }
    }
}
