package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import org.jspecify.annotations.Nullable;

/**
 * What proc_pid_status(5) says of a process's rights.
 *
 * @param uid effective user id as the host counts, also for a process in a user namespace; -1 when not told
 * @param held capabilities that it has or may take: effective, permitted, ambient
 * @param bounding capabilities that a set-uid program may give it
 * @param noNewPrivileges null when not told
 * @param seccomp 0 none, 1 strict, 2 filter; -1 when not told
 * @param filters how many; -1 when not told (Linux before 5.9)
 */
record ProcessStatus(
        long uid, long held, long bounding, @Nullable Boolean noNewPrivileges, long seccomp, long filters) {

    private static final int LIMIT = 64 << 10;

    static Read<ProcessStatus> read(HostRoot root, String path) {
        return root.text(path, LIMIT).map(ProcessStatus::of);
    }

    static ProcessStatus of(String text) {
        long uid = -1;
        long held = 0;
        long bounding = 0;
        Boolean noNewPrivileges = null;
        long seccomp = -1;
        long filters = -1;
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            int colon = text.indexOf(':', from);
            if (colon > 0 && colon < end) {
                String name = text.substring(from, colon);
                String value = text.substring(colon + 1, end).strip();
                switch (name) {
                    case "Uid" -> uid = number(second(value), 10);
                    case "CapPrm", "CapEff", "CapAmb" -> held |= Math.max(0, number(value, 16));
                    case "CapBnd" -> bounding = Math.max(0, number(value, 16));
                    case "NoNewPrivs" -> noNewPrivileges = value.equals("1");
                    case "Seccomp" -> seccomp = number(value, 10);
                    case "Seccomp_filters" -> filters = number(value, 10);
                    default -> {}
                }
            }
            from = end + 1;
        }
        return new ProcessStatus(uid, held, bounding, noNewPrivileges, seccomp, filters);
    }

    /** Real, effective, saved and file system id follow each other. */
    private static String second(String ids) {
        int tab = ids.indexOf('\t');
        int next = ids.indexOf('\t', tab + 1);
        return tab < 0 ? ids : ids.substring(tab + 1, next < 0 ? ids.length() : next);
    }

    private static long number(String text, int radix) {
        if (text.isEmpty() || text.length() > 16) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
