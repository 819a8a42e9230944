package io.nodeward.journal.files;

import java.io.Closeable;
import java.util.Optional;

/** A file whose lock this process holds until it is closed or the process ends, however that happens. */
public final class LockFile implements Closeable {

    private final Descriptor file;
    private final String path;

    private LockFile(Descriptor file, String path) {
        this.file = file;
        this.path = path;
    }

    /** Empty if another holds it. */
    static Optional<LockFile> take(Place place) throws Errno, HostFileException {
        while (true) {
            if (place.look() == null) {
                makeEmpty(place);
            }
            Descriptor file = Regular.open(place, "lock", Libc.READ_WRITE);
            boolean kept = false;
            try {
                if (!Libc.lock(file.number())) {
                    return Optional.empty();
                }
                Stat now = place.look();
                // else the file was deleted, and another may be locked
                if (now != null && now.identity().equals(file.stat().identity())) {
                    kept = true;
                    return Optional.of(new LockFile(file, place.shown()));
                }
            } finally {
                if (!kept) {
                    file.close();
                }
            }
        }
    }

    private static void makeEmpty(Place place) throws Errno {
        try {
            Descriptor.create(place.directory(), place.name(), Libc.READ_WRITE).close();
        } catch (Errno e) {
            if (!e.is(Errno.EXISTS)) {
                throw e;
            }
        }
    }

    /** Puts a note into it, for whoever finds it locked. */
    public void write(byte[] note) throws HostFileException {
        try {
            Libc.ftruncate(file.number(), 0);
            Libc.rewind(file.number());
            Libc.write(file.number(), note);
        } catch (Errno e) {
            throw Problem.of(e, "write", path);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
