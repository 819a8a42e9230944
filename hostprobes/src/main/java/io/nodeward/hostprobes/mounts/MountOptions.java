package io.nodeward.hostprobes.mounts;

import java.util.List;

/**
 * What options of a mount mean, mount(8). A later one wins, and those that let users mount bring others along: {@code user}
 * and {@code users} nodev, nosuid and noexec, {@code owner} and {@code group} the first two.
 *
 * @param text as they are written
 */
record MountOptions(String text, boolean nodev, boolean nosuid, boolean noexec, boolean readOnly, boolean automatic) {

    /** Where {@code automatic} is false, the mount is not made at boot. */
    static MountOptions of(String text) {
        boolean nodev = false;
        boolean nosuid = false;
        boolean noexec = false;
        boolean readOnly = false;
        boolean automatic = true;
        int from = 0;
        while (from <= text.length()) {
            int end = text.indexOf(',', from);
            end = end < 0 ? text.length() : end;
            switch (text.substring(from, end).strip()) {
                case "nodev" -> nodev = true;
                case "dev" -> nodev = false;
                case "nosuid" -> nosuid = true;
                case "suid" -> nosuid = false;
                case "noexec" -> noexec = true;
                case "exec" -> noexec = false;
                case "ro" -> readOnly = true;
                case "rw" -> readOnly = false;
                case "noauto" -> automatic = false;
                case "auto" -> automatic = true;
                case "user", "users" -> {
                    nodev = true;
                    nosuid = true;
                    noexec = true;
                }
                case "owner", "group" -> {
                    nodev = true;
                    nosuid = true;
                }
                default -> {
                    // of no matter here
                }
            }
            from = end + 1;
        }
        return new MountOptions(text, nodev, nosuid, noexec, readOnly, automatic);
    }

    /** Settings whose values are no secrets; a share's password may stand among the others. */
    private static final List<String> SHOWN =
            List.of("mode", "size", "nr_inodes", "uid", "gid", "hidepid", "subset", "errors", "data", "subvol", "huge");

    /** Options as they may be shown: of unusual ones the names only. */
    static String shown(String text) {
        if (text.indexOf('=') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (from <= text.length()) {
            int end = text.indexOf(',', from);
            end = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', from);
            boolean whole = equals < 0 || equals >= end || SHOWN.contains(text.substring(from, equals));
            out.append(from == 0 ? "" : ",").append(text, from, whole ? end : equals);
            from = end + 1;
        }
        return out.toString();
    }

    /** What is mounted, as it may be shown: without a name and password before the host of a URL. */
    static String shownSource(String text) {
        int scheme = text.indexOf("://");
        int at = text.lastIndexOf('@');
        return scheme >= 0 && at > scheme ? text.substring(0, scheme + 3) + text.substring(at + 1) : text;
    }
}
