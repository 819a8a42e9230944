package io.nodeward.agent.audit;

import io.nodeward.agent.console.Failure;
import io.nodeward.agent.report.Report;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.HostFacts;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Reads the facts of a host. */
public final class Probes {

    private Probes() {}

    /**
     * What was seen.
     *
     * @param gaps what could not be looked at
     */
    public record Seen(Group facts, List<Report.Gap> gaps) {}

    /** Looks at a host in a thread of its own, while the caller does other things. */
    static Looking begin(String root, boolean offline) {
        FutureTask<Seen> task = new FutureTask<>(() -> look(root, offline));
        Thread thread = new Thread(task, "looking");
        // whoever finds a mistake meanwhile ends the process
        thread.setDaemon(true);
        thread.start();
        return new Looking(task);
    }

    /** A look at a host that has begun. */
    record Looking(FutureTask<Seen> task) {

        /** Waits for what is seen, or throws what {@link #look} throws. */
        Seen end() {
            try {
                return task.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                if (e.getCause() instanceof Error cause) {
                    throw cause;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Failure.unable("interrupted while looking at the host", null, e);
            }
        }
    }

    /** Looks at the host whose {@code /} is {@code root}. */
    public static Seen look(String root, boolean offline) {
        String name = Plain.line(root);
        try (HostRoot host = HostRoot.open(Path.of(root))) {
            if (!host.live() && host.list("/", 1) instanceof Read.Found<List<String>>(List<String> names) && names.isEmpty()) {
                throw Failure.unable(
                        "cannot look at " + name + ": it is empty",
                        "mount or unpack the host there first; --root takes the directory that is its /",
                        null);
            }
            HostFacts seen = HostFacts.read(host, new HostFacts.Options(offline));
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
                    "cannot look at " + name + ": " + why,
                    "--root takes the directory that is the host's /",
                    e);
        }
    }
}
