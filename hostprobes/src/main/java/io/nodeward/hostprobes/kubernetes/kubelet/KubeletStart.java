package io.nodeward.hostprobes.kubernetes.kubelet;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.PathMap;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.config.ConfigFiles;
import io.nodeward.hostprobes.kubernetes.config.EffectiveConfig;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.kubernetes.flags.CommandLine;
import io.nodeward.hostprobes.kubernetes.flags.FlagTable;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One start of a kubelet: its arguments and all that follows from them. */
final class KubeletStart {

    private final HostRoot root;
    private final FlagValues flags;
    private final ConfigFiles.Loaded loaded;
    private final Read<String> configFile;
    private final Read<String> directory;
    private final PathMap paths;
    private final @Nullable Unknown doubt;
    private final List<Argument> arguments;
    /** The start whose files this one shares, or null. */
    private @Nullable KubeletStart before;

    private KubeletStart(
            HostRoot root,
            List<Argument> arguments,
            FlagValues flags,
            ConfigFiles.Loaded loaded,
            Read<String> configFile,
            Read<String> directory,
            PathMap paths,
            @Nullable Unknown doubt) {
        this.root = root;
        this.arguments = arguments;
        this.flags = flags;
        this.loaded = loaded;
        this.configFile = configFile;
        this.directory = directory;
        this.paths = paths;
        this.doubt = doubt;
    }

    /**
     * Reads what a command line leads to.
     *
     * @param directory working directory, where relative paths of flags start
     * @param paths from the kubelet's file system to the host's
     */
    static KubeletStart of(HostRoot root, List<Argument> arguments, Read<String> directory, PathMap paths, int minor) {
        FlagTable table = FlagTable.of("kubelet", minor);
        FlagValues first = new FlagValues(table, CommandLine.pflag(arguments, table));
        Node config = first.value("config");
        Node dropIns = first.value("config-dir");
        Read<String> file = place(root, config, directory, paths, true);
        boolean given = !none(config) || !none(dropIns);
        FlagValues flags = second(table, arguments, first, given);
        ConfigFiles.Loaded loaded =
                ConfigFiles.kubelet(root, first, flags, file, dropInDirectory(root, dropIns, directory, paths));
        return new KubeletStart(root, arguments, first, loaded, file, directory, paths, null);
    }

    /** The flags as they are read over the files. What is refused at first is not read again. */
    private static FlagValues second(FlagTable table, List<Argument> arguments, FlagValues first, boolean given) {
        return given && first.line().refusal("kubelet") == null
                ? new FlagValues(table, CommandLine.pflag(arguments, table, true))
                : first;
    }

    /**
     * Another start, with the files of this one where its arguments are the same and name the same files: only what they
     * say of where a value stands differs.
     */
    KubeletStart next(List<Argument> others, Read<String> itsDirectory, PathMap itsPaths) {
        FlagTable table = flags.table();
        Node config = flags.value("config");
        Node dropIns = flags.value("config-dir");
        if (doubt != null || !same(others) || itsPaths != paths || relative(config) || relative(dropIns)) {
            return of(root, others, itsDirectory, itsPaths, table.minor());
        }
        FlagValues first = new FlagValues(table, CommandLine.pflag(others, table));
        FlagValues over = second(table, others, first, !none(config) || !none(dropIns));
        ConfigFiles.Loaded again =
                new ConfigFiles.Loaded(loaded.config().with(first, over), loaded.dropIns(), loaded.hidden());
        KubeletStart next = new KubeletStart(root, others, first, again, configFile, itsDirectory, itsPaths, null);
        next.before = this;
        return next;
    }

    /** Whether arguments are those of this start. */
    private boolean same(List<Argument> others) {
        if (others.size() != arguments.size()) {
            return false;
        }
        for (int i = 0; i < others.size(); i++) {
            if (!others.get(i).text().equals(arguments.get(i).text())) {
                return false;
            }
        }
        return true;
    }

    /** Whether this start and a next one read the same files with the same arguments, so that nothing can differ. */
    boolean sharesFiles(KubeletStart next) {
        return next.before == this;
    }

    private static boolean relative(Node path) {
        return !(path instanceof Known known
                && known.value() instanceof String text
                && (text.isEmpty() || text.startsWith("/")));
    }

