package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the container runtimes of a host look for network plugins and their configuration. For one thread. */
public final class NetworkDirectories {

    private final Map<String, String> configurations = new LinkedHashMap<>();
    private final Map<String, String> programs = new LinkedHashMap<>();
    private final List<Read.Failed<?>> gaps = new ArrayList<>();

    private NetworkDirectories() {}

    /** Finds the runtimes and reads what they are told. */
    public static NetworkDirectories of(RuntimeReads reads) {
        NetworkDirectories found = new NetworkDirectories();
        if (reads.processes().complete() instanceof Read.Failed<Boolean> failed) {
            found.gap(failed);
        }
        found.containerd(reads);
        Crio.add(reads, found);
        if (found.configurations.isEmpty()) {
            found.configurations.put(ContainerdNetwork.CONFIGURATIONS, "default of container runtimes");
        }
        if (found.programs.isEmpty()) {
            found.programs.put(ContainerdNetwork.PROGRAMS, "default of container runtimes");
        }
        return found;
    }

    private void containerd(RuntimeReads reads) {
        List<Daemon> daemons = reads.daemons("containerd", this::gap);
        Set<String> seen = new LinkedHashSet<>();
        for (Daemon daemon : daemons) {
            String path = RuntimeReads.configuration(daemon);
            if (!path.startsWith("/")) {
                gap(new Read.Failed<>(daemon.where(), "names its configuration by a relative path"));
            } else if (seen.add(path)) {
                containerd(
                        reads.containerd(daemon),
                        reads.containerdVersion(daemon).text());
            }
        }
        List<String> others = new ArrayList<>(RuntimeReads.BROUGHT_ALONG);
        if (daemons.isEmpty()) {
            others.addFirst(RuntimeReads.CONTAINERD);
        }
        for (String path : others) {
            if (!(reads.root().stat(path) instanceof Read.Absent<Stat>) && seen.add(path)) {
                containerd(reads.containerd(path, false), "");
            }
        }
    }

    private void containerd(ContainerdConfig config, String version) {
        gaps.addAll(config.problems());
        // a file that it refuses tells nothing
        if (config.problems().isEmpty()) {
            ContainerdNetwork.add(config, version, this);
        }
    }

    /** Directories of configuration, each with what names it. */
    public Map<String, String> configurations() {
        return configurations;
    }

    /** Directories of programs, each with what names it. */
    public Map<String, String> programs() {
        return programs;
    }

    /** Why there may be others. */
    public List<Read.Failed<?>> gaps() {
        return gaps;
    }

    void gap(Read.Failed<?> gap) {
        gaps.add(gap);
    }

    /** @param directory what the setting says, null where it is not set or no text */
    void configuration(@Nullable String directory, String fallback, @Nullable Setting setting, String byDefault) {
        add(configurations, directory, fallback, setting, byDefault);
    }

    /** As {@link #configuration}, for programs. */
    void program(@Nullable String directory, String fallback, @Nullable Setting setting, String byDefault) {
        add(programs, directory, fallback, setting, byDefault);
    }

    private void add(
            Map<String, String> directories,
            @Nullable String directory,
            String fallback,
            @Nullable Setting setting,
            String byDefault) {
        if (setting == null) {
            directories.putIfAbsent(fallback, byDefault);
        } else if (directory == null || !directory.startsWith("/")) {
            gap(new Read.Failed<>(setting.source(), "names a directory by no absolute path"));
        } else {
            put(directories, directory, setting.source());
        }
    }

    static void put(Map<String, String> directories, String directory, String source) {
        int end = directory.length();
        while (end > 1 && directory.charAt(end - 1) == '/') {
            end--;
        }
        directories.put(directory.substring(0, end), source);
    }
}
