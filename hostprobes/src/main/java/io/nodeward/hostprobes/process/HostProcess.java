package io.nodeward.hostprobes.process;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A process as /proc shows it. What is asked for is read when it is asked for; a process that has ended meanwhile gives
 * {@link Read.Absent}. Safe for several threads.
 */
public final class HostProcess {

    private static final int SMALL = 64 << 10;
    private static final int LARGE = 4 << 20;
    private static final String DELETED = " (deleted)";

    /** starttime among the fields of stat behind the name. */
    private static final int STARTED = 19;

    private final HostRoot root;
    private final int pid;
    private final List<String> arguments;
    private final Read<String> executable;
    private volatile @Nullable Placement placement;
    private volatile @Nullable Read<String> status;

    /**
     * @param arguments its command line cut at the NUL bytes, the program's name first
     * @param executable where {@code /proc/<pid>/exe} leads, without the mark of a deleted file
     */
    public HostProcess(HostRoot root, int pid, List<String> arguments, Read<String> executable) {
        this.root = root;
        this.pid = pid;
        this.arguments = List.copyOf(arguments);
        this.executable = executable;
    }

    /** Its number. */
    public int pid() {
        return pid;
    }

    /** Its command line cut at the NUL bytes, the program's name first; it may say anything. */
    public List<String> arguments() {
        return arguments;
    }

    /** Where {@code /proc/<pid>/exe} leads, without the mark of a deleted file. */
    public Read<String> executable() {
        return executable;
    }

    static HostProcess of(HostRoot root, int pid, String commandLine) {
        return new HostProcess(
                root,
                pid,
                split(commandLine),
                root.link("/proc/" + pid + "/exe")
                        .map(link ->
                                link.endsWith(DELETED) ? link.substring(0, link.length() - DELETED.length()) : link));
    }

    /** Whether the file that it runs was replaced or removed since it started. */
    public Read<Boolean> executableDeleted() {
        return root.link(path("exe")).map(link -> link.endsWith(DELETED));
    }

    /** Name of the program without its directory: of the executable, else as the process calls itself. */
    public String program() {
        return basename(executable instanceof Read.Found<String>(String path) ? path : calledAs());
    }

    /** What it calls itself. */
    public String calledAs() {
        return arguments.isEmpty() ? "" : arguments.getFirst();
    }

    /** Real user id; Failed when it cannot be told. */
    public Read<Integer> uid() {
        Read<String> value = status("Uid");
        if (!(value instanceof Read.Found<String>(String ids))) {
            return value.map(_ -> 0);
        }
        try {
            return new Read.Found<>(Integer.parseInt(new StringTokenizer(ids).nextToken()));
        } catch (NumberFormatException | NoSuchElementException e) {
            return new Read.Failed<>(path("status"), "has no user id");
        }
    }

    /** When it was started, in ticks since the host's start; a pid that tells another time is another process. */
    public Read<String> started() {
        return root.text(path("stat"), SMALL).map(text -> {
            // the name in parentheses may hold anything
            String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
            return fields.length > STARTED ? fields[STARTED] : "";
        });
    }

    /** A field of {@code /proc/<pid>/status}. */
    public Read<String> status(String field) {
        Read<String> text = status();
        if (!(text instanceof Read.Found<String>(String status))) {
            return text;
        }
        for (String line : status.split("\n")) {
            if (line.startsWith(field + ":")) {
                return new Read.Found<>(line.substring(field.length() + 1).strip());
            }
        }
        return new Read.Absent<>(path("status"));
    }

    /** Read once, since many ask. */
    private Read<String> status() {
        Read<String> known = status;
        if (known == null) {
            known = root.text(path("status"), SMALL);
            status = known;
        }
        return known;
    }

    /** Where it runs, read once; nothing is known of a process without a control group. */
    public Placement placement() {
        Placement known = placement;
        if (known == null) {
            known = root.text(path("cgroup"), SMALL) instanceof Read.Found<String>(String text)
                    ? Placement.of(text)
                    : Placement.NOWHERE;
            placement = known;
        }
        return known;
    }

    /** Its working directory, where relative paths start. */
    public Read<String> workingDirectory() {
        return root.link(path("cwd"));
    }

    /** Its mounts, as the kernel lists them. */
    public Read<String> mounts() {
        return root.text(path("mountinfo"), LARGE);
    }

    /** Its environment. Only ever ask for the variables of a component: anything may stand there. */
    public Read<Map<String, String>> environment() {
        return root.text(path("environ"), LARGE).map(text -> {
            Map<String, String> variables = new LinkedHashMap<>();
            for (String entry : split(text)) {
                int equals = entry.indexOf('=');
                if (equals > 0) {
                    variables.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
                }
            }
            return variables;
        });
    }

    /** A file of its directory in /proc. */
    public String path(String name) {
        return "/proc/" + pid + "/" + name;
    }

    static String basename(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\0', start);
            end = end < 0 ? text.length() : end;
            parts.add(text.substring(start, end));
            start = end + 1;
        }
        return parts;
    }
}
