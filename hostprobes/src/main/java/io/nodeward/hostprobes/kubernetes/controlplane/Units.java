package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Services that would start a component: the one of its name, whatever it starts, since a script in it may start the
 * component; and others with its name in theirs if they certainly do.
 *
 * @param unseen why there may be others, or null
 */
record Units(List<ServiceUnit> found, @Nullable Unknown unseen) {

    /** One program that is all components, told apart by its first argument. */
    private static final String ALL_IN_ONE = "hyperkube";

    static Units of(HostRoot root, Component component) {
        List<ServiceUnit> found = new ArrayList<>();
        List<Read.Failed<?>> hidden = new ArrayList<>();
        Unknown unseen = null;
        String usual = component.program() + ".service";
        List<String> names = new ArrayList<>(ServiceUnit.named(root, component.program(), hidden));
        if (!names.contains(usual)) {
            names.addFirst(usual);
        }
        for (String name : names) {
            Read<ServiceUnit> read = ServiceUnit.read(root, name);
            if (read instanceof Read.Failed<ServiceUnit> failed) {
                unseen = failed.unknown();
            } else if (read instanceof Read.Found<ServiceUnit>(ServiceUnit unit) && !unit.masked()) {
                boolean something = !unit.command().isEmpty() || !unit.problem().isEmpty();
                if (arguments(unit, component) != null || (something && name.equals(usual))) {
                    found.add(unit);
                }
            }
        }
        if (unseen == null && !hidden.isEmpty()) {
            unseen = new Unknown(hidden.getFirst().reason(), hidden.getFirst().path());
        }
        return new Units(List.copyOf(found), unseen);
    }

    /** What a service gives a component for arguments; null when it does not start the component itself. */
    static @Nullable List<Argument> arguments(ServiceUnit unit, Component component) {
        List<Argument> command = unit.command();
        if (command.isEmpty()) {
            return null;
        }
        String program = basename(command.getFirst().text());
        if (component.named(program)) {
            return command.subList(1, command.size());
        }
        boolean one = program.equals(ALL_IN_ONE)
                && command.size() > 1
                && command.get(1).text().equals(component.program());
        return one ? command.subList(2, command.size()) : null;
    }

    private static String basename(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
