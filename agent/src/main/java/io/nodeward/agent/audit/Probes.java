package io.nodeward.agent.audit;

import io.nodeward.agent.console.Failure;
import io.nodeward.agent.report.Report;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.Beside;
import io.nodeward.hostprobes.HostFacts;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the facts of a host. */
public final class Probes {

    private static final String DIRECTORY_PROBE = "directory";

    private Probes() {}

    /**
     * What was seen.
     *
     * @param gaps what could not be looked at
     */
    public record Seen(Group facts, List<Report.Gap> gaps) {}

    /** Looks at a host in a thread of its own, while the caller does other things; throws at its end what {@link #look} throws. */
    static Beside<Seen> begin(String root, HostFacts.Options options) {
        return Beside.begin("looking", () -> look(root, options));
    }

    /** Whether a directory was looked at in which no host is. */
    public static boolean sawNoHost(List<Report.Gap> gaps) {
        for (Report.Gap gap : gaps) {
            if (gap.probe().equals(DIRECTORY_PROBE)) {
                return true;
            }
        }
        return false;
    }

    /** Looks at the host whose {@code /} is {@code root}. */
    public static Seen look(String root, HostFacts.Options options) {
        String name = Plain.line(root);
        try (HostRoot host = HostRoot.open(Path.of(root))) {
            if (!host.live()
                    && host.list("/", 1) instanceof Read.Found<List<String>>(List<String> names)
                    && names.isEmpty()) {
                String message = "is empty: mount or unpack the host there first";
                return new Seen(
                        HostFacts.unknown(new Unknown("the directory is empty", "/")),
                        List.of(new Report.Gap(DIRECTORY_PROBE, "/", message)));
            }
            HostFacts seen = HostFacts.read(host, options);
            List<Report.Gap> gaps = new ArrayList<>();
            for (HostFacts.ProbeError error : seen.errors()) {
                gaps.add(new Report.Gap(error.probe(), error.source(), error.message()));
            }
            return new Seen(seen.facts(), gaps);
        } catch (AccessDeniedException e) {
            throw Failure.unable(
                    "cannot look at " + name + ": permission denied",
                    "run as root, or name a directory that you may read",
                    e);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "it does not exist" : "it is not a directory";
            throw Failure.unable(
                    "cannot look at " + name + ": " + why, "--root takes the directory that is the host's /", e);
        }
    }
}
