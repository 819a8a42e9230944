package io.nodeward.journal.files;

import io.nodeward.journal.files.HostFileException.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets mode and owner of what stands at a place, without opening what has an effect when it is opened. */
final class AccessChange {

    static final String ACTION = "change the mode and owner of";

    private AccessChange() {}

    /** @param attributes that it shall have exactly; null for those that it has */
    static void make(Place place, Access access, @Nullable Map<String, byte[]> attributes)
            throws Errno, HostFileException {
        try (Descriptor file = place.open(Libc.PATH)) {
            Stat stat = file.stat();
            check(stat, place, file);
            if (!stat.opensHarmlessly()) {
                Libc.fchown(file.number(), access.owner(), access.group());
                Libc.fchmod(file.number(), access.mode());
                return;
            }
            try (Descriptor open = reopen(place, stat)) {
                Map<String, byte[]> kept = attributes == null ? Attributes.of(open) : attributes;
                Libc.fchown(file.number(), access.owner(), access.group());
                // a new owner takes capabilities and set-user-id away, an access list changes the mode
                Attributes.set(open, kept);
                Libc.fchmod(file.number(), access.mode());
                Libc.fsync(open.number());
            }
        }
    }

    private static void check(Stat stat, Place place, Descriptor file) throws Errno, HostFileException {
        if (stat.type() == Stat.Type.LINK) {
            throw Regular.link(ACTION, place, file);
        }
        if (stat.type() == Stat.Type.FILE
                && stat.names() > 1
                && othersWrite(place.directory().stat())) {
            throw Problem.make(
                    Reason.UNSAFE,
                    ACTION,
                    place.shown(),
                    "it has " + stat.names() + " names, and others can make names in its directory",
                    "see which file it really is (find -samefile)");
        }
    }

    private static boolean othersWrite(Stat directory) {
        boolean ours = directory.owner() == 0 || directory.owner() == Libc.user();
        return !ours || (directory.mode() & 022) != 0;
    }

    /** Opens what only the place was open of, if it still stands there. */
    private static Descriptor reopen(Place place, Stat seen) throws Errno, HostFileException {
        Descriptor open = place.open(Libc.READ_ONLY | Libc.NON_BLOCKING);
        if (!open.stat().identity().equals(seen.identity())) {
            open.close();
            throw Making.changed(place);
        }
        return open;
    }
}
