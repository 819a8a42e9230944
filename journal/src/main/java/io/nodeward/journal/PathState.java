package io.nodeward.journal;

import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.Stat;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What stands at a path as one line of text, which people can read and which is equal only if nobody changed it:
 * {@code file 0600 0:0 sha256:…}, {@code directory 0755 0:0}, {@code symbolic link 0:0 to /etc/x}, {@code absent}.
 */
final class PathState {

    static final String ABSENT = "absent";

    private static final String SUM = "sha256:";

    private PathState() {}

    static String file(Access access, byte[] content) {
        return Stat.Type.FILE.text() + " " + access + " " + SUM + sum(content);
    }

    static String directory(Access access) {
        return Stat.Type.DIRECTORY.text() + " " + access;
    }

    static String link(int owner, int group, String target) {
        return Stat.Type.LINK.text() + " " + Integer.toUnsignedString(owner) + ":" + Integer.toUnsignedString(group)
                + " to " + target;
    }

    /** Of a file whose content does not matter, of a directory, or of something that has none. */
    static String access(Stat.Type type, Access access) {
        return type.text() + " " + access;
    }

    /** The same content under the mode and owner of another state, as {@link #access} gives it. */
    static String withAccess(String state, String access) {
        int sum = state.lastIndexOf(" " + SUM);
        return access + (sum < 0 ? "" : state.substring(sum));
    }

    /** Whether the content of a file is the one of a state. */
    static boolean hasContent(String state, byte[] content) {
        return state.endsWith(SUM + sum(content));
    }

    private static String sum(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
