package io.nodeward.hostprobes;

import io.nodeward.hostprobes.binaries.BinaryChecks;
import io.nodeward.hostprobes.cloud.MetadataLeave;
import io.nodeward.hostprobes.disk.DiskLeave;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.kubernetes.live.LiveAccess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All facts of a host.
 *
 * @param facts the tree, as the schema declares it
 * @param errors probes that failed as a whole; single facts that could not be read are unknown facts instead
 * @param nanoseconds how long each probe took
 */
public record HostFacts(Group facts, List<ProbeError> errors, SequencedMap<String, Long> nanoseconds) {

    /** How long one probe may take, and all of them together. */
    private static final Patience PATIENCE = new Patience(10_000, 60_000);
    /** The walk over the disk and the hashing of programs end by themselves before; a disk may be large and its answers slow. */
    private static final Patience LONG_PATIENCE = new Patience(150_000, 150_000);
    /** Milliseconds after which somebody who waits for the walk alone is told how far it is. */
    private static final long TELL = 200;

    /**
     * What the caller decides.
     *
     * @param offline whether nothing may be asked of running components; asked when there is one
     * @param wanted whether somebody will read the top-level fact of a name; asked before a probe that nothing else needs
     * @param metadata whether metadata services of clouds may be asked; asked where somebody wants to know
     * @param disk whether the disk may be walked; asked where somebody wants to know
     * @param binaries how programs are compared with what they should be; asked where somebody wants to know
     */
    public record Options(
            BooleanSupplier offline,
            Predicate<String> wanted,
            Supplier<MetadataLeave> metadata,
            Supplier<DiskLeave> disk,
            Supplier<BinaryChecks> binaries) {

        /** For all facts that can be had without asking anybody beyond this host. */
        public Options(boolean offline) {
            this(
                    () -> offline,
                    name -> true,
                    () -> MetadataLeave.never("nobody said that it may be"),
                    () -> DiskLeave.AUTO,
                    () -> BinaryChecks.USUAL);
        }
    }

    /**
     * How long to wait.
     *
     * @param probe milliseconds for one probe
     * @param all milliseconds for all of them
     */
    record Patience(long probe, long all) {}

    /** A probe that failed or hung. */
    public record ProbeError(String probe, String source, String message) {}

    /**
     * Reads everything that is wanted. A probe that fails or hangs costs its own facts only: it is left behind after ten seconds, and the
     * others go on. After a minute nothing more is begun.
     */
    public static HostFacts read(HostRoot root, Options options) {
        return read(
                new Survey(
                        root,
                        LiveAccess.of(root, options.offline()),
                        options.metadata(),
                        options.disk(),
                        options.binaries()),
                options.wanted());
    }

    /** The facts of a host of which nothing at all is known. */
    public static Group unknown(Unknown why) {
        SequencedMap<String, Node> facts = new LinkedHashMap<>();
        for (List<Probes.Probe> probes : Probes.all()) {
            for (Probes.Probe probe : probes) {
                facts.put(probe.name(), why);
            }
        }
        return Group.of(facts);
    }

    /** Two lanes side by side, and the walk over the disk where it is wanted: a process that has just begun runs so slowly that a second processor counts. */
    static HostFacts read(Survey survey, Predicate<String> wanted) {
        Beside<HostFacts> walk =
                Beside.begin("probes of the disk", () -> read(survey, wanted(Probes.disk(), wanted), LONG_PATIENCE));
        Beside<HostFacts> host = Beside.begin(
                "probes of the host",
                () -> read(survey, Probes.beside(), PATIENCE)
                        .and(read(survey, wanted(Probes.host(), wanted), PATIENCE)));
        HostFacts kubelets = read(survey, Probes.kubelets(), PATIENCE);
        Beside<HostFacts> controllers =
                Beside.begin("probes of controllers", () -> read(survey, Probes.controllers(), PATIENCE));
        HostFacts servers = read(survey, Probes.servers(), PATIENCE);
        HostFacts both = host.end().and(kubelets).and(servers).and(controllers.end());
        HostFacts all = both.and(read(survey, Probes.kubernetes(), PATIENCE))
                .and(read(survey, wanted(Probes.after(), wanted), PATIENCE))
                .and(read(survey, wanted(Probes.last(), wanted), LONG_PATIENCE));
        while (!walk.ended(TELL)) {
            survey.disk().progress().accept(survey.walked().get());
        }
        return all.and(walk.end());
    }

