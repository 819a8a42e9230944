package io.nodeward.hostprobes.process;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;

/**
 * All processes of a host at one moment.
 *
 * @param complete why some may be missing, or that none is
 */
public record ProcessTable(List<HostProcess> processes, Read<Boolean> complete) {

    private static final int MOST = 1 << 22;
    private static final int COMMAND_LINE = 2 << 20;

    /** Reads /proc once. Processes that end meanwhile are left out; kernel threads, which have no arguments, too. */
    public static ProcessTable read(HostRoot root) {
        Read<List<String>> names = root.list("/proc", MOST);
        if (!(names instanceof Read.Found<List<String>>(List<String> entries))) {
            return new ProcessTable(List.of(), names.map(_ -> true));
        }
        List<HostProcess> processes = new ArrayList<>();
        boolean first = false;
        String unreadable = "";
        for (String name : entries) {
            int pid = number(name);
            if (pid <= 0) {
                continue;
            }
            first |= pid == 1;
            switch (root.text("/proc/" + name + "/cmdline", COMMAND_LINE)) {
                case Read.Found<String>(String line)
                when !line.isEmpty() -> processes.add(HostProcess.of(root, pid, line));
                case Read.Found<String> _, Read.Absent<String> _ -> {}
                case Read.Failed<String>(String path, String reason) -> unreadable = path + " " + reason;
            }
        }
        processes.sort((a, b) -> Integer.compare(a.pid(), b.pid()));
        Read<Boolean> complete = new Read.Found<>(true);
        if (root.live() && !first) {
            complete = new Read.Failed<>("/proc", "shows no processes of other users (hidepid)");
        } else if (!unreadable.isEmpty()) {
            complete = new Read.Failed<>("/proc", "is not readable in all its parts: " + unreadable);
        }
        return new ProcessTable(List.copyOf(processes), complete);
    }

    private static int number(String name) {
        int value = 0;
        for (int i = 0; i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i > 8) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return name.isEmpty() ? -1 : value;
    }
}
