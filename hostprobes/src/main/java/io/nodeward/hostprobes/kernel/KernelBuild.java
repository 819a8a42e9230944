package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which kernel is looked at: the one that runs, or the newest that an image has; and what it was built with. */
public final class KernelBuild {

    static final String RELEASE = "/proc/sys/kernel/osrelease";
    private static final int MOST = 1000;

    private final HostRoot root;
    private final boolean running;
    private final @Nullable String release;
    private final String source;
    private final Unknown unknown;
    private @Nullable Read<BuildConfig> config;

    private KernelBuild(HostRoot root) {
        this.root = root;
        Read<String> own = root.text(RELEASE, 256);
        this.running = !(own instanceof Read.Absent<String>);
        String found = null;
        String from = RELEASE;
        Unknown reason = new Unknown("there is no kernel in this tree", "/lib/modules", true);
        if (own instanceof Read.Found<String>(String text)) {
            found = text.strip();
        } else if (own instanceof Read.Failed<String> failed) {
            reason = failed.unknown();
        } else {
            from = "/lib/modules";
            Read<List<String>> listed = root.list(from, MOST);
            if (listed instanceof Read.Found<List<String>>(List<String> names)) {
                found = newest(names);
            } else if (listed instanceof Read.Failed<List<String>> failed) {
                reason = failed.unknown();
            }
        }
        if (found != null && (found.isEmpty() || found.indexOf('/') >= 0 || found.startsWith("."))) {
            found = null;
            reason = new Unknown("holds no release of a kernel", from);
        }
        this.release = found;
        this.source = from;
        this.unknown = reason;
    }

    public static KernelBuild find(HostRoot root) {
        return new KernelBuild(root);
    }

    private static @Nullable String newest(List<String> names) {
        String newest = null;
        for (String name : names) {
            boolean kernel = !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9';
            if (kernel && (newest == null || compare(name, newest) > 0)) {
                newest = name;
            }
        }
        return newest;
    }

    /** Numbers in names count as numbers. */
    static int compare(String one, String other) {
        int at = 0;
        int in = 0;
        while (at < one.length() && in < other.length()) {
            if (digit(one, at) && digit(other, in)) {
                int end = end(one, at);
                int stop = end(other, in);
                int difference = (end - at) - (stop - in);
                difference = difference == 0 ? one.substring(at, end).compareTo(other.substring(in, stop)) : difference;
                if (difference != 0) {
                    return difference;
                }
                at = end;
                in = stop;
            } else if (one.charAt(at) != other.charAt(in)) {
                return one.charAt(at) - other.charAt(in);
            } else {
                at++;
                in++;
            }
        }
        return (one.length() - at) - (other.length() - in);
    }

    private static boolean digit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static int end(String text, int from) {
        int at = from;
        while (at < text.length() && digit(text, at)) {
            at++;
        }
        return at;
    }

    /** 1000 times the major and the minor number at the beginning of a release; zero where there is none. */
    static int version(String release) {
        int end = end(release, 0);
        if (end == 0 || end > 4 || end == release.length() || release.charAt(end) != '.') {
            return 0;
        }
        int stop = end(release, end + 1);
        if (stop == end + 1 || stop - end > 4) {
            return 0;
        }
        return 1000 * Integer.parseInt(release.substring(0, end)) + Integer.parseInt(release.substring(end + 1, stop));
    }

    /** Whether a running kernel is seen, be it in a captured tree. */
    boolean running() {
        return running;
    }

    /** Null where there is none to be seen: {@link #unknown()} then says why. */
    @Nullable String release() {
        return release;
    }

    String source() {
        return source;
    }

    Unknown unknown() {
        return unknown;
    }

    /** Read once. */
    Read<BuildConfig> config() {
        Read<BuildConfig> read = config;
        if (read == null) {
            read = BuildConfig.read(root, release);
            config = read;
        }
        return read;
    }

    /** The build's options, or null. */
    @Nullable BuildConfig options() {
        return config() instanceof Read.Found<BuildConfig>(BuildConfig found) ? found : null;
    }
}
