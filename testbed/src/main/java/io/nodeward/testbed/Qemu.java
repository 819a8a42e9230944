package io.nodeward.testbed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The process of a virtual machine. Its files lie in one directory, which is its working directory, so that neither commas in
 * paths nor the length of a socket's name matter.
 */
final class Qemu {
    /** Names in that directory. */
    static final String DISK = "disk.qcow2";

    static final String CONSOLE = "console.log";
    static final String MEMORY = "ram.bin";
    static final String DEVICES = "devices.bin";
    private static final String SAVED = "saved";
    private static final String MONITOR = "monitor";

    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration STATE_LIMIT = Duration.ofMinutes(5);

    /** The port of its SSH server on this machine; that of its API server is the next one. */
    record Ports(int ssh) {
        static Ports free() {
            return new Ports(Loopback.freePorts(2));
        }

        int apiServer() {
            return ssh + 1;
        }
    }

    private final Server server;

    private Qemu(Path directory, Ports ports, Flavour flavour, Server.Lifetime lifetime, List<String> more) {
        List<String> command = new ArrayList<>(List.of("env", "--chdir=" + directory));
        command.addAll(machine(flavour));
        command.addAll(List.of(
                "-netdev",
                "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:%d-:22,hostfwd=tcp:127.0.0.1:%d-:6443"
                        .formatted(ports.ssh(), ports.apiServer())));
        command.addAll(List.of("-drive", "id=disk,if=none,format=qcow2,cache=unsafe,file=" + DISK));
        command.addAll(List.of("-chardev", "file,id=console,append=on,path=" + CONSOLE));
        command.addAll(List.of("-qmp", "unix:" + MONITOR + ",server=on,wait=off"));
        command.addAll(more);
        this.server = new Server(new Testbed.Place(directory, "qemu", lifetime), command, START_LIMIT, Optional::empty);
        try {
            awaitMonitor();
        } catch (RuntimeException e) {
            kill();
            throw e;
        }
    }

    /** What the guest sees of the machine: a saved state fits only the one that it was saved on. */
    static List<String> machine(Flavour flavour) {
        return List.of(
                "qemu-system-x86_64",
                "-nodefaults",
                "-no-user-config",
                "-machine",
                "pc,memory-backend=ram",
                "-accel",
                "tcg,thread=multi",
                "-cpu",
                "max",
                "-smp",
                "2",
                "-m",
                flavour.megabytes() + "M",
                "-device",
                "virtio-net-pci,netdev=net,romfile=",
                "-device",
                "virtio-blk-pci,drive=disk",
                "-device",
                "virtio-rng-pci",
                "-serial",
                "chardev:console",
                "-display",
                "none",
                // it needs to start `cat` for saved states, and nothing else
                "-sandbox",
                "on,obsolete=deny,elevateprivileges=deny,resourcecontrol=deny");
    }

    /** Switches it on. */
    static Qemu boot(Path directory, Ports ports, Flavour flavour, DebianDisk debian) {
        return new Qemu(directory, ports, flavour, Server.Lifetime.OF_THE_JVM, kernel(debian, ram(flavour)));
    }

    /** The same, with a second disk that it may only read. */
    static Qemu boot(Path directory, Ports ports, Flavour flavour, DebianDisk debian, String secondDisk) {
        List<String> more = kernel(debian, ram(flavour));
        more.addAll(List.of("-drive", "if=virtio,format=raw,readonly=on,file=" + secondDisk));
        return new Qemu(directory, ports, flavour, Server.Lifetime.OF_THE_JVM, more);
    }

    /** Switches it on with its memory in a file, for {@link #save}. */
    static Qemu bootToSave(Path directory, Ports ports, Flavour flavour, DebianDisk debian) {
        List<String> more = kernel(debian, ram(flavour, MEMORY, "on"));
        return new Qemu(directory, ports, flavour, Server.Lifetime.OF_THE_JVM, more);
    }

