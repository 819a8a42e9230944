package io.nodeward.hostprobes.files;

import java.time.Instant;

/**
 * What the file system says of one object, after links were followed.
 *
 * @param path where it really is, in the host's own names
 * @param mode permission bits with set-uid, set-gid and sticky, as in {@code chmod}
 * @param modified when its content was last changed; whoever may write it can set this
 * @param changed when its content, name, owner or mode was last changed; only the kernel sets this
 */
public record Stat(String path, Type type, int mode, int uid, int gid, long size, Instant modified, Instant changed) {

    /** Kinds of file system objects, as far as a probe cares. */
    public enum Type {
        FILE,
        DIRECTORY,
        SYMLINK,
        OTHER
    }

    /** The permission bits in the usual four octal digits, the first for set-uid, set-gid and sticky: {@code 0644}. */
    public String octal() {
        return Integer.toOctalString(0x1000 | mode).substring(1);
    }
}
