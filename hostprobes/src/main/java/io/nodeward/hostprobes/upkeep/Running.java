package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import io.nodeward.hostprobes.process.ProcessTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which programs run. */
final class Running {

    private final ProcessTable table;

    Running(ProcessTable table) {
        this.table = table;
    }

    /** A process of one of these programs, on the host itself; null when none is seen. */
    @Nullable HostProcess of(List<String> programs, boolean alsoInPods) {
        for (HostProcess process : table.processes()) {
            if (!programs.contains(process.program())) {
                continue;
            }
            Placement placement = process.placement();
            if (placement.onHost() || (alsoInPods && placement.kind() != Placement.Kind.SESSION)) {
                return process;
            }
        }
        return null;
    }

    /** Whether one of these programs runs. */
    Node fact(List<String> programs, boolean alsoInPods) {
        HostProcess process = of(programs, alsoInPods);
        if (process != null) {
            return new Known(true, "pid " + process.pid() + " (" + process.program() + ")");
        }
        Unknown gap = gap();
        return gap == null ? new Known(false, "/proc") : gap;
    }

    /** Why one that is not seen may run, or null. */
    @Nullable Unknown gap() {
        if (table.complete() instanceof Read.Failed<Boolean> failed) {
            return failed.unknown();
        }
        return table.processes().isEmpty() ? new Unknown("only a running host has processes", "/proc", true) : null;
    }
}
