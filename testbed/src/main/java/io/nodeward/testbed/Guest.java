package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A virtual machine in a directory: its disk, its process and the connection to its shell. */
final class Guest {
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(5);
    private static final int TAIL = 25;

    private final Path directory;
    private final Flavour flavour;
    private final DebianDisk debian;
    private final Qemu.Ports ports = Qemu.Ports.free();
    private final Ssh ssh;
    private Optional<Qemu> qemu = Optional.empty();

    /** In a directory that is empty. */
    Guest(Path directory, Flavour flavour, DebianDisk debian) {
        this.directory = directory;
        this.flavour = flavour;
        this.debian = debian;
        this.ssh = new Ssh(directory, ports.ssh(), debian);
    }

    Path directory() {
        return directory;
    }

    Qemu.Ports ports() {
        return ports;
    }

    Path console() {
        return directory.resolve(Qemu.CONSOLE);
    }

    /** A disk that begins as a copy of another; only what is written to it takes place. */
    void layDisk(String backing, String format) {
        Command.run(
                        "qemu-img",
                        Command.builder(List.of(
                                        "qemu-img",
                                        "create",
                                        "-q",
                                        "-f",
                                        "qcow2",
                                        "-F",
                                        format,
                                        "-b",
                                        backing,
                                        Qemu.DISK))
                                .directory(directory.toFile()),
                        Duration.ofMinutes(1))
                .orThrow();
    }

    /** Boots from its disk and waits for its SSH server. */
    void boot() {
        begin(Qemu.boot(directory, ports, flavour, debian));
    }

    /** The same with a second disk, which is a file of its directory. */
    void bootWith(String secondDisk) {
        begin(Qemu.boot(directory, ports, flavour, debian, secondDisk));
    }

    /** The same so that it can be saved. */
    void bootToSave() {
        begin(Qemu.bootToSave(directory, ports, flavour, debian));
    }

    /** Lays a disk on that of the saved machine and goes on where it was. Its clock is set, which was saved too. */
    void restore(Path saved, Server.Lifetime lifetime) {
        try {
            Files.createSymbolicLink(Qemu.saved(directory), saved);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        layDisk(Qemu.saved(directory).resolve(Qemu.DISK).toString(), "qcow2");
        begin(Qemu.restore(directory, ports, flavour, debian, lifetime));
        run("date --set=@" + Instant.now().getEpochSecond(), Duration.ofMinutes(1))
                .orThrow();
    }

    /** Writes what {@link #restore} needs and ends. */
    void save() {
        run("sync", BOOT_LIMIT).orThrow();
        ssh.close();
        qemu.orElseThrow().save(directory);
    }

    boolean isRunning() {
        return qemu.filter(Qemu::isRunning).isPresent();
    }

    long pid() {
        return qemu.orElseThrow().pid();
    }

    CommandResult run(String line, Duration limit) {
        return ssh.run(line, Redirect.from(Path.of("/dev/null").toFile()), limit);
    }

    /** With a file as its input. */
    CommandResult run(String line, Path input, Duration limit) {
        return ssh.run(line, Redirect.from(input.toFile()), limit);
    }

    Ssh ssh() {
        return ssh;
    }

    void reboot() {
        String before = bootId();
        // the connection ends before the answer, or after
        ssh.run("systemctl reboot", Redirect.from(Path.of("/dev/null").toFile()), BOOT_LIMIT);
        awaitSsh(Optional.of(before));
    }

    /** As root would: services are stopped, the disk is written. */
    void powerOff() {
        run("systemctl poweroff", BOOT_LIMIT);
        qemu.orElseThrow().awaitEnd(BOOT_LIMIT);
        ssh.close();
    }

    /** As if the plug were pulled. */
    void kill() {
        ssh.close();
        qemu.ifPresent(Qemu::kill);
        qemu = Optional.empty();
    }

    private void begin(Qemu started) {
        qemu = Optional.of(started);
        try {
            awaitSsh(Optional.empty());
        } catch (RuntimeException e) {
            kill();
            throw e;
        }
    }

    private String bootId() {
        return run("cat /proc/sys/kernel/random/boot_id", Duration.ofMinutes(1)).orThrow();
    }

    /** Until it answers, and as another boot than that one. */
    private void awaitSsh(Optional<String> notThisBoot) {
        long end = System.nanoTime() + BOOT_LIMIT.toNanos();
        String lack = "";
        while (System.nanoTime() < end) {
            if (!isRunning()) {
                throw failed("ended");
            }
            Optional<String> problem = ssh.connect();
            if (problem.isEmpty() && notThisBoot.filter(this::isBoot).isEmpty()) {
                return;
            }
            lack = problem.orElse("it has not gone down yet");
            pause();
        }
        throw failed("did not answer within " + BOOT_LIMIT.toSeconds() + " s (" + lack + ")");
    }

    private boolean isBoot(String id) {
        CommandResult result = run("cat /proc/sys/kernel/random/boot_id", Duration.ofMinutes(1));
        return !result.ok() || result.text().equals(id);
    }

    private TestbedException failed(String how) {
        return new TestbedException("the virtual machine " + how + "; the end of " + console() + ":\n" + tail());
    }

    private String tail() {
        try {
            List<String> lines = Files.exists(console())
                    ? new String(Files.readAllBytes(console()), UTF_8).lines().toList()
                    : List.of();
            return "  " + String.join("\n  ", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while waiting for a virtual machine", e);
        }
    }
}
