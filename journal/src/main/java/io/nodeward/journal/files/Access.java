package io.nodeward.journal.files;

/**
 * Who may do what with a file.
 *
 * @param mode permissions with set-user-id, set-group-id and sticky, {@code 07777} at most; no umask is taken off
 * @param owner a user's number
 * @param group a group's number
 */
public record Access(int mode, int owner, int group) {

    public Access {
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException("not a mode: 0" + Integer.toOctalString(mode));
        }
    }

    /** For root alone to own. */
    public static Access root(int mode) {
        return new Access(mode, 0, 0);
    }

    /** For the user that this process runs as. */
    public static Access mine(int mode) {
        return new Access(mode, Libc.user(), Libc.group());
    }

    /** As ls(1) and chown(1) say it: {@code 0640 0:42}. */
    @Override
    public String toString() {
        String digits = Integer.toOctalString(mode);
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits + " " + Integer.toUnsignedString(owner) + ":"
                + Integer.toUnsignedString(group);
    }
}