    private static List<Probes.Probe> wanted(List<Probes.Probe> probes, Predicate<String> wanted) {
        List<Probes.Probe> some = new ArrayList<>();
        for (Probes.Probe probe : probes) {
            if (wanted.test(probe.name())) {
                some.add(probe);
            }
        }
        return some;
    }

    static HostFacts read(Survey survey, List<Probes.Probe> probes, Patience patience) {
        Run run = new Run(survey, probes, patience);
        int next = 0;
        while (next < probes.size()) {
            next = run.from(next);
        }
        return new HostFacts(Group.of(run.facts), List.copyOf(run.errors), run.nanoseconds);
    }

    private HostFacts and(HostFacts others) {
        SequencedMap<String, Node> all = new LinkedHashMap<>();
        for (Group group : List.of(facts, others.facts)) {
            for (String name : group.names()) {
                Node node = group.get(name);
                if (node != null) {
                    all.put(name, node);
                }
            }
        }
        List<ProbeError> failed = new ArrayList<>(errors);
        failed.addAll(others.errors);
        SequencedMap<String, Long> times = new LinkedHashMap<>(nanoseconds);
        others.nanoseconds.forEach((name, time) -> times.merge(name, time, Long::sum));
        return new HostFacts(Group.of(all), List.copyOf(failed), times);
    }

    private static final class Run {
        /** In nanoseconds; nobody can wait for less. */
        private static final long MILLISECOND = 1_000_000;

        private final Survey survey;
        private final List<Probes.Probe> probes;
        private final SequencedMap<String, Node> facts = new LinkedHashMap<>();
        private final List<ProbeError> errors = new ArrayList<>();
        private final SequencedMap<String, Long> nanoseconds = new LinkedHashMap<>();
        /** Which worker may still write, so that one that was left behind cannot. */
        private int generation;

        private int done;
        private final Patience patience;
        private final long end;

        Run(Survey survey, List<Probes.Probe> probes, Patience patience) {
            this.survey = survey;
            this.probes = probes;
            this.patience = patience;
            this.end = System.nanoTime() + patience.all() * 1_000_000;
        }

        /** Runs probes from an index on; returns the index to go on with after all are done or one hangs. */
        synchronized int from(int first) {
            int mine = ++generation;
            done = first;
            if (end - System.nanoTime() < MILLISECOND) {
                fail(first, "was not begun: all probes together took longer than " + seconds(patience.all()));
                return first + 1;
            }
            Thread worker = new Thread(null, () -> work(first, mine), "probes", 4 << 20);
            worker.setDaemon(true);
            worker.start();
            int seen = first;
            long deadline = deadline();
            while (done < probes.size()) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    generation++;
                    boolean its = deadline - end < 0;
                    fail(
                            done,
                            its
                                    ? "took longer than " + seconds(patience.probe()) + " and was left behind"
                                    : "was left behind: all probes together took longer than "
                                            + seconds(patience.all()));
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
                    deadline = deadline();
                }
            }
            return done;
        }

        private long deadline() {
            long now = System.nanoTime();
            return now + Math.min(patience.probe() * 1_000_000, end - now);
        }

        private static String seconds(long milliseconds) {
            return milliseconds % 1000 == 0 ? milliseconds / 1000 + " seconds" : milliseconds + " milliseconds";
        }

        private void work(int first, int mine) {
            for (int i = first; i < probes.size(); i++) {
                long start = System.nanoTime();
                Node node = null;
                String message = "";
                try {
                    node = probes.get(i).read().apply(survey);
                } catch (RuntimeException | Error e) {
                    // the message may quote what was read
                    message = "failed: " + e.getClass().getSimpleName() + at(e);
                }
                synchronized (this) {
                    if (mine != generation) {
                        return;
                    }
                    if (!message.isEmpty()) {
                        fail(i, message);
                    } else if (node != null) {
                        facts.put(probes.get(i).name(), node);
                    }
                    nanoseconds.merge(probes.get(i).name(), System.nanoTime() - start, Long::sum);
                    done = i + 1;
                    notifyAll();
                }
            }
        }

        private void fail(int index, String message) {
            String name = probes.get(index).name();
            // what an earlier probe of this name gave stays
            facts.putIfAbsent(name, new Unknown("the probe " + message, "probe " + name));
            errors.add(new ProbeError(name, "probe " + name, message));
        }

        private static String at(Throwable failure) {
            StackTraceElement[] trace = failure.getStackTrace();
            return trace.length == 0 ? "" : " at " + trace[0];
        }
    }
}
