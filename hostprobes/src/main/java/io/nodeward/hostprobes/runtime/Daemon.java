package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A container runtime that runs, or would be started by its unit.
 *
 * @param process what runs, null for a unit that is not running
 * @param program its executable, empty when that is not known
 * @param arguments behind the program's name
 * @param where what holds them
 */
record Daemon(@Nullable HostProcess process, String program, List<String> arguments, String where) {

    private static final String SERVICE = ".service";

    /** Units that are not called as their program. */
    private static final Map<String, String> UNITS = Map.of("dockerd", "docker", "cri-dockerd", "cri-docker");

    /**
     * Finds the processes of a runtime, else its unit. Anybody can start a program of this name; only root's outside of
     * containers is believed.
     *
     * @param gaps takes why there may be one that is not found
     */
    static List<Daemon> find(HostRoot root, ProcessTable table, String name, Consumer<Read.Failed<?>> gaps) {
        List<Daemon> found = new ArrayList<>();
        for (HostProcess process : table.processes()) {
            if (process.program().equals(name) && roots(process)) {
                List<String> words = process.arguments();
                found.add(new Daemon(
                        process,
                        process.executable() instanceof Read.Found<String>(String path) ? path : "",
                        words.subList(Math.min(1, words.size()), words.size()),
                        process.path("cmdline")));
            }
        }
        if (!found.isEmpty()) {
            return found;
        }
        Read<ServiceUnit> unit = ServiceUnit.read(root, UNITS.getOrDefault(name, name) + SERVICE);
        if (unit instanceof Read.Failed<ServiceUnit> failed) {
            gaps.accept(failed);
        } else if (unit instanceof Read.Found<ServiceUnit>(ServiceUnit service) && !service.masked()) {
            if (!service.problem().isEmpty()) {
                gaps.accept(new Read.Failed<>(service.name(), service.problem()));
            } else if (!service.command().isEmpty()) {
                found.add(of(service));
            }
        }
        return found;
    }

    /** A service whose user cannot be told is root's: systemd started it. */
    private static boolean roots(HostProcess process) {
        Placement.Kind kind = process.placement().kind();
        if (process.uid() instanceof Read.Found<Integer>(Integer uid)) {
            return uid == 0 && (process.placement().onHost() || kind == Placement.Kind.SESSION);
        }
        return kind == Placement.Kind.SERVICE;
    }

    private static Daemon of(ServiceUnit service) {
        List<String> words = new ArrayList<>();
        for (Argument argument : service.command()) {
            words.add(argument.text());
        }
        return new Daemon(null, words.getFirst(), words.subList(1, words.size()), service.name());
    }

    /** The last value of an option that has several names, behind an equals sign or as the next argument; null for none. */
    @Nullable String option(String... names) {
        String value = null;
        for (int i = 0; i < arguments.size(); i++) {
            for (String name : names) {
                String argument = arguments.get(i);
                if (argument.equals(name)) {
                    value = i + 1 < arguments.size() ? arguments.get(i + 1) : value;
                } else if (argument.startsWith(name + "=")) {
                    value = argument.substring(name.length() + 1);
                }
            }
        }
        return value;
    }

    /** The service that holds it, or would start it. */
    String unit() {
        return process == null ? where : process.placement().unit();
    }

    /** All values of an option that may be given several times, in their order. */
    List<String> options(String... names) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            for (String name : names) {
                String argument = arguments.get(i);
                if (argument.equals(name) && i + 1 < arguments.size()) {
                    values.add(arguments.get(i + 1));
                } else if (argument.startsWith(name + "=")) {
                    values.add(argument.substring(name.length() + 1));
                }
            }
        }
        return values;
    }

    /** The last value of a switch: true where it stands without one, null where it does not stand there. */
    @Nullable String flag(String name) {
        String value = null;
        for (String argument : arguments) {
            if (argument.equals(name)) {
                value = "true";
            } else if (argument.startsWith(name + "=")) {
                value = argument.substring(name.length() + 1);
            }
        }
        return value;
    }

    /** Where an option's value stands. */
    String source(String option) {
        return process == null
                ? where + ": " + option
                : "argv of pid " + process.pid() + " (" + process.program() + "): " + option;
    }
}
