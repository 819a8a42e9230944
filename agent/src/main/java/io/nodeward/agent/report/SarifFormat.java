package io.nodeward.agent.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.nodeward.agent.BuildInfo;
import io.nodeward.agent.json.Json;
import io.nodeward.agent.text.Plain;
import io.nodeward.agent.text.Times;
import io.nodeward.profiles.Evidence;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Severity;
import io.nodeward.profiles.Verdict;
import io.nodeward.profiles.Waiver;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** SARIF 2.1.0, which code scanning dashboards read: a rule for each control and a result for each finding. */
final class SarifFormat implements Format {

    /** The host's {@code /}, which relative addresses of files start from. */
    private static final String BASE = "HOST";

    private static final int LONGEST_VALUE = 2000;

    @Override
    public byte[] write(Report report, Style style) {
        return Json.document(json -> {
            json.writeStartObject();
            json.writeStringField(
                    "$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json");
            json.writeStringField("version", "2.1.0");
            json.writeArrayFieldStart("runs");
            run(json, report);
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void run(JsonGenerator json, Report report) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("tool");
        json.writeObjectFieldStart("driver");
        json.writeStringField("name", "nodeward");
        json.writeStringField("version", BuildInfo.VERSION);
        json.writeArrayFieldStart("rules");
        for (Finding finding : report.findings()) {
            rule(json, finding);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
        json.writeObjectFieldStart("automationDetails");
        json.writeStringField("id", "nodeward/" + Plain.line(report.host().name()) + "/");
        json.writeEndObject();
        json.writeObjectFieldStart("originalUriBaseIds");
        json.writeObjectFieldStart(BASE);
        String root = new SourcePlace(report.host().root(), 0).relativeUri();
        json.writeStringField("uri", "file:///" + root + (root.isEmpty() || root.endsWith("/") ? "" : "/"));
        json.writeEndObject();
        json.writeEndObject();
        invocation(json, report);
        json.writeArrayFieldStart("results");
        int index = 0;
        for (Finding finding : report.findings()) {
            result(json, finding, index++);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void rule(JsonGenerator json, Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", finding.control().id());
        text(json, "shortDescription", finding.control().title());
        if (!finding.remedy().isEmpty()) {
            text(json, "help", finding.remedy());
        }
        json.writeObjectFieldStart("defaultConfiguration");
        json.writeStringField("level", level(finding.control().severity()));
        json.writeEndObject();
        json.writeObjectFieldStart("properties");
        // dashboards sort by this number
        json.writeStringField("security-severity", score(finding.control().severity()));
        json.writeArrayFieldStart("tags");
        json.writeString("security");
        Set<String> seen = new HashSet<>();
        for (var ref : finding.control().refs().entrySet()) {
            for (String id : ref.getValue()) {
                String tag = ref.getKey() + "/" + id;
                if (seen.add(tag)) {
                    json.writeString(tag);
                }
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void invocation(JsonGenerator json, Report report) throws IOException {
        json.writeArrayFieldStart("invocations");
        json.writeStartObject();
        json.writeBooleanField("executionSuccessful", true);
        json.writeStringField("startTimeUtc", Times.utc(report.startedAt()));
        json.writeStringField("endTimeUtc", Times.utc(report.startedAt().plusMillis(report.durationMillis())));
        json.writeArrayFieldStart("toolExecutionNotifications");
        for (Report.Gap error : report.errors()) {
            json.writeStartObject();
            json.writeStringField("level", "warning");
            text(json, "message", error.probe() + ": " + error.message());
            SourcePlace place = SourcePlace.of(error.source());
            if (place != null) {
                json.writeArrayFieldStart("locations");
                json.writeStartObject();
                physical(json, place);
                json.writeEndObject();
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
    }

    private static void result(JsonGenerator json, Finding finding, int index) throws IOException {
        boolean fails = finding.verdict() == Verdict.FAIL || finding.verdict() == Verdict.WAIVED;
        json.writeStartObject();
        json.writeStringField("ruleId", finding.control().id());
        json.writeNumberField("ruleIndex", index);
        json.writeStringField("kind", kind(finding.verdict()));
        json.writeStringField("level", fails ? level(finding.control().severity()) : "none");
        text(json, "message", message(finding));
        json.writeArrayFieldStart("locations");
        Set<String> seen = new HashSet<>();
        for (Evidence evidence : finding.evidence()) {
            if (seen.add(evidence.fact() + " " + evidence.source())) {
                location(json, evidence);
            }
        }
        json.writeEndArray();
        json.writeObjectFieldStart("partialFingerprints");
        json.writeStringField("nodewardControl/v1", finding.control().id());
        json.writeEndObject();
        Waiver waiver = finding.waiver();
        if (finding.verdict() == Verdict.WAIVED && waiver != null) {
            json.writeArrayFieldStart("suppressions");
            json.writeStartObject();
            json.writeStringField("kind", "external");
            json.writeStringField("status", "accepted");
            json.writeStringField(
                    "justification",
                    Plain.line(waiver.reason() + " (" + waiver.owner() + ", until " + waiver.expires() + ")"));
            json.writeEndObject();
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static String message(Finding finding) {
        StringBuilder out =
                new StringBuilder(finding.reason().isEmpty() ? finding.control().title() : finding.reason());
        String separator = " Found: ";
        for (Evidence evidence : finding.evidence()) {
            out.append(separator).append(evidence.fact()).append(" = ");
            out.append(Plain.line(Sentences.value(evidence), LONGEST_VALUE));
            String source = evidence.source();
            if (!source.isEmpty()) {
                out.append(" (").append(source).append(')');
            }
            separator = "; ";
        }
        return out.toString();
    }

    private static void location(JsonGenerator json, Evidence evidence) throws IOException {
        json.writeStartObject();
        SourcePlace place = SourcePlace.of(evidence.source());
        if (place != null) {
            physical(json, place);
        }
        json.writeArrayFieldStart("logicalLocations");
        json.writeStartObject();
        json.writeStringField("fullyQualifiedName", Plain.line(evidence.fact()));
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void physical(JsonGenerator json, SourcePlace place) throws IOException {
        json.writeObjectFieldStart("physicalLocation");
        json.writeObjectFieldStart("artifactLocation");
        json.writeStringField("uri", place.relativeUri());
        json.writeStringField("uriBaseId", BASE);
        json.writeEndObject();
        if (place.line() > 0) {
            json.writeObjectFieldStart("region");
            json.writeNumberField("startLine", place.line());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String field, String text) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("text", Plain.line(text));
        json.writeEndObject();
    }

    private static String kind(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "pass";
            case FAIL, WAIVED -> "fail";
            case NOT_APPLICABLE -> "notApplicable";
            case UNKNOWN -> "open";
            case MANUAL -> "review";
        };
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case CRITICAL, HIGH -> "error";
            case MEDIUM -> "warning";
            case LOW -> "note";
        };
    }

    private static String score(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "9.5";
            case HIGH -> "8.0";
            case MEDIUM -> "5.0";
            case LOW -> "2.0";
        };
    }
}
