package io.nodeward.agent.audit;

import io.nodeward.agent.report.Report;
import io.nodeward.hostprobes.Beside;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.profiles.Baseline;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.Control;
import io.nodeward.profiles.Engine;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Waivers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the report of one audit: reads the facts, then puts the controls to them. */
public final class Auditor {

    private Auditor() {}

    /** Looks at a host once. */
    public static Report audit(Request request) {
        return look(request).report();
    }

    /**
     * Looks at a host once.
     *
     * @param ahead what was begun before the request was known
     */
    public static Report audit(Request request, Ahead ahead) {
        return look(request, ahead).report();
    }

    /** Looks at a host once, for a command that shows more of what was seen than findings. */
    public static Audited look(Request request) {
        Ahead ahead = Ahead.begin(List.of("--root", request.root()));
        return look(request, Objects.requireNonNull(ahead));
    }

    /** A report, and the facts that it rests on: those that its controls read. */
    public record Audited(Report report, Group facts) {}

    private static Audited look(Request request, Ahead ahead) {
        long start = System.nanoTime();
        Instant startedAt = request.clock().instant();
        Beside<Probes.Seen> looking = ahead.looking(
                request.root(),
                request.offline(),
                request.config().metadata().leave(request.offline()),
                request.config().files().leave().telling(request.progress()),
                request.config().binaries().checks());
        List<Report.Gap> gaps = new ArrayList<>();
        Set<String> reads = new HashSet<>();
        Catalogue catalogue;
        List<Baseline> baselines;
        List<Control> controls;
        try {
            Catalogues.unread(request.config(), gaps);
            catalogue = Catalogues.load(request.config().audit(), ahead.builtIn(), gaps);
            baselines = Selection.baselines(catalogue, request.baselines());
            controls = controls(catalogue, baselines, request.controls());
            for (Control control : controls) {
                reads.addAll(control.reads());
            }
        } finally {
            // also where this fails, so that nobody waits for ever
            ahead.read(reads);
        }
        Probes.Seen seen = looking.end();
        Report.Host host = host(seen.facts(), request.root());
        Waivers waivers = Catalogues.waivers(request.config().audit(), host.name(), catalogue, gaps);
        List<Finding> findings = Engine.judge(controls, seen.facts(), startedAt, waivers);
        gaps.addAll(seen.gaps());
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new Audited(new Report(host, ids(baselines), startedAt, millis, findings, gaps, null), seen.facts());
    }

    /** Of the baselines; a pattern alone chooses from all controls. */
    private static List<Control> controls(Catalogue catalogue, List<Baseline> baselines, List<String> patterns) {
        List<Control> ofBaselines =
                baselines.isEmpty() ? new ArrayList<>(catalogue.controls()) : catalogue.controlsOf(baselines);
        return Selection.matching(ofBaselines, patterns);
    }

    private static List<String> ids(List<Baseline> baselines) {
        List<String> ids = new ArrayList<>();
        for (Baseline baseline : baselines) {
            ids.add(baseline.id());
        }
        return ids;
    }

    private static Report.Host host(Group facts, String root) {
        Object name = value(facts, "host", "name");
        Object live = value(facts, "host", "live");
        Object version = value(facts, "kubernetes", "version");
        Object distribution = value(facts, "kubernetes", "distribution");
        List<String> roles = new ArrayList<>();
        if (value(facts, "kubernetes", "roles") instanceof List<?> list) {
            for (Object role : list) {
                roles.add(role.toString());
            }
        }
        return new Report.Host(
                name == null ? "" : name.toString(),
                Path.of(root).toAbsolutePath().normalize().toString(),
                Boolean.TRUE.equals(live),
                Boolean.TRUE.equals(value(facts, "kubernetes", "present")),
                version == null ? null : version.toString(),
                distribution == null ? null : distribution.toString(),
                roles);
    }

    private static @Nullable Object value(Group facts, String group, String name) {
        return facts.get(group) instanceof Group inner && inner.get(name) instanceof Known known ? known.value() : null;
    }
}
