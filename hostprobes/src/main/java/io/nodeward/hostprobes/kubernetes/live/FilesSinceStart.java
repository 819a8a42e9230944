package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.process.HostProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a kubelet's configuration files are still those that it read when it started. It reads them once; so what they
 * say now is what runs only if nobody changed them since.
 */
final class FilesSinceStart {

    private static final int SMALL = 64 << 10;
    private static final int ENTRIES = 10_000;
    private static final int DEPTH = 20;

    /** Of a second: the unit of times in /proc, on every architecture. (proc(5), USER_HZ.) */
    private static final int TICKS = 100;

    /** By how much the kernel's two accounts of its own start may differ; more and it is a container's that is told here. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final HostRoot root;

    FilesSinceStart(HostRoot root) {
        this.root = root;
    }

    /**
     * Why they may be others, as the end of a sentence; empty when they are the same. Times mean something on the running
     * host only: a copy has times of its own.
     */
    String doubt(Group kubelet, HostProcess process) {
        Instant started = started(process);
        if (started == null) {
            return "it cannot be told when it started";
        }
        String file = kubelet.get("config_file") instanceof Group group ? Values.textOrEmpty(group.get("path")) : "";
        String directory =
                kubelet.get("flag") instanceof Group flags ? Values.textOrEmpty(flags.get("config_dir")) : "";
        String doubt = file.isEmpty() ? "" : doubt(file, started, 0);
        if (!doubt.isEmpty() || directory.isEmpty()) {
            return doubt;
        }
        return directory.startsWith("/") ? doubt(directory, started, 0) : directory + " is a relative path";
    }

    private String doubt(String path, Instant started, int depth) {
        Read<Stat> link = root.lstat(path);
        Read<Stat> file = root.stat(path);
        if (!(link instanceof Read.Found<Stat>(Stat outer)) || !(file instanceof Read.Found<Stat>(Stat inner))) {
            return path + " cannot be looked at";
        }
        // a change in the very moment of the start counts as later
        if (!outer.changed().isBefore(started) || !inner.changed().isBefore(started)) {
            return path + " was changed after it started";
        }
        if (inner.type() != Stat.Type.DIRECTORY) {
            return "";
        }
        if (depth == DEPTH || !(root.list(path, ENTRIES) instanceof Read.Found<List<String>>(List<String> names))) {
            return path + " cannot be looked at";
        }
        for (String name : names) {
            String doubt = doubt(path.endsWith("/") ? path + name : path + "/" + name, started, depth + 1);
            if (!doubt.isEmpty()) {
                return doubt;
            }
        }
        return "";
    }

    /** A moment just before it was started; null when that cannot be told for certain. */
    private @Nullable Instant started(HostProcess process) {
        Instant before = Instant.now();
        try {
            if (!(process.started() instanceof Read.Found<String>(String ticks))
                    || !(root.text("/proc/uptime", SMALL) instanceof Read.Found<String>(String uptime))
                    || !(root.text("/proc/stat", 4 << 20) instanceof Read.Found<String>(String stat))) {
                return null;
            }
            int blank = uptime.indexOf(' ');
            long milliseconds = (long) (1000 * Double.parseDouble(blank < 0 ? uptime : uptime.substring(0, blank)));
            // read a little later than the clock, so it is too long rather than too short
            Instant boot = before.minusMillis(milliseconds + 1000 / TICKS);
            int at = stat.indexOf("\nbtime ");
            int end = at < 0 ? -1 : stat.indexOf('\n', at + 1);
            if (end < 0) {
                return null;
            }
            Instant other = Instant.ofEpochSecond(Long.parseLong(stat.substring(at + "\nbtime ".length(), end)));
            return Duration.between(boot, other).abs().compareTo(TOLERANCE) > 0
                    ? null
                    : boot.plusMillis(1000 / TICKS * Long.parseLong(ticks));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