    /** Goes on where {@link #save} ended. The directory links to what was saved. */
    static Qemu restore(Path directory, Ports ports, Flavour flavour, DebianDisk debian, Server.Lifetime lifetime) {
        List<String> more = kernel(debian, ram(flavour, SAVED + "/" + MEMORY, "off"));
        more.addAll(List.of("-incoming", "defer"));
        Qemu qemu = new Qemu(directory, ports, flavour, lifetime, more);
        try (Qmp monitor = qemu.monitor()) {
            leaveMemoryOut(monitor);
            monitor.ask("{\"execute\": \"migrate-incoming\", \"arguments\": {\"uri\": \"exec:cat " + SAVED + "/"
                    + DEVICES + "\"}}");
            await(monitor, "query-status", "\"status\": \"running\"");
        } catch (IOException | RuntimeException e) {
            qemu.kill();
            throw new TestbedException(
                    "could not restore a virtual machine in " + directory + ": " + e.getMessage(), e);
        }
        return qemu;
    }

    /** Writes the state of the devices and ends; the memory is in its file already. The guest must not have been stopped. */
    void save(Path directory) {
        try (Qmp monitor = monitor()) {
            leaveMemoryOut(monitor);
            monitor.ask("{\"execute\": \"migrate\", \"arguments\": {\"uri\": \"exec:cat > " + DEVICES + "\"}}");
            await(monitor, "query-migrate", "\"status\": \"completed\"");
            monitor.ask("{\"execute\": \"quit\"}");
        } catch (IOException e) {
            throw new TestbedException("could not save a virtual machine in " + directory + ": " + e.getMessage(), e);
        }
        awaitEnd(STATE_LIMIT);
    }

    static Path saved(Path directory) {
        return directory.resolve(SAVED);
    }

    boolean isRunning() {
        return server.isRunning();
    }

    long pid() {
        return server.pid();
    }

    void kill() {
        server.kill();
    }

    void awaitEnd(Duration limit) {
        server.awaitEnd(limit);
    }

    private static List<String> kernel(DebianDisk debian, List<String> memory) {
        List<String> arguments = new ArrayList<>(memory);
        arguments.addAll(List.of(
                "-kernel",
                debian.kernel().toString(),
                "-initrd",
                debian.initrd().toString()));
        arguments.addAll(List.of("-append", "root=/dev/vda rw console=ttyS0"));
        return arguments;
    }

    private static List<String> ram(Flavour flavour) {
        return List.of("-object", "memory-backend-ram,id=ram,size=" + flavour.megabytes() + "M");
    }

    private static List<String> ram(Flavour flavour, String file, String share) {
        return List.of(
                "-object",
                "memory-backend-file,id=ram,size=%dM,mem-path=%s,share=%s".formatted(flavour.megabytes(), file, share));
    }

    private static void leaveMemoryOut(Qmp monitor) throws IOException {
        monitor.ask("{\"execute\": \"migrate-set-capabilities\", \"arguments\": {\"capabilities\":"
                + " [{\"capability\": \"x-ignore-shared\", \"state\": true}]}}");
    }

    private static void await(Qmp monitor, String question, String answer) throws IOException {
        long end = System.nanoTime() + STATE_LIMIT.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            last = monitor.ask("{\"execute\": \"" + question + "\"}");
            if (last.contains(answer)) {
                return;
            }
            if (last.contains("\"failed\"")) {
                break;
            }
            pause();
        }
        throw new TestbedException("QEMU's answer to " + question + " stays " + last);
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(50));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while waiting for QEMU", e);
        }
    }

    private void awaitMonitor() {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                monitor().close();
                return;
            } catch (IOException notYet) {
                if (!server.isRunning() || System.nanoTime() > end) {
                    throw server.failed("does not answer at its monitor");
                }
            }
            pause();
        }
    }

    /** By way of /proc: the kernel takes no more than 107 characters of a socket's name. */
    private Qmp monitor() throws IOException {
        return new Qmp(Path.of("/proc", Long.toString(pid()), "cwd", MONITOR));
    }
}
