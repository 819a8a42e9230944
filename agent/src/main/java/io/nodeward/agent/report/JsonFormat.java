package io.nodeward.agent.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.nodeward.agent.BuildInfo;
import io.nodeward.agent.json.Json;
import io.nodeward.agent.text.Times;
import io.nodeward.profiles.Evidence;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Verdict;
import io.nodeward.profiles.Waiver;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The report as JSON, described by {@code report.schema.json} beside this class. */
final class JsonFormat implements Format {

    static final String SCHEMA = "nodeward.report/v1";

    @Override
    public byte[] write(Report report, Style style) {
        return Json.document(json -> report(json, report));
    }

    @Override
    public boolean compares() {
        return true;
    }

    private static void report(JsonGenerator json, Report report) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", SCHEMA);
        json.writeObjectFieldStart("tool");
        json.writeStringField("name", "nodeward");
        json.writeStringField("version", BuildInfo.VERSION);
        json.writeEndObject();
        host(json, report.host());
        Json.strings(json, "baselines", report.baselines());
        json.writeStringField("startedAt", Times.utc(report.startedAt()));
        json.writeNumberField("durationMillis", report.durationMillis());
        json.writeObjectFieldStart("summary");
        for (Verdict verdict : Verdict.values()) {
            json.writeNumberField(verdict.name(), report.count(verdict));
        }
        json.writeEndObject();
        json.writeArrayFieldStart("findings");
        for (Finding finding : report.findings()) {
            finding(json, finding);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("errors");
        for (Report.Gap error : report.errors()) {
            json.writeStartObject();
            json.writeStringField("probe", error.probe());
            json.writeStringField("source", error.source());
            json.writeStringField("message", error.message());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (report.comparison() != null) {
            comparison(json, report.comparison());
        }
        json.writeEndObject();
    }

    private static void host(JsonGenerator json, Report.Host host) throws IOException {
        json.writeObjectFieldStart("host");
        json.writeStringField("name", host.name());
        json.writeStringField("root", host.root());
        json.writeBooleanField("live", host.live());
        json.writeObjectFieldStart("kubernetes");
        json.writeStringField("version", host.version());
        json.writeStringField("distribution", host.distribution());
        Json.strings(json, "roles", host.roles());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void finding(JsonGenerator json, Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("control", finding.control().id());
        json.writeStringField("title", finding.control().title());
        json.writeStringField("severity", finding.control().severity().label());
        json.writeStringField("verdict", finding.verdict().name());
        json.writeObjectFieldStart("refs");
        for (Map.Entry<String, List<String>> ref : finding.control().refs().entrySet()) {
            Json.strings(json, ref.getKey(), ref.getValue());
        }
        json.writeEndObject();
        json.writeStringField("reason", finding.reason());
        json.writeArrayFieldStart("evidence");
        for (Evidence evidence : finding.evidence()) {
            evidence(json, evidence);
        }
        json.writeEndArray();
        if (finding.omitted() > 0) {
            json.writeNumberField("omitted", finding.omitted());
        }
        json.writeObjectFieldStart("remedy");
        json.writeStringField("text", finding.remedy());
        json.writeStringField("action", finding.control().remedy().action());
        json.writeEndObject();
        Waiver waiver = finding.waiver();
        if (waiver == null) {
            json.writeNullField("waiver");
        } else {
            json.writeObjectFieldStart("waiver");
            json.writeStringField("owner", waiver.owner());
            json.writeStringField("reason", waiver.reason());
            json.writeStringField("expires", waiver.expires().toString());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void evidence(JsonGenerator json, Evidence evidence) throws IOException {
        json.writeStartObject();
        json.writeStringField("fact", evidence.fact());
        json.writeFieldName("value");
        if (evidence.value() == null) {
            json.writeNull();
        } else {
            Json.value(json, evidence.value());
        }
        json.writeStringField("source", evidence.source());
        if (evidence.unknown() != null) {
            json.writeStringField("unknown", evidence.unknown());
        }
        Json.overrode(json, evidence.overrode());
        json.writeEndObject();
    }

    private static void comparison(JsonGenerator json, Comparison comparison) throws IOException {
        json.writeObjectFieldStart("comparison");
        json.writeStringField("since", comparison.since());
        changes(json, "new", comparison.appeared());
        changes(json, "fixed", comparison.fixed());
        changes(json, "changed", comparison.changed());
        json.writeEndObject();
    }

    private static void changes(JsonGenerator json, String name, List<Comparison.Change> changes) throws IOException {
        json.writeArrayFieldStart(name);
        for (Comparison.Change change : changes) {
            json.writeStartObject();
            json.writeStringField("control", change.control());
            json.writeStringField("was", change.was());
            json.writeStringField("now", change.now());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
