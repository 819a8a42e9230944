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

    /** Anybody can give a process as long a command line as he likes; no component has one like this. */
    private static final int COMMAND_LINE = 256 << 10;

    /** Reads /proc once. Processes that end meanwhile are left out; kernel threads and zombies, which have no arguments, too. */
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
            Read<String> line = root.text("/proc/" + name + "/cmdline", COMMAND_LINE);
            if (line instanceof Read.Found<String>(String text)) {
                if (!text.isEmpty()) {
                    processes.add(HostProcess.of(root, pid, text));
                }
            } else if (line instanceof Read.Failed<String> failed && matters(root, pid)) {
                unreadable = failed.path() + " " + failed.reason();
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

    /** Whether a process whose command line cannot be read may be a component. */
    private static boolean matters(HostRoot root, int pid) {
        HostProcess process = HostProcess.of(root, pid, "");
        if (!(process.executable() instanceof Read.Found<String>)) {
            return !(process.executable() instanceof Read.Absent<String>);
        }
        for (Component component : Component.values()) {
            if (component.named(process.program())) {
                return true;
            }
        }
        return false;
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
