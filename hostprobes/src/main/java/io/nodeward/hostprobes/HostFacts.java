package io.nodeward.hostprobes;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * All facts of a host.
 *
 * @param facts the tree, as the schema declares it
 * @param errors probes that failed as a whole; single facts that could not be read are unknown facts instead
 * @param nanoseconds how long each probe took
 */
public record HostFacts(Group facts, List<ProbeError> errors, SequencedMap<String, Long> nanoseconds) {

    private static final long PATIENCE_MILLISECONDS = 10_000;

    /** A probe that failed or hung. */
    public record ProbeError(String probe, String source, String message) {}

    /**
     * Reads everything. A probe that fails or hangs costs its own facts only: it is left behind after ten seconds, and the
     * others go on.
     */
    public static HostFacts read(HostRoot root) {
        List<Probes.Probe> probes = Probes.all();
        Run run = new Run(new Survey(root), probes);
        int next = 0;
        while (next < probes.size()) {
            next = run.from(next);
        }
        return new HostFacts(Group.of(run.facts), List.copyOf(run.errors), run.nanoseconds);
    }

    private static final class Run {
        private final Survey survey;
        private final List<Probes.Probe> probes;
        private final SequencedMap<String, Node> facts = new LinkedHashMap<>();
        private final List<ProbeError> errors = new ArrayList<>();
        private final SequencedMap<String, Long> nanoseconds = new LinkedHashMap<>();
        /** Which worker may still write, so that one that was left behind cannot. */
        private int generation;

        private int done;

        Run(Survey survey, List<Probes.Probe> probes) {
            this.survey = survey;
            this.probes = probes;
        }

        /** Runs probes from an index on; returns the index to go on with after all are done or one hangs. */
        synchronized int from(int first) {
            int mine = ++generation;
            done = first;
            Thread worker = new Thread(null, () -> work(first, mine), "probes", 4 << 20);
            worker.setDaemon(true);
            worker.start();
            int seen = first;
            long deadline = System.nanoTime() + PATIENCE_MILLISECONDS * 1_000_000;
            while (done < probes.size()) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    generation++;
                    fail(done, "took longer than " + PATIENCE_MILLISECONDS / 1000 + " seconds and was left behind");
                    return done + 1;
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    generation++;
                    fail(done, "was interrupted");
                    return done + 1;
                }
                if (done != seen) {
                    seen = done;
                    deadline = System.nanoTime() + PATIENCE_MILLISECONDS * 1_000_000;
                }
            }
            return done;
        }

        private void work(int first, int mine) {
            for (int i = first; i < probes.size(); i++) {
                long start = System.nanoTime();
                Node node = null;
                String message = "";
                try {
                    node = probes.get(i).read().apply(survey);
                } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                    // the message may quote what was read
                    message = "failed: " + e.getClass().getSimpleName() + at(e);
                }
                synchronized (this) {
                    if (mine != generation) {
                        return;
                    }
                    if (node == null) {
                        fail(i, message);
                    } else {
                        facts.put(probes.get(i).name(), node);
                    }
                    nanoseconds.put(probes.get(i).name(), System.nanoTime() - start);
                    done = i + 1;
                    notifyAll();
                }
            }
        }

        private void fail(int index, String message) {
            String name = probes.get(index).name();
            facts.put(name, new Unknown("the probe " + message, "probe " + name));
            errors.add(new ProbeError(name, "probe " + name, message));
        }

        private static String at(Throwable failure) {
            StackTraceElement[] trace = failure.getStackTrace();
            return trace.length == 0 ? "" : " at " + trace[0];
        }
    }
}
