package io.nodeward.agent.report;

import io.nodeward.agent.BuildInfo;
import io.nodeward.agent.json.Json;
import io.nodeward.agent.json.JsonWriter;
import io.nodeward.agent.text.Times;
import io.nodeward.hostprobes.Beside;
import io.nodeward.profiles.Evidence;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Verdict;
import io.nodeward.profiles.Waiver;
import java.util.List;
import java.util.Map;

/** The report as JSON, described by {@code report.schema.json} beside this class. */
final class JsonFormat implements Format {

    static final String SCHEMA = "nodeward.report/v1";

    /** So few are written before a second thread has begun. */
    private static final int FEW = 64;

    @Override
    public byte[] write(Report report, Style style) {
        return Json.document(json -> report(json, report));
    }

    @Override
    public boolean compares() {
        return true;
    }

    private static void report(JsonWriter json, Report report) {
        json.object();
        json.field("schema", SCHEMA);
        json.object("tool");
        json.field("name", "nodeward");
        json.field("version", BuildInfo.VERSION);
        json.endObject();
        host(json, report.host());
        json.field("baselines", report.baselines());
        json.field("startedAt", Times.utc(report.startedAt()));
        json.field("durationMillis", report.durationMillis());
        json.object("summary");
        for (Verdict verdict : Verdict.values()) {
            json.field(verdict.name(), report.count(verdict));
        }
        json.endObject();
        json.array("findings");
        findings(json, report.findings());
        json.endArray();
        json.array("errors");
        for (Report.Gap error : report.errors()) {
            json.object();
            json.field("probe", error.probe());
            json.field("source", error.source());
            json.field("message", error.message());
            json.endObject();
        }
        json.endArray();
        if (report.comparison() != null) {
            comparison(json, report.comparison());
        }
        json.endObject();
    }

    private static void host(JsonWriter json, Report.Host host) {
        json.object("host");
        json.field("name", host.name());
        json.field("root", host.root());
        json.field("live", host.live());
        json.object("kubernetes");
        json.field("version", host.version());
        json.field("distribution", host.distribution());
        json.field("roles", host.roles());
        json.endObject();
        json.endObject();
    }

    /** Half of many in a second thread: in a process that has just begun, each finding takes its time. */
    private static void findings(JsonWriter json, List<Finding> findings) {
        if (findings.size() <= FEW) {
            for (Finding finding : findings) {
                finding(json, finding);
            }
            return;
        }
        finding(json, findings.getFirst());
        int half = half(findings);
        JsonWriter rest = json.more();
        Beside<JsonWriter> beside = Beside.begin("writing", () -> {
            for (Finding finding : findings.subList(half, findings.size())) {
                finding(rest, finding);
            }
            return rest;
        });
        for (Finding finding : findings.subList(1, half)) {
            finding(json, finding);
        }
        json.append(beside.end());
    }

    /** Where half of the work is done: a finding takes as long as each piece of its evidence. */
    private static int half(List<Finding> findings) {
        int all = 0;
        for (Finding finding : findings) {
            all += 2 + finding.evidence().size();
        }
        int done = 0;
        int at = 1;
        for (; at < findings.size() - 1 && done < all / 2; at++) {
            done += 2 + findings.get(at).evidence().size();
        }
        return at;
    }

    private static void finding(JsonWriter json, Finding finding) {
        json.object();
        json.field("control", finding.control().id());
        json.field("title", finding.control().title());
        json.field("severity", finding.control().severity().label());
        json.field("verdict", finding.verdict().name());
        json.object("refs");
        for (Map.Entry<String, List<String>> ref : finding.control().refs().entrySet()) {
            json.field(ref.getKey(), ref.getValue());
        }
        json.endObject();
        json.field("reason", finding.reason());
        json.array("evidence");
        for (Evidence evidence : finding.evidence()) {
            evidence(json, evidence);
        }
        json.endArray();
        if (finding.omitted() > 0) {
            json.field("omitted", finding.omitted());
        }
        json.object("remedy");
        json.field("text", finding.remedy());
        json.field("action", finding.control().remedy().action());
        json.endObject();
        Waiver waiver = finding.waiver();
        if (waiver == null) {
            json.field("waiver", (String) null);
        } else {
            json.object("waiver");
            json.field("owner", waiver.owner());
            json.field("reason", waiver.reason());
            json.field("expires", waiver.expires().toString());
            json.endObject();
        }
        json.endObject();
    }

    private static void evidence(JsonWriter json, Evidence evidence) {
        json.flatObject();
        json.field("fact", evidence.fact());
        json.name("value");
        if (evidence.value() == null) {
            json.none();
        } else {
            Json.value(json, evidence.value());
        }
        json.field("source", evidence.source());
        if (evidence.unknown() != null) {
            json.field("unknown", evidence.unknown());
        }
        Json.overrode(json, evidence.overrode());
        json.endObject();
    }

    private static void comparison(JsonWriter json, Comparison comparison) {
        json.object("comparison");
        json.field("since", comparison.since());
        changes(json, "new", comparison.appeared());
        changes(json, "fixed", comparison.fixed());
        changes(json, "changed", comparison.changed());
        json.endObject();
    }

    private static void changes(JsonWriter json, String name, List<Comparison.Change> changes) {
        json.array(name);
        for (Comparison.Change change : changes) {
            json.object();
            json.field("control", change.control());
            json.field("was", change.was());
            json.field("now", change.now());
            json.endObject();
        }
        json.endArray();
    }
}
