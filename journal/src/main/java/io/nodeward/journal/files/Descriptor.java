package io.nodeward.journal.files;

/** An open file of this process, closed once. */
final class Descriptor implements AutoCloseable {

    private int number;

    private Descriptor(int number) {
        this.number = number;
    }

    /** Opens what stands at a name in an open directory, never through a link there. */
    static Descriptor open(Descriptor directory, String name, int flags) throws Errno {
        return new Descriptor(Libc.openat(directory.number(), name, flags, 0));
    }

    /** Opens the place of a directory by a path of this process's own, links followed. */
    static Descriptor root(String path) throws Errno {
        // a link in the last place is followed because of the dot behind it
        return new Descriptor(Libc.openat(Libc.HERE, path + "/.", Libc.PATH | Libc.DIRECTORY, 0));
    }

    /** Makes a file that was not there and opens it to write; nobody else may read it yet. */
    static Descriptor create(Descriptor directory, String name, int flags) throws Errno {
        return new Descriptor(Libc.openat(directory.number(), name, Libc.CREATE | Libc.EXCLUSIVE | flags, 0600));
    }

    int number() {
        if (number < 0) {
            throw new IllegalStateException("closed");
        }
        return number;
    }

    Stat stat() throws Errno {
        return Libc.stat(number(), "");
    }

    /** Makes what was renamed or removed in this directory last through a power cut. */
    void syncDirectory() throws Errno {
        try (Descriptor readable = open(this, ".", Libc.READ_ONLY | Libc.DIRECTORY)) {
            Libc.fsync(readable.number());
        }
    }

    @Override
    public void close() {
        if (number >= 0) {
            Libc.close(number);
            number = -1;
        }
    }
}
