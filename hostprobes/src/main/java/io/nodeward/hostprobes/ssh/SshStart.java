package io.nodeward.hostprobes.ssh;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether there is an SSH server, whether it starts and runs, and what its unit gives it on the command line. */
final class SshStart {

    static final List<String> PROGRAMS = List.of("/usr/sbin/sshd", "/usr/bin/sshd", "/usr/local/sbin/sshd");

    private static final List<String> UNITS = List.of("ssh.service", "sshd.service", "ssh.socket", "sshd.socket");
    private static final List<String> SERVICES =
            List.of("ssh.service", "sshd.service", "ssh@.service", "sshd@.service");

    private final HostRoot root;

    SshStart(HostRoot root) {
        this.root = root;
    }

    /** The server's program; Absent when there is none. */
    Read<String> program() {
        Read<String> found = new Read.Absent<>(PROGRAMS.getFirst());
        for (String path : PROGRAMS) {
            Read<Stat> stat = root.stat(path);
            if (stat instanceof Read.Found<Stat>) {
                return new Read.Found<>(path);
            }
            if (stat instanceof Read.Failed<Stat> failed) {
                found = new Read.Failed<>(failed.path(), failed.reason());
            }
        }
        return found;
    }

    Node enabled(UnitStates states) {
        for (String unit : UNITS) {
            String link = states.enabled(unit);
            if (link != null) {
                return new Known(true, link);
            }
        }
        Read.Failed<?> hidden = states.hidden();
        return hidden == null ? new Known(false, "/etc/systemd/system") : hidden.unknown();
    }

    Node running(ProcessTable table) {
        for (HostProcess process : table.processes()) {
            if (process.program().startsWith("sshd") && process.placement().onHost()) {
                return new Known(true, "pid " + process.pid() + " (" + process.program() + ")");
            }
        }
        if (table.complete() instanceof Read.Failed<Boolean> failed) {
            return failed.unknown();
        }
        return table.processes().isEmpty()
                ? new Unknown("only a running host has processes", "/proc", true)
                : new Known(false, "/proc");
    }

    /** True as soon as one is, unknown before false. */
    static Node either(Node one, Node other) {
        if (truth(one, true)) {
            return one;
        }
        if (truth(other, true)) {
            return other;
        }
        return truth(one, false) ? other : one;
    }

    static boolean truth(Node node, boolean value) {
        return node instanceof Known known && known.value().equals(value);
    }

    /** Puts the options of its unit before all files; returns the main file. */
    String command(SshdLines lines, String standard) {
        ServiceUnit unit = unit();
        String file = standard;
        if (unit == null) {
            return file;
        }
        List<Argument> command = unit.command();
        for (int i = 1; i < command.size(); i++) {
            String text = command.get(i).text();
            if (text.length() < 2 || text.charAt(0) != '-') {
                continue;
            }
            char letter = text.charAt(1);
            if ("Cbcfghkopu".indexOf(letter) < 0) {
                continue;
            }
            boolean next = text.length() == 2;
            if (next && i + 1 == command.size()) {
                break;
            }
            String value = next ? command.get(++i).text() : text.substring(2);
            String source = command.get(i).where() + "-" + letter + " " + value;
            switch (letter) {
                case 'f' -> file = value;
                case 'o' -> lines.option(value, source);
                case 'g' -> lines.setting("logingracetime", value, source);
                case 'h' -> lines.setting("hostkey", value, source);
                default -> {}
            }
        }
        return file;
    }

    private @Nullable ServiceUnit unit() {
        for (String name : SERVICES) {
            if (ServiceUnit.read(root, name) instanceof Read.Found<ServiceUnit>(ServiceUnit unit) && !unit.masked()) {
                return unit;
            }
        }
        return null;
    }
}
