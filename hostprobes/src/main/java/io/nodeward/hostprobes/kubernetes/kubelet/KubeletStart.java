package io.nodeward.hostprobes.kubernetes.kubelet;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.PathMap;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.config.ConfigFiles;
import io.nodeward.hostprobes.kubernetes.config.EffectiveConfig;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.kubernetes.flags.CommandLine;
import io.nodeward.hostprobes.kubernetes.flags.FlagTable;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import java.util.List;

/**
 * One start of a kubelet: its arguments and all that follows from them.
 *
 * @param flags as they are given
 * @param config with files and defaults
 * @param configFile what --config names, absolute; empty for none
 * @param dropIns files of --config-dir in their order
 * @param directory working directory, where relative paths of flags start
 * @param paths from the kubelet's file system to the host's
 */
record KubeletStart(
        FlagValues flags,
        EffectiveConfig config,
        Read<String> configFile,
        List<String> dropIns,
        Read<String> directory,
        PathMap paths) {

    static KubeletStart of(HostRoot root, List<Argument> arguments, Read<String> directory, PathMap paths, int minor) {
        FlagTable table = FlagTable.of("kubelet", minor);
        FlagValues first = new FlagValues(table, CommandLine.pflag(arguments, table));
        Read<String> file = absolute(first.text("config"), directory, paths);
        Read<String> dropIns = directory(first.text("config-dir"), directory, paths);
        boolean files =
                !first.text("config").isEmpty() || !first.text("config-dir").isEmpty();
        // what is refused at first is not read again
        FlagValues flags = files && first.line().refusal("kubelet") == null
                ? new FlagValues(table, CommandLine.pflag(arguments, table, true))
                : first;
        ConfigFiles.Loaded loaded = ConfigFiles.kubelet(root, first, flags, file, dropIns);
        return new KubeletStart(first, loaded.config(), file, loaded.dropIns(), directory, paths);
    }

    /** A slash at the end has a symbolic link followed. */
    private static Read<String> directory(String path, Read<String> directory, PathMap paths) {
        boolean followed = path.endsWith("/") || path.endsWith("/.");
        return absolute(path, directory, paths).map(place -> followed && !place.endsWith("/") ? place + "/" : place);
    }

    /** Where a path of a flag is on the host; an empty path stays empty. */
    Read<String> place(String path) {
        return absolute(path, directory, paths);
    }

    private static Read<String> absolute(String path, Read<String> directory, PathMap paths) {
        if (path.isEmpty()) {
            return new Read.Found<>("");
        }
        if (path.startsWith("/")) {
            return paths.toHost(path);
        }
        return switch (directory) {
            case Read.Found<String>(String start) ->
                paths.toHost(start.endsWith("/") ? start + path : start + "/" + path);
            case Read.Absent<String> _ ->
                new Read.Failed<>(path, "is relative to a working directory that cannot be told");
            case Read.Failed<String>(String _, String reason) ->
                new Read.Failed<>(path, "is relative to the working directory, which cannot be told: " + reason);
        };
    }
}
