package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A control-plane tree that runs: etcd, the API server, the controller manager, the scheduler and the kubelet, each with
 * the very flags, ports and paths that the tree names. {@code testbed/live-node} tells how. It has namespaces of its own,
 * the tree for its root directory, and no network but loopback. The kubelet starts no pods.
 */
public final class LiveNode {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern READY = Pattern.compile("^ready: (\\d+)$", Pattern.MULTILINE);

    private final NodeTree tree;
    private final Path log;
    private final long init;

    private LiveNode(NodeTree tree, Path log, long init) {
        this.tree = tree;
        this.log = log;
        this.init = init;
    }

    /** Whether this process may start one: that takes root. */
    public static boolean possible() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)
                    && Command.run(Path.of("unshare"), "--mount", "--net", "--pid", "--fork", "true")
                            .ok();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a tree, which changes: programs and logs come into it, and two settings with which the kubelet starts on every
     * machine. Ends with the test bed.
     *
     * @param program a directory that shall be the node's {@code /opt/program}
     */
    public static LiveNode start(Testbed bed, NodeTree tree, Path program) {
        tree.edit(
                "/var/lib/kubelet/config.yaml",
                config -> config + "failSwapOn: false # a machine may have swap\n"
                        + "failCgroupV1: false # and the old control groups\n");
        Testbed.Place place = bed.place("live-node");
        List<String> command = List.of(
                script(),
                tree.root().toString(),
                Tools.directory("kubernetes").toString(),
                Tools.directory("etcd").toString(),
                Tools.directory("cri").toString(),
                program.toAbsolutePath().toString());
        Server server = new Server(
                place,
                command,
                LIMIT,
                () -> init(place.log()).isPresent() ? Optional.empty() : Optional.of("not every component answers"));
        bed.stopAtEnd(server::stop);
        return new LiveNode(tree, place.log(), init(place.log()).orElseThrow());
    }

    /** The tree, as it is on the outside. */
    public NodeTree tree() {
        return tree;
    }

    /** What its start printed; the components' own logs are in the tree's {@code /var/log}. */
    public Path log() {
        return log;
    }

    /** To run a command on the node as root. */
    public ProcessBuilder on(String... command) {
        return as(0, command);
    }

    /** To run a command on the node as a user who has a group of the same number and no other. */
    public ProcessBuilder as(int user, String... command) {
        String id = Integer.toString(user);
        List<String> all = new ArrayList<>(List.of("nsenter", "--target", Long.toString(init), "--all"));
        all.addAll(List.of("--root", "--wd", "--setuid", id, "--setgid", id, "--"));
        all.addAll(List.of(command));
        return Command.builder(all);
    }

    /** A copy of the node in an empty directory, with what /proc says of its processes and its sockets. */
    public NodeTree capture(Path directory) {
        Command.run(
                        Path.of(script()),
                        "capture",
                        Long.toString(init),
                        tree.root().toString(),
                        directory.toString())
                .orThrow();
        return new NodeTree(directory);
    }

    private static String script() {
        return Tools.home().resolve("live-node").toString();
    }

    private static Optional<Long> init(Path log) {
        try {
            Matcher ready = READY.matcher(new String(Files.readAllBytes(log), UTF_8));
            return ready.find() ? Optional.of(Long.valueOf(ready.group(1))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
