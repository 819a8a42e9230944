package io.nodeward.journal.files;

import io.nodeward.journal.files.HostFileException.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a file, directory or link beside the place where it shall stand, complete in every respect, and then renames it
 * there: whoever looks sees the old one or the new one.
 *
 * @param place where it shall stand
 * @param expected what has to stand there at the last moment; not looked at if null
 * @param exclusive whether nothing may stand there
 */
record Making(Place place, @Nullable Stat expected, boolean exclusive) {

    /** Sets owner, attributes, mode and time of a file that nobody else sees yet. */
    private static void dress(
            Descriptor file, Access access, Map<String, byte[]> attributes, @Nullable Instant modified) throws Errno {
        Stat stat = file.stat();
        if (stat.owner() != access.owner() || stat.group() != access.group()) {
            Libc.fchown(file.number(), access.owner(), access.group());
        }
        Attributes.set(file, attributes);
        Libc.fchmod(file.number(), access.mode());
        if (modified != null) {
            Libc.modified(file.number(), modified.getEpochSecond(), modified.getNano());
        }
        Libc.fsync(file.number());
    }

    void file(byte[] content, Access access, Map<String, byte[]> attributes, @Nullable Instant modified)
            throws Errno, IOException {
        Temporary.clean(place.directory());
        boolean made = false;
        while (!made) {
            String name = Temporary.name();
            try (Descriptor file = Descriptor.create(place.directory(), name, Libc.WRITE_ONLY)) {
                try {
                    if (locked(file)) {
                        Libc.write(file.number(), content);
                        dress(file, access, attributes, modified);
                        rename(name);
                        made = true;
                    }
                } finally {
                    if (!made) {
                        forget(name, 0);
                    }
                }
            }
        }
        place.directory().syncDirectory();
    }

    void directory(Access access, Map<String, byte[]> attributes) throws Errno, IOException {
        Temporary.clean(place.directory());
        boolean made = false;
        while (!made) {
            String name = Temporary.name();
            Libc.mkdirat(place.directory().number(), name, 0700);
            try (Descriptor directory = Descriptor.open(place.directory(), name, Libc.READ_ONLY | Libc.DIRECTORY)) {
                if (locked(directory)) {
                    dress(directory, access, attributes, null);
                    rename(name);
                    made = true;
                }
            } finally {
                if (!made) {
                    forget(name, Libc.AT_REMOVE_DIRECTORY);
                }
            }
        }
        place.directory().syncDirectory();
    }

    void link(String target, int owner, int group) throws Errno, IOException {
        Temporary.clean(place.directory());
        String name = Temporary.name();
        Libc.symlinkat(target, place.directory().number(), name);
        boolean made = false;
        try {
            Stat stat = Libc.stat(place.directory().number(), name);
            if (stat.owner() != owner || stat.group() != group) {
                Libc.lchown(place.directory().number(), name, owner, group);
            }
            rename(name);
            made = true;
        } finally {
            if (!made) {
                forget(name, 0);
            }
        }
        place.directory().syncDirectory();
    }

    /** Whether it is known as ours; not if somebody who cleans up was faster. */
    private static boolean locked(Descriptor file) throws Errno {
        return Libc.lock(file.number()) && file.stat().names() > 0;
    }

    private void rename(String name) throws Errno, HostFileException {
        if (expected != null) {
            Stat now = place.look();
            if (now == null || !now.untouchedSince(expected)) {
                throw changed(place);
            }
        }
        int directory = place.directory().number();
        if (exclusive) {
            moveWhereNothingIs(directory, name, place);
        } else {
            Libc.renameat(directory, name, directory, place.name(), 0);
        }
    }

    /** A rename that replaces nothing. */
    static void moveWhereNothingIs(int directory, String name, Place to) throws Errno {
        try {
            Libc.renameat(directory, name, to.directory().number(), to.name(), Libc.RENAME_NO_REPLACE);
        } catch (Errno e) {
            if (!e.is(Errno.INVALID)) {
                throw e;
            }
            // a file system, such as NFS, that cannot promise it
            if (to.look() != null) {
                throw new Errno(Errno.EXISTS);
            }
            Libc.renameat(directory, name, to.directory().number(), to.name(), 0);
        }
    }

    static HostFileException changed(Place place) {
        return Problem.make(
                Reason.CHANGED,
                "change",
                place.shown(),
                "somebody else changed it at the same time",
                "look at it, and try again when nobody else is at work there");
    }

    private void forget(String name, int flags) {
        try {
            Libc.unlinkat(place.directory().number(), name, flags);
        } catch (Errno e) {
            // what failed before is told; the next to write here removes it
        }
    }
}
