package io.nodeward.journal.files;

/** Opens regular files and nothing else: opening a device or a FIFO can have an effect. */
final class Regular {

    private Regular() {}

    /** @param action what is being done, as a verb, for the message */
    static Descriptor open(Place place, String action, int flags) throws Errno, HostFileException {
        try (Descriptor seen = place.open(Libc.PATH)) {
            check(seen, place, action);
        }
        Descriptor file = place.open(flags | Libc.NON_BLOCKING);
        boolean kept = false;
        try {
            check(file, place, action);
            kept = true;
            return file;
        } finally {
            if (!kept) {
                file.close();
            }
        }
    }

    private static void check(Descriptor file, Place place, String action) throws Errno, HostFileException {
        Stat stat = file.stat();
        if (stat.type() == Stat.Type.LINK) {
            throw link(action, place, file);
        }
        if (stat.type() != Stat.Type.FILE) {
            throw Problem.kind(action, place.shown(), stat.type(), "only regular files are read and written");
        }
    }

    static HostFileException link(String action, Place place, Descriptor link) throws Errno {
        return Problem.kind(
                action,
                place.shown(),
                Stat.Type.LINK,
                "name the file that it leads to (" + Libc.readlink(link.number()) + ")");
    }
}