    /** A start of which nothing is known but that there is one. */
    static KubeletStart unknown(HostRoot root, Unknown doubt, int minor) {
        FlagTable table = FlagTable.of("kubelet", minor);
        FlagValues none = new FlagValues(table, CommandLine.pflag(List.of(), table));
        Read<String> nowhere = new Read.Failed<>(doubt.source(), doubt.reason());
        ConfigFiles.Loaded loaded = ConfigFiles.kubelet(root, none, none, new Read.Found<>(""), new Read.Found<>(""));
        return new KubeletStart(root, List.of(), none, loaded, nowhere, nowhere, PathMap.identity(), doubt);
    }

    private static boolean none(Node path) {
        return path instanceof Known known && known.value().equals("");
    }

    /** The directory itself may be a symbolic link, which is followed only when a slash comes behind it. */
    private static Read<String> dropInDirectory(HostRoot root, Node flag, Read<String> directory, PathMap paths) {
        String path = Values.textOrEmpty(flag);
        boolean followed = path.endsWith("/") || path.endsWith("/.");
        return place(root, flag, directory, paths, followed)
                .map(place -> followed && !place.endsWith("/") ? place + "/" : place);
    }

    /** Its configuration with files and defaults. */
    EffectiveConfig config() {
        return loaded.config();
    }

    /** The configuration as facts, type config(kubelet). */
    Node configFacts() {
        return doubt == null ? loaded.config().group() : doubt;
    }

    /** All flags as facts, type flags(kubelet). */
    Node flagFacts() {
        return doubt == null ? flags.group(loaded.config()::flag) : doubt;
    }

    /** A field of the configuration by its dotted path. */
    Node value(String path) {
        return doubt == null ? loaded.config().value(path) : doubt;
    }

    /** A flag that is no field of the configuration, by its name. */
    Node flag(String name) {
        return doubt == null ? flags.value(name) : doubt;
    }

    Node unknownFlags() {
        return doubt == null ? flags.unknown() : doubt;
    }

    Node outdatedFlags() {
        return doubt == null ? flags.outdated() : doubt;
    }

    /** What --config names on the host; empty for none. */
    Read<String> configFile() {
        return configFile;
    }

    /** Files of --config-dir in their order, type list(File). */
    Node dropIns(FileFacts files) {
        if (doubt != null) {
            return doubt;
        }
        Many found = files.list(loaded.dropIns(), flags.text("config-dir"));
        Unknown hidden = loaded.hidden();
        if (hidden == null) {
            return found;
        }
        List<Many.Item> items = new ArrayList<>(found.items());
        items.add(new Many.Item(hidden.source(), FileFacts.unknown(hidden.reason(), hidden.source())));
        return new Many(items, found.source());
    }

    /** Where the path of a setting lies on the host; empty where none is set, Failed when that is not known. */
    Read<String> place(Node path) {
        return place(root, path, directory, paths, true);
    }

    /** Where a path that the kubelet makes itself lies on the host, below a directory that a setting names. */
    Read<String> below(Node directory, String name) {
        return directory instanceof Known known && known.value() instanceof String path
                ? place(new Known(path + "/" + name, known.source()))
                : place(directory);
    }

    private static Read<String> place(
            HostRoot root, Node setting, Read<String> directory, PathMap paths, boolean followed) {
        if (!(setting instanceof Known known && known.value() instanceof String path)) {
            return setting instanceof Unknown unknown
                    ? new Read.Failed<>(unknown.source(), unknown.reason())
                    : new Read.Failed<>(Values.source(setting), "is no path");
        }
        if (path.isEmpty()) {
            return new Read.Found<>("");
        }
        String whole;
        if (path.startsWith("/")) {
            whole = path;
        } else if (directory instanceof Read.Found<String>(String start)) {
            whole = start.endsWith("/") ? start + path : start + "/" + path;
        } else {
            String why = directory instanceof Read.Failed<String> failed ? ": " + failed.reason() : "";
            return new Read.Failed<>(path, "is relative to the working directory, which cannot be told" + why);
        }
        return followed ? paths.locate(root, whole) : paths.toHost(whole);
    }
}
