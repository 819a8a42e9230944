package io.nodeward.testbed;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** {@code testbed/run tree|up|down|status|env|vm}, run from source by that script. */
final class Main {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    static final int NOT_ALL_RUNNING = 3;

    /** In the order of starting. */
    private static final List<String> SERVERS = List.of("etcd", "kube-apiserver", "openbao");

    private final Path state;
    private final PrintStream out;

    private Main(Path state, PrintStream out) {
        this.state = state;
        this.out = out;
    }

    public static void main(String[] arguments) {
        int exitCode;
        try {
            exitCode = new Main(stateDirectory(), System.out).run(List.of(arguments));
        } catch (TestbedException e) {
            System.err.println("testbed: " + e.getMessage());
            exitCode = FAILED;
        } catch (IllegalArgumentException e) {
            System.err.println("testbed: " + e.getMessage());
            System.err.println("testbed: try: testbed/run help");
            exitCode = MISUSED;
        } catch (IOException | UncheckedIOException e) {
            System.err.println("testbed: a file could not be read or written: " + e);
            exitCode = FAILED;
        }
        System.exit(exitCode);
    }

    private int run(List<String> arguments) throws IOException {
        String command = arguments.getFirst();
        if (command.equals("vm")) {
            MachineCommand machine = new MachineCommand(state.resolve("vm"), out);
            return alone(() -> machine.run(arguments.subList(1, arguments.size())));
        }
        int expected = command.equals("tree") ? 3 : 1;
        if (arguments.size() != expected) {
            throw new IllegalArgumentException(
                    expected == 3 ? "'tree' needs a KIND and a DIR" : "'" + command + "' takes no arguments");
        }
        return switch (command) {
            case "tree" -> tree(NodeKind.named(arguments.get(1)), Path.of(arguments.get(2)));
            case "up" -> alone(this::up);
            case "down" -> alone(this::down);
            case "status" -> status();
            case "env" -> env();
            default -> throw new IllegalArgumentException("there is no command '" + command + "'");
        };
    }

    private int tree(NodeKind kind, Path directory) {
        NodeTree tree = NodeTree.write(kind, directory);
        out.println("wrote the node " + kind.node() + " (" + kind.label() + ") into " + tree);
        return 0;
    }

    private int up() throws IOException {
        if (SERVERS.stream().allMatch(this::isRunning)) {
            out.println("already up");
            return status();
        }
        stopAll(); // what is left of another time knows other ports
        try (Testbed bed = new Testbed(state, Server.Lifetime.OF_ITS_OWN)) {
            NodeTree tree = tree();
            Etcd etcd = bed.etcd(tree).start();
            ApiServer apiServer = bed.apiServer(tree, etcd).start();
            writeEnvironment(etcd, apiServer, bed.vault());
            bed.leaveRunning();
        }
        status();
        out.println("now: eval \"$(testbed/run env)\"");
        return 0;
    }

    /** The tree of another time, or a new one; written aside first, so that half of one is never used. */
    private NodeTree tree() throws IOException {
        Path tree = state.resolve("tree");
        if (!Files.exists(tree)) {
            Path half = state.resolve("tree.unfinished");
            Directories.delete(half);
            NodeTree.write(NodeKind.CONTROL_PLANE, half);
            Files.move(half, tree);
        }
        return new NodeTree(tree);
    }

    private int down() throws IOException {
        boolean any = SERVERS.stream().anyMatch(this::isRunning);
        stopAll();
        out.println((any ? "stopped" : "nothing was running") + "; the data stay in " + state);
        return 0;
    }

    private void stopAll() throws IOException {
        for (String server : SERVERS.reversed()) {
            recorded(server).ifPresent(RecordedProcess::stop);
            Files.deleteIfExists(pidFile(server));
        }
        Files.deleteIfExists(state.resolve("env"));
    }

    private int status() {
        for (String server : SERVERS) {
            String how = recorded(server)
                    .filter(RecordedProcess::isRunning)
                    .map(process -> "runs as process " + process.pid() + ", log " + log(server))
                    .orElse("does not run");
            out.printf("%-15s %s%n", server, how);
        }
        return SERVERS.stream().allMatch(this::isRunning) ? 0 : NOT_ALL_RUNNING;
    }

    private int env() throws IOException {
        if (!SERVERS.stream().allMatch(this::isRunning)) {
            throw new TestbedException("not everything is up; run: testbed/run up");
        }
        out.print(Files.readString(state.resolve("env")));
        return 0;
    }

    private void writeEnvironment(Etcd etcd, ApiServer apiServer, Vault vault) throws IOException {
        String path = Tools.directory("kubernetes") + ":" + Tools.directory("etcd") + ":" + Tools.directory("openbao");
        Files.writeString(
                state.resolve("env"),
                String.join(
                        "\n",
                        export("KUBECONFIG", apiServer.kubeconfig()),
                        export("ETCDCTL_ENDPOINTS", etcd.url()),
                        export("ETCDCTL_CACERT", etcd.ca()),
                        export("ETCDCTL_CERT", etcd.clientCertificate()),
                        export("ETCDCTL_KEY", etcd.clientKey()),
                        export("VAULT_ADDR", vault.address()),
                        export("VAULT_TOKEN", vault.rootToken()),
                        export("PATH", path) + ":\"$PATH\"\n"));
    }

    private static String export(String name, Object value) {
        return "export " + name + "='" + value.toString().replace("'", "'\\''") + "'";
    }

    private boolean isRunning(String server) {
        return recorded(server).filter(RecordedProcess::isRunning).isPresent();
    }

    private Optional<RecordedProcess> recorded(String server) {
        return RecordedProcess.readFrom(pidFile(server));
    }

    private Path log(String server) {
        return state.resolve(server + ".log");
    }

    private Path pidFile(String server) {
        return Server.pidFile(log(server));
    }

    private interface Step {
        int run() throws IOException;
    }

    /** Two people, or one with two shells, take turns. */
    private int alone(Step step) throws IOException {
        try (FileChannel lock =
                        FileChannel.open(state.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = lock.lock()) {
            assert held.isValid();
            return step.run();
        }
    }

    /** Only for its owner: it holds keys and a token. */
    private static Path stateDirectory() throws IOException {
        String home = System.getenv("XDG_STATE_HOME");
        Path base = home == null || home.isEmpty() ? Path.of(System.getenv("HOME"), ".local/state") : Path.of(home);
        Path state = Files.createDirectories(base.resolve("nodeward-testbed"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        return state;
    }
}
