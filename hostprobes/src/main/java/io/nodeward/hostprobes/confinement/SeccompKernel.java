package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** What the kernel's seccomp can do, type Seccomp (kernel doc userspace-api/seccomp_filter: sysctls). */
public final class SeccompKernel {

    private static final String DIRECTORY = "/proc/sys/kernel/seccomp";
    private static final int SMALL = 4 << 10;

    private SeccompKernel() {}

    public static Group read(HostRoot root) {
        Read<String> available = root.text(DIRECTORY + "/actions_avail", SMALL);
        boolean settings = root.stat("/proc/sys/kernel/osrelease") instanceof Read.Found;
        Node supported = available instanceof Read.Found
                ? new Known(true, DIRECTORY)
                : available instanceof Read.Absent<String> && settings
                        ? new Known(false, DIRECTORY + " does not exist")
                        : Unknowns.of(available, "only a running host can tell", true);
        return Group.builder()
                .put("supported", supported)
                .put("actions", words(available, DIRECTORY + "/actions_avail"))
                .put("logged", words(root.text(DIRECTORY + "/actions_logged", SMALL), DIRECTORY + "/actions_logged"))
                .build();
    }

    private static Node words(Read<String> read, String source) {
        if (!(read instanceof Read.Found<String>(String text))) {
            return read instanceof Read.Failed<String> failed
                    ? failed.unknown()
                    : new Unknown("does not exist", source, true);
        }
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(text);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return new Known(words, source);
    }
}
