package io.nodeward.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Commands in a virtual machine. One connection stays open and carries them all, since each new one takes the emulated
 * processor a second. Its socket has a short relative name: the kernel takes 107 characters, a test's directory may have
 * more.
 */
final class Ssh {
    static final String CONFIG = "ssh_config";
    private static final String NAME = "vm";

    private final Path directory;
    private Optional<Process> connection = Optional.empty();

    /** Writes the client's configuration, which a person may use too: {@code ssh -F ssh_config vm}. */
    Ssh(Path directory, int port, DebianDisk disk) {
        this.directory = directory;
        try {
            Files.writeString(directory.resolve(CONFIG), """
                            Host vm
                              HostName 127.0.0.1
                              Port %d
                              User root
                              IdentityFile "%s"
                              IdentitiesOnly yes
                              HostKeyAlias vm
                              UserKnownHostsFile "%s"
                              GlobalKnownHostsFile none
                              StrictHostKeyChecking yes
                              UpdateHostKeys no
                              ConnectTimeout 5
                              LogLevel ERROR
                            """.formatted(port, disk.userKey(), disk.knownHosts()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the connection anew; why it cannot be had if the machine does not answer now. */
    Optional<String> connect() {
        close();
        Path log = directory.resolve("ssh.log");
        List<String> command = ssh("-o", "ControlPersist=no", "-M", "-N", NAME);
        try {
            Process process = Server.startWithThisJvm(Command.builder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.to(log.toFile())));
            connection = Optional.of(process);
            while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
                if (run(
                                ssh("-O", "check", NAME),
                                Redirect.from(Path.of("/dev/null").toFile()),
                                Duration.ofSeconds(20))
                        .ok()) {
                    return Optional.empty();
                }
            }
            return Optional.of(Files.readString(log).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while connecting to the virtual machine", e);
        }
    }

    /** Runs a line in the shell of the machine's root. */
    CommandResult run(String line, Redirect input, Duration limit) {
        return run(ssh(NAME, "--", line), input, limit);
    }

    /** The program that runs a line there, for a pipeline. */
    ProcessBuilder builder(String line) {
        return Command.builder(ssh(NAME, "--", line)).directory(directory.toFile());
    }

    void close() {
        connection.ifPresent(Process::destroyForcibly);
        connection = Optional.empty();
        try {
            Files.deleteIfExists(directory.resolve("ssh"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CommandResult run(List<String> command, Redirect input, Duration limit) {
        ProcessBuilder builder =
                Command.builder(command).directory(directory.toFile()).redirectInput(input);
        return Command.run("in the virtual machine: " + command.getLast(), builder, limit);
    }

    private static List<String> ssh(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ssh", "-F", CONFIG, "-o", "ControlPath=ssh"));
        command.addAll(List.of(arguments));
        return command;
    }
}
