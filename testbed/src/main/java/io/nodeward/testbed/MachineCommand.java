package io.nodeward.testbed;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code testbed/run vm up|status|down}: one virtual machine for a person. */
final class MachineCommand {
    private final Path directory;
    private final PrintStream out;

    MachineCommand(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    int run(List<String> arguments) throws IOException {
        String command = arguments.isEmpty() ? "" : arguments.getFirst();
        if (arguments.size() > (command.equals("up") ? 2 : 1)) {
            throw new IllegalArgumentException("'vm " + command + "' takes fewer arguments");
        }
        return switch (command) {
            case "up" -> up(arguments.size() == 2 ? Flavour.named(arguments.get(1)) : Flavour.HOST);
            case "status" -> status();
            case "down" -> down();
            default -> throw new IllegalArgumentException("'vm' needs one of: up ssh status down");
        };
    }

    private int up(Flavour flavour) throws IOException {
        if (recorded().isPresent()) {
            out.println("already up; for a fresh one: testbed/run vm down");
            return status();
        }
        Directories.delete(directory);
        VirtualMachine machine = VirtualMachine.startForAPerson(flavour, directory);
        if (flavour == Flavour.NODE) {
            out.println("now: testbed/run vm ssh, or: export KUBECONFIG='" + machine.kubeconfig() + "'");
        } else {
            out.println("now: testbed/run vm ssh");
        }
        return 0;
    }

    private int status() {
        Optional<RecordedProcess> process = recorded();
        out.println(process.map(it -> "runs as process " + it.pid() + ", files in " + directory)
                .orElse("does not run"));
        return process.isPresent() ? 0 : Main.NOT_ALL_RUNNING;
    }

    private int down() throws IOException {
        Optional<RecordedProcess> process = recorded();
        process.ifPresent(RecordedProcess::stop);
        Directories.delete(directory);
        out.println(process.isPresent() ? "switched off" : "it did not run");
        return 0;
    }

    private Optional<RecordedProcess> recorded() {
        return RecordedProcess.readFrom(directory.resolve("qemu.pid")).filter(RecordedProcess::isRunning);
    }
}
