package io.nodeward.hostprobes.disk;

import io.nodeward.hostprobes.files.Stat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that the walk came by.
 *
 * @param path the host's own, symbolic links followed
 * @param mode type and permissions
 * @param links how many names it has
 * @param file tells it from every other one, device and inode
 * @param capabilities null for none
 * @param volume what it lies on
 */
record Find(
        String path,
        int mode,
        int uid,
        int gid,
        int links,
        String file,
        @Nullable FileCapabilities capabilities,
        Volume volume) {

    boolean directory() {
        return (mode & SystemCalls.TYPE) == SystemCalls.DIRECTORY;
    }

    /** In the usual four octal digits. */
    String octal() {
        return Integer.toOctalString(0x1000 | mode & 0xfff).substring(1);
    }

    Stat stat() {
        return new Stat(path, Stat.Type.OTHER, mode & 0xfff, uid, gid, 0, Instant.EPOCH, Instant.EPOCH);
    }
}
