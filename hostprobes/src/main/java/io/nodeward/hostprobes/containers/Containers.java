package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.confinement.AppArmor;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.ProcessTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The containers that run, found by the control groups of processes, type list(Container). For a process that is in none,
 * nothing but its control group is read.
 */
public final class Containers {

    private static final int GROUP = 64 << 10;

    private Containers() {}

    /** A container's group and its processes, lowest pid first. */
    record Running(ContainerGroup group, List<HostProcess> processes) {}

    public static Node read(HostRoot root, ProcessTable table, AppArmor appArmor, boolean selinux) {
        if (table.processes().isEmpty()) {
            return table.complete() instanceof Read.Failed<Boolean> failed
                    ? failed.unknown()
                    : new Unknown("only a running host has processes", "/proc", true);
        }
        Map<String, Running> running = new LinkedHashMap<>();
        Unknown hidden = table.complete() instanceof Read.Failed<Boolean> failed ? failed.unknown() : null;
        for (HostProcess process : table.processes()) {
            Read<String> read = root.text(process.path("cgroup"), GROUP);
            if (read instanceof Read.Failed<String> failed) {
                hidden = failed.unknown();
            }
            if (!(read instanceof Read.Found<String>(String text))) {
                continue;
            }
            ContainerGroup group = ContainerGroup.of(text);
            if (group != null) {
                Running container = running.get(group.id());
                if (container == null) {
                    container = new Running(group, new ArrayList<>(2));
                    running.put(group.id(), container);
                }
                container.processes().add(process);
            }
        }
        List<Many.Item> items = new ArrayList<>(running.size());
        if (!running.isEmpty()) {
            ContainerFacts facts = new ContainerFacts(root, appArmor, selinux);
            for (Running container : running.values()) {
                Many.Item item = facts.of(container);
                if (item != null) {
                    items.add(item);
                }
            }
        }
        if (hidden != null) {
            items.add(new Many.Item("processes that cannot be seen", hidden));
        }
        return new Many(items, "control groups of all processes");
    }
}
