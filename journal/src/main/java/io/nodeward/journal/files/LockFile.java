package io.nodeward.journal.files;

import java.io.Closeable;

/** A file whose lock this process holds until it is closed or the process ends, however that happens. */
public final class LockFile implements Closeable {

    private final Descriptor file;
    private final String path;

    LockFile(Descriptor file, String path) {
        this.file = file;
        this.path = path;
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
