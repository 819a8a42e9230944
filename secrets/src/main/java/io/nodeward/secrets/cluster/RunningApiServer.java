package io.nodeward.secrets.cluster;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.PathMap;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.StaticPod;
import io.nodeward.hostprobes.kubernetes.StaticPods;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.kubernetes.flags.CommandLine;
import io.nodeward.hostprobes.kubernetes.flags.FlagTable;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.process.Components;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import io.nodeward.hostprobes.process.ProcessTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A kube-apiserver that runs on this host, recognised by what runs it: a process that only calls itself so is never
 * followed. Its flags are those that it was started with, and paths in them are found through its mounts.
 */
public final class RunningApiServer {

    /** Of these flags every version has the same form. */
    private static final int ANY_MINOR = 34;

    private final HostRoot root;
    private final HostProcess process;
    private final FlagValues flags;

    private RunningApiServer(HostRoot root, HostProcess process, FlagValues flags) {
        this.root = root;
        this.process = process;
        this.flags = flags;
    }

    /** Returns those of this host, the lowest process id first; none where its processes cannot be seen. */
    public static List<RunningApiServer> all(HostRoot root) {
        List<RunningApiServer> servers = new ArrayList<>();
        FlagTable table = FlagTable.of(Component.API_SERVER.program(), ANY_MINOR);
        for (HostProcess process :
                Components.among(ProcessTable.read(root), root).of(Component.API_SERVER)) {
            List<String> words = process.arguments();
            List<Argument> arguments =
                    Argument.all(words.subList(Math.min(1, words.size()), words.size()), process.path("cmdline"));
            servers.add(
                    new RunningApiServer(root, process, new FlagValues(table, CommandLine.pflag(arguments, table))));
        }
        return servers;
    }

    /** Its process id. */
    public int pid() {
        return process.pid();
    }

    /** A flag as text; empty when it is not given and has no default. */
    public String text(String flag) {
        return flags.text(flag);
    }

    /** A flag that is a list. */
    public List<String> list(String flag) {
        return flags.list(flag);
    }

    /** Whether a flag is given. */
    public boolean given(String flag) {
        return flags.given(flag);
    }

    /** The file on this host that a flag names, seen through the mounts of the process; empty when there is none. */
    public Optional<Path> file(String flag) {
        String path = flags.text(flag);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Path absolute = path.startsWith("/") ? Path.of(path) : directory().resolve(path);
        return PathMap.ofProcess(root, String.valueOf(process.pid())).toHost(absolute.toString())
                        instanceof Read.Found<String>(String place)
                ? Optional.of(Path.of(place))
                : Optional.empty();
    }

    private Path directory() {
        return process.workingDirectory() instanceof Read.Found<String>(String place) ? Path.of(place) : Path.of("/");
    }

    /** Whether a kubelet runs it from a manifest on this host. */
    public boolean isStaticPod() {
        return process.placement().kind() == Placement.Kind.STATIC_POD;
    }

    /** The manifest that the kubelet of this host starts it from, if it is in the usual directory. */
    public Optional<Path> manifest() {
        List<StaticPod> pods = StaticPods.read(root, StaticPods.USUAL).of(Component.API_SERVER);
        return isStaticPod() && pods.size() == 1
                ? Optional.of(Path.of(pods.getFirst().path()))
                : Optional.empty();
    }
}
