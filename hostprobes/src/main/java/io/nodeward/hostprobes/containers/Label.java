package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;

/**
 * What a process runs under: an AppArmor profile with its mode, or an SELinux context.
 *
 * @param text as the kernel writes it, without the mode
 * @param mode enforce, complain, kill, unconfined; empty for SELinux
 */
public record Label(String text, String mode) {

    private static final int LIMIT = 8 << 10;

    /** Which of two confines less. */
    Label worse(Label other) {
        return rank(other) < rank(this) ? other : this;
    }

    private static int rank(Label label) {
        return label.mode().equals("unconfined") ? 0 : label.mode().equals("complain") ? 1 : 2;
    }

    /** The AppArmor profile of a process. */
    public static Read<Label> apparmor(HostRoot root, String process) {
        Read<String> read = root.text(process + "attr/apparmor/current", LIMIT);
        // Linux before 5.1
        return (read instanceof Read.Absent<String> ? root.text(process + "attr/current", LIMIT) : read)
                .map(Label::profile);
    }

    /** The SELinux context of a process. */
    static Read<Label> selinux(HostRoot root, String process) {
        return root.text(process + "attr/current", LIMIT).map(text -> new Label(trimmed(text), ""));
    }

    static Label profile(String text) {
        String label = trimmed(text);
        int open = label.lastIndexOf(" (");
        if (open > 0 && label.endsWith(")")) {
            return new Label(label.substring(0, open), label.substring(open + 2, label.length() - 1));
        }
        return new Label(label, label.endsWith("unconfined") ? "unconfined" : "");
    }

    private static String trimmed(String text) {
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    /** The type of an SELinux context {@code user:role:type:level}. */
    String type() {
        int first = text.indexOf(':');
        int second = text.indexOf(':', first + 1);
        int third = text.indexOf(':', second + 1);
        return first < 0 || second < 0 ? text : text.substring(second + 1, third < 0 ? text.length() : third);
    }

    /** Its level {@code s0:c1,c2}; empty when it has none. */
    String level() {
        int first = text.indexOf(':');
        int second = text.indexOf(':', first + 1);
        int third = text.indexOf(':', second + 1);
        return first < 0 || second < 0 || third < 0 ? "" : text.substring(third + 1);
    }
}
