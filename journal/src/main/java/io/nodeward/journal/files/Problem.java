package io.nodeward.journal.files;

import io.nodeward.journal.files.HostFileException.Reason;

/** Tells people what the kernel's answer means: what was tried, on which path, why not, what to do next. */
final class Problem {

    private static final String AGAIN = ", then try again";

    private Problem() {}

    /**
     * @param action what was tried, as a verb: "replace"
     * @param path below the root
     */
    static HostFileException of(Errno errno, String action, String path) {
        return switch (errno.number()) {
            case Errno.ABSENT -> make(Reason.ABSENT, action, path, "it does not exist", "look at the path");
            case Errno.EXISTS -> make(Reason.EXISTS, action, path, "it exists already", "look at what is there");
            case Errno.NOT_A_DIRECTORY ->
                make(Reason.KIND, action, path, "a part of the path is not a directory", "look at the path");
            case Errno.IS_A_DIRECTORY -> make(Reason.KIND, action, path, "it is a directory", "look at the path");
            case Errno.NOT_EMPTY ->
                make(Reason.KIND, action, path, "the directory is not empty", "look at what is in it");
            case Errno.NO_ACCESS, Errno.NOT_PERMITTED -> permission(action, path);
            case Errno.READ_ONLY ->
                make(
                        Reason.READ_ONLY,
                        action,
                        path,
                        "its file system is mounted read-only",
                        "mount it writable, or change the image that it comes from" + AGAIN);
            case Errno.DISK_FULL ->
                make(
                        Reason.DISK_FULL,
                        action,
                        path,
                        "its file system is full",
                        "free room or inodes there (df, df -i)" + AGAIN);
            case Errno.QUOTA ->
                make(Reason.DISK_FULL, action, path, "the disk quota is used up", "free room there" + AGAIN);
            case Errno.BUSY ->
                make(
                        Reason.OTHER,
                        action,
                        path,
                        "it is a mount point or in use by the kernel",
                        "unmount what is mounted there" + AGAIN);
            case Errno.CIRCLE -> make(Reason.UNSAFE, action, path, "symbolic links lead in a circle", "mend them");
            case Errno.NAME_TOO_LONG -> make(Reason.UNSAFE, action, path, "the path is too long", "look at the path");
            case Errno.OTHER_FILE_SYSTEM ->
                make(Reason.OTHER, action, path, "the new place is on another file system", "copy it instead");
            case Errno.NOT_SUPPORTED ->
                make(
                        Reason.OTHER,
                        action,
                        path,
                        "its file system knows no such attributes",
                        "see which extended attributes and access lists belong to it (getfattr -d -m -, getfacl)");
            case Errno.TOO_MANY_OPEN ->
                make(Reason.OTHER, action, path, "too many files are open", "raise the limit (ulimit -n)" + AGAIN);
            default ->
                make(
                        Reason.OTHER,
                        action,
                        path,
                        "the kernel answered with error " + errno.number() + " of errno(3)",
                        "look at the kernel's log (dmesg) for its file system");
        };
    }

    /** As {@link #of}; says which of the two it was that may not be changed, if that is the reason. */
    static HostFileException explain(Errno errno, String action, Place place) {
        if (errno.is(Errno.NOT_PERMITTED) || errno.is(Errno.NO_ACCESS)) {
            try {
                Stat stat = place.look();
                if (stat != null && stat.immutable()) {
                    return immutable(action, place.shown(), "the " + stat.type().text());
                }
                if (place.directory().stat().immutable()) {
                    return immutable(action, place.shown(), "its directory");
                }
            } catch (Errno e) {
                // the first answer has to do
            }
        }
        return of(errno, action, place.shown());
    }

    private static HostFileException permission(String action, String path) {
        return Libc.user() == 0
                ? make(
                        Reason.PERMISSION,
                        action,
                        path,
                        "permission denied to root",
                        "look for a denial by SELinux or AppArmor in the audit log (ausearch -m avc), for a user namespace, or "
                                + "for a unit with ProtectSystem=")
                : make(
                        Reason.PERMISSION,
                        action,
                        path,
                        "permission denied to user " + Integer.toUnsignedString(Libc.user()),
                        "run nodeward as root");
    }

    private static HostFileException immutable(String action, String path, String what) {
        return make(
                Reason.IMMUTABLE,
                action,
                path,
                what + " has the attribute immutable or append-only",
                "find out who set it and why; chattr -i -a takes it away");
    }

    static HostFileException kind(String action, String path, Stat.Type found, String hint) {
        return make(Reason.KIND, action, path, "it is a " + found.text(), hint);
    }

    static HostFileException make(Reason reason, String action, String path, String why, String hint) {
        return new HostFileException(reason, path, "cannot " + action + " " + path + ": " + why, hint);
    }
}
