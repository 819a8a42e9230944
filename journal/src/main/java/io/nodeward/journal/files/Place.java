package io.nodeward.journal.files;

import org.jspecify.annotations.Nullable;

/**
 * A name in an open directory: from here on nobody can lead an operation elsewhere by renaming what is above it.
 *
 * @param path the whole path below the root, with every link resolved but one that may stand at this very name
 * @param shown the same for messages
 */
record Place(Descriptor directory, String name, String path, String shown) implements AutoCloseable {

    /** What stands there, null for nothing. */
    @Nullable Stat look() throws Errno {
        try {
            return Libc.stat(directory.number(), name);
        } catch (Errno e) {
            if (e.is(Errno.ABSENT)) {
                return null;
            }
            throw e;
        }
    }

    Descriptor open(int flags) throws Errno {
        return Descriptor.open(directory, name, flags);
    }

    @Override
    public void close() {
        directory.close();
    }
}
