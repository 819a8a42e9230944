package io.nodeward.journal.files;

import java.io.Closeable;

/**
 * A file that only grows at its end, locked for as long as it is open. What was appended lasts through a power cut when the
 * call returns; what failed leaves no trace. For one thread at a time.
 */
public final class AppendFile implements Closeable {

    private final Descriptor file;
    private final String path;
    private long length;
    private boolean broken;

    private AppendFile(Descriptor file, String path, long length) {
        this.file = file;
        this.path = path;
        this.length = length;
    }

    static AppendFile open(Place place) throws Errno, HostFileException {
        Descriptor file = Regular.open(place, "append to", Libc.READ_WRITE | Libc.APPEND);
        boolean kept = false;
        try {
            if (!Libc.lock(file.number())) {
                throw Problem.make(
                        HostFileException.Reason.BUSY,
                        "append to",
                        place.shown(),
                        "another process is writing it",
                        "wait until it has ended");
            }
            AppendFile opened = new AppendFile(file, place.shown(), file.stat().size());
            kept = true;
            return opened;
        } finally {
            if (!kept) {
                file.close();
            }
        }
    }

    /** How many bytes are in it. */
    public long length() {
        return length;
    }

    /**
     * Appends and waits until it is on the disk.
     *
     * @throws HostFileException if that failed; the file is as before. After a failure to write to the disk itself nothing
     *     is appended any more
     */
    public void append(byte[] bytes) throws HostFileException {
        if (broken) {
            throw Problem.make(
                    HostFileException.Reason.OTHER,
                    "append to",
                    path,
                    "an earlier failure of the disk left its end unknown",
                    "look at the kernel's log (dmesg), then start again");
        }
        try {
            Libc.write(file.number(), bytes);
        } catch (Errno e) {
            takeBack();
            throw Problem.of(e, "append to", path);
        }
        try {
            Libc.fsync(file.number());
        } catch (Errno e) {
            broken = true;
            throw Problem.of(e, "append to", path);
        }
        length += bytes.length;
    }

    private void takeBack() {
        try {
            Libc.ftruncate(file.number(), length);
        } catch (Errno e) {
            broken = true;
        }
    }

    /**
     * Takes room on the disk for the next bytes, so that they can be appended also when it is full. Where the file system
     * cannot do that nothing happens.
     */
    public void reserve(long bytes) throws HostFileException {
        try {
            Libc.reserve(file.number(), length, bytes);
        } catch (Errno e) {
            if (!e.is(Errno.NOT_SUPPORTED)) {
                throw Problem.of(e, "reserve room for", path);
            }
        }
    }

    /** Cuts the file to a length: takes away a torn end, or gives back what was reserved and not used. */
    public void cut(long to) throws HostFileException {
        try {
            Libc.ftruncate(file.number(), to);
            Libc.fsync(file.number());
            length = to;
        } catch (Errno e) {
            throw Problem.of(e, "shorten", path);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
