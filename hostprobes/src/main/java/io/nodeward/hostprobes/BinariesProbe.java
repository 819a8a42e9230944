package io.nodeward.hostprobes;

import io.nodeward.hostprobes.binaries.Binaries;
import io.nodeward.hostprobes.binaries.BinaryChecks;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.packages.Installed;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.runtime.NetworkDirectories;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The programs that a node stands on. */
final class BinariesProbe {

    private BinariesProbe() {}

    /** Lets somebody look at them while the other probes go on; yields no fact yet. */
    static @Nullable Node start(Survey survey) {
        survey.binaries();
        return null;
    }

    /** What belongs to this thread is asked for before the other one begins. */
    static Beside<Binaries> begin(Survey survey) {
        HostRoot root = survey.root();
        FileFacts files = survey.files();
        ProcessTable processes = survey.processes();
        Installed installed = survey.installed();
        Set<String> plugins =
                NetworkDirectories.of(survey.runtimeReads()).programs().keySet();
        Node handlers = survey.runtimes().handlerFacts();
        BinaryChecks checks = survey.binaryChecks();
        String runtime = Objects.requireNonNullElse(System.getProperty("java.home"), "");
        return Beside.begin(
                "binaries", () -> Binaries.of(root, files, processes, installed, plugins, handlers, runtime, checks));
    }
}
