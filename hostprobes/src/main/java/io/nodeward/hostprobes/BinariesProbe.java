package io.nodeward.hostprobes;

import io.nodeward.hostprobes.binaries.Binaries;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.runtime.NetworkDirectories;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The programs that a node stands on. */
final class BinariesProbe {

    private BinariesProbe() {}

    /** Finds them, and lets what takes long go on beside the other probes; yields no fact yet. */
    static @Nullable Node start(Survey survey) {
        survey.binaries();
        return null;
    }

    static Binaries begin(Survey survey) {
        return Binaries.begin(
                survey.root(),
                survey.files(),
                survey.processes(),
                survey.installed(),
                NetworkDirectories.of(survey.runtimeReads()).programs().keySet(),
                survey.runtimes().handlerFacts(),
                Objects.requireNonNullElse(System.getProperty("java.home"), ""),
                survey.binaryChecks());
    }
}
