package io.nodeward.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A machine of its own with a kernel, systemd and root's shell, emulated by QEMU. It begins as its {@link Flavour} was when
 * that was saved, and whatever happens to it, the next one begins there again. It reaches nothing, and only this machine
 * reaches it.
 *
 * <p>All that runs in it takes ten to thirty times as long as outside. Command lines are for root's shell. Every method throws
 * {@link TestbedException} if the machine does not do what it is asked.
 */
public final class VirtualMachine implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration CLUSTER_LIMIT = Duration.ofMinutes(10);

    private final Flavour flavour;
    private final Guest guest;
    private final Path cache;
    private final boolean alone;
    private boolean turn;

    private VirtualMachine(Flavour flavour, Path directory, Server.Lifetime lifetime) {
        SavedMachine saved = SavedMachine.obtain(flavour);
        this.flavour = flavour;
        this.cache = saved.debian().cache();
        this.alone = lifetime == Server.Lifetime.OF_THE_JVM;
        takeTurn();
        try {
            this.guest = new Guest(Files.createDirectories(directory).toRealPath(), flavour, saved.debian());
            guest.restore(saved.directory(), lifetime);
        } catch (IOException e) {
            releaseTurn();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            releaseTurn();
            throw e;
        }
    }

    /** One that runs until it is closed, or this JVM ends. Its files are kept in a directory that is empty or absent. */
    public static VirtualMachine start(Flavour flavour, Path directory) {
        return new VirtualMachine(flavour, directory, Server.Lifetime.OF_THE_JVM);
    }

    /** One that goes on without this JVM. */
    static VirtualMachine startForAPerson(Flavour flavour, Path directory) {
        return new VirtualMachine(flavour, directory, Server.Lifetime.OF_ITS_OWN);
    }

    public Flavour flavour() {
        return flavour;
    }

    /** Where its disk and its logs are. */
    public Path directory() {
        return guest.directory();
    }

    /** What it wrote to its serial console: the kernel's and systemd's messages of each boot that was not a restored one. */
    public Path console() {
        return guest.console();
    }

    /** The process that emulates it. */
    public long pid() {
        return guest.pid();
    }

    public boolean isRunning() {
        return guest.isRunning();
    }

    /** What a command line prints, which must succeed within five minutes. */
    public String run(String line) {
        return tryRun(line).orThrow();
    }

    /** How a command line ends, which may fail. The exit code 255 may also be that of a connection that broke. */
    public CommandResult tryRun(String line) {
        return tryRun(LIMIT, line);
    }

    public CommandResult tryRun(Duration limit, String line) {
        return guest.run(line, limit);
    }

    /** Runs a command line about every second until it succeeds, and returns what it then prints. */
    public String await(Duration limit, String line) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            CommandResult result = tryRun(limit, line);
            if (result.ok() || System.nanoTime() > end) {
                return result.orThrow();
            }
            try {
                Thread.sleep(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TestbedException("interrupted while waiting for: " + line, e);
            }
        }
    }

    /**
     * Copies a file or a directory of this machine to that path, with its modes and links, owned by root. Directories above it
     * are made; a directory that is there already gets the files in addition.
     */
    public void copy(Path local, String path) {
        String target = quote(path);
        if (Files.isDirectory(local)) {
            List<String> pack =
                    List.of("tar", "--create", "--owner=root:0", "--group=root:0", "--directory=" + local, ".");
            String unpack = "mkdir -p %1$s && tar --extract --preserve-permissions --directory=%1$s".formatted(target);
            pipe("copy of " + local, Command.builder(pack), guest.ssh().builder(unpack));
        } else {
            // another inode: a program may be running that is replaced
            String line = "mkdir -p \"$(dirname %1$s)\" && rm -f %1$s && cat > %1$s && chmod %2$s %1$s"
                    .formatted(target, mode(local));
            guest.run(line, local, LIMIT).orThrow();
        }
    }

    /** Copies a file or a directory of the virtual machine to a path of this one that does not exist. */
    public void fetch(String path, Path local) {
        if (Files.exists(local)) {
            throw new TestbedException(local + " exists already; name a path that does not");
        }
        Path target = local.toAbsolutePath().normalize();
        try {
            Files.createDirectories(target.resolveSibling(""));
            if (tryRun("test -d " + quote(path)).ok()) {
                Files.createDirectory(target);
                List<String> unpack = List.of("tar", "--extract", "--no-same-owner", "--directory=" + target);
                ProcessBuilder pack = guest.ssh().builder("tar --create --directory=" + quote(path) + " .");
                pipe("fetching of " + path, pack, Command.builder(unpack));
            } else {
                Files.write(target, tryRun("cat " + quote(path)).bytesOrThrow());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of a text file. */
    public String read(String path) {
        return run("cat " + quote(path));
    }

    /** Writes a text file, whose owner and mode stay if it was there. Directories above it are made. */
    public void write(String path, String content) {
        Path file = directory().resolve("written");
        try {
            Files.writeString(file, content);
            guest.run("mkdir -p \"$(dirname %1$s)\" && cat > %1$s".formatted(quote(path)), file, LIMIT)
                    .orThrow();
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it shut down and boot, and returns when its SSH server answers again; services may still be starting. */
    public void reboot() {
        guest.reboot();
    }

    /** Pulls the plug: what was not yet written to the disk is lost. */
    public void kill() {
        guest.kill();
        releaseTurn();
    }

    /** Boots from its disk after {@link #kill}. */
    public void boot() {
        if (isRunning()) {
            throw new TestbedException("the virtual machine runs already");
        }
        takeTurn();
        guest.boot();
    }

    /** Waits until systemd has started all that it should. Fails if a unit failed. */
    public void awaitBooted() {
        run("systemctl is-system-running --wait");
    }

    /** Waits until the node is Ready and so are all its pods, for instance after a reboot. */
    public void awaitCluster() {
        await(CLUSTER_LIMIT, "kubectl get --raw=/readyz");
        // what the API server knows of before the kubelet reports again may be from before
        await(CLUSTER_LIMIT, "test -z \"$(kubectl get nodes --no-headers | grep -vw Ready)\"");
        // while it waits, a slow API server may be restarted
        await(CLUSTER_LIMIT, "kubectl wait --for=condition=Ready pod --all --all-namespaces --timeout=1m");
    }

    /** What kubectl prints that runs on this machine, ten times as fast as inside, with the rights of the administrator. */
    public String kubectl(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--kubeconfig=" + kubeconfig());
        Map<String, String> environment =
                Map.of("KUBECACHEDIR", directory().resolve("kubectl-cache").toString());
        return Command.run(environment, Tools.program("kubernetes", "kubectl"), all)
                .orThrow();
    }

    /** The administrator's, with the address at which this machine reaches the API server. */
    public Path kubeconfig() {
        Path file = directory().resolve("kubeconfig");
        try {
            if (!Files.exists(file)) {
                String admin = read("/etc/kubernetes/admin.conf");
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(
                        file,
                        admin.replaceAll(
                                "server: \\S+",
                                "server: https://" + Loopback.ADDRESS + ":"
                                        + guest.ports().apiServer()));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Switches it off and deletes its disk; logs stay. */
    @Override
    public void close() {
        kill();
        try {
            Files.deleteIfExists(directory().resolve(Qemu.DISK));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void takeTurn() {
        if (alone && !turn) {
            Turn.take(cache);
            turn = true;
        }
    }

    private void releaseTurn() {
        if (turn) {
            turn = false;
            Turn.release();
        }
    }

    private static void pipe(String what, ProcessBuilder from, ProcessBuilder to) {
        try {
            from.redirectError(Redirect.INHERIT);
            to.redirectInput(Redirect.PIPE).redirectOutput(Redirect.DISCARD).redirectError(Redirect.INHERIT);
            List<Process> processes = ProcessBuilder.startPipeline(List.of(from, to));
            for (Process process : processes) {
                if (process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS).exitValue() != 0) {
                    throw new TestbedException(what + " failed, see above");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new TestbedException(what + " did not end within " + LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException(what + " was interrupted", e);
        }
    }

    private static String mode(Path file) {
        try {
            Integer mode = (Integer) Files.getAttribute(file, "unix:mode");
            return Integer.toOctalString(mode & 07777);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One word of a command line for the shell. */
    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    @Override
    public String toString() {
        return "virtual machine " + flavour.label() + " in " + directory();
    }
}
