package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a daemon finds the programs that it starts: by the PATH that it has, then beside its own program. */
final class Programs {

    /** What systemd gives to services that are not told another one, systemd.exec(5). */
    private static final String USUAL = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final int DIRECTORIES = 100;

    private final HostRoot root;
    private final List<String> directories = new ArrayList<>();
    private final Read<Boolean> known;
    private final boolean captured;

    Programs(HostRoot root, Daemon daemon) {
        this.root = root;
        String path = USUAL;
        Read<Boolean> told = new Read.Found<>(true);
        if (daemon.process() != null) {
            Read<Map<String, String>> environment = daemon.process().environment();
            if (environment instanceof Read.Found<Map<String, String>>(Map<String, String> variables)) {
                path = variables.getOrDefault("PATH", USUAL);
            } else if (environment instanceof Read.Failed<Map<String, String>> failed) {
                told = new Read.Failed<>(failed.path(), failed.reason());
            }
        }
        this.known = told;
        this.captured = !root.live() && root.seen(daemon.program()) instanceof Read.Absent<Stat>;
        int from = 0;
        while (from <= path.length() && directories.size() < DIRECTORIES) {
            int colon = path.indexOf(':', from);
            int end = colon < 0 ? path.length() : colon;
            add(path.substring(from, end));
            from = end + 1;
        }
        int slash = daemon.program().lastIndexOf('/');
        add(slash > 0 ? daemon.program().substring(0, slash) : "");
    }

    /** Whether this is a capture that has no programs, not even the daemon's own, so that none is missing. */
    boolean captured() {
        return captured;
    }

    private void add(String directory) {
        if (directory.startsWith("/") && !directories.contains(directory)) {
            directories.add(directory);
        }
    }

    /** Finds a program by its name or absolute path; Absent where it certainly is not installed. */
    Read<String> find(String name) {
        if (name.startsWith("/")) {
            return root.seen(name).map(_ -> name);
        }
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            return new Read.Absent<>(name);
        }
        Read<String> outcome = new Read.Absent<>(name);
        for (String directory : directories) {
            String path = directory + "/" + name;
            Read<Stat> seen = root.seen(path);
            if (seen instanceof Read.Found<Stat>(Stat stat) && stat.type() == Stat.Type.FILE) {
                return new Read.Found<>(path);
            }
            if (seen instanceof Read.Failed<Stat> failed) {
                outcome = new Read.Failed<>(failed.path(), failed.reason());
            }
        }
        return outcome instanceof Read.Absent<String> && known instanceof Read.Failed<Boolean> failed
                ? new Read.Failed<>(failed.path(), failed.reason())
                : outcome;
    }
}
