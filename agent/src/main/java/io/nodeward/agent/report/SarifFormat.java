package io.nodeward.agent.report;

import io.nodeward.agent.BuildInfo;
import io.nodeward.agent.json.Json;
import io.nodeward.agent.json.JsonWriter;
import io.nodeward.agent.text.Plain;
import io.nodeward.agent.text.Times;
import io.nodeward.profiles.Evidence;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Severity;
import io.nodeward.profiles.Verdict;
import io.nodeward.profiles.Waiver;
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
            json.object();
            json.field("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json");
            json.field("version", "2.1.0");
            json.array("runs");
            run(json, report);
            json.endArray();
            json.endObject();
        });
    }

    private static void run(JsonWriter json, Report report) {
        json.object();
        json.object("tool");
        json.object("driver");
        json.field("name", "nodeward");
        json.field("version", BuildInfo.VERSION);
        json.array("rules");
        for (Finding finding : report.findings()) {
            rule(json, finding);
        }
        json.endArray();
        json.endObject();
        json.endObject();
        json.object("automationDetails");
        json.field("id", "nodeward/" + Plain.line(report.host().name()) + "/");
        json.endObject();
        json.object("originalUriBaseIds");
        json.object(BASE);
        String root = new SourcePlace(report.host().root(), 0).relativeUri();
        json.field("uri", "file:///" + root + (root.isEmpty() || root.endsWith("/") ? "" : "/"));
        json.endObject();
        json.endObject();
        invocation(json, report);
        json.array("results");
        int index = 0;
        for (Finding finding : report.findings()) {
            result(json, finding, index++);
        }
        json.endArray();
        json.endObject();
    }

    private static void rule(JsonWriter json, Finding finding) {
        json.object();
        json.field("id", finding.control().id());
        text(json, "shortDescription", finding.control().title());
        if (!finding.remedy().isEmpty()) {
            text(json, "help", finding.remedy());
        }
        json.object("defaultConfiguration");
        json.field("level", level(finding.control().severity()));
        json.endObject();
        json.object("properties");
        // dashboards sort by this number
        json.field("security-severity", score(finding.control().severity()));
        json.array("tags");
        json.text("security");
        Set<String> seen = new HashSet<>();
        for (var ref : finding.control().refs().entrySet()) {
            for (String id : ref.getValue()) {
                String tag = ref.getKey() + "/" + id;
                if (seen.add(tag)) {
                    json.text(tag);
                }
            }
        }
        json.endArray();
        json.endObject();
        json.endObject();
    }

    private static void invocation(JsonWriter json, Report report) {
        json.array("invocations");
        json.object();
        json.field("executionSuccessful", true);
        json.field("startTimeUtc", Times.utc(report.startedAt()));
        json.field("endTimeUtc", Times.utc(report.startedAt().plusMillis(report.durationMillis())));
        json.array("toolExecutionNotifications");
        for (Report.Gap error : report.errors()) {
            json.object();
            json.field("level", "warning");
            text(json, "message", error.probe() + ": " + error.message());
            SourcePlace place = SourcePlace.of(error.source());
            if (place != null) {
                json.array("locations");
                json.object();
                physical(json, place);
                json.endObject();
                json.endArray();
            }
            json.endObject();
        }
        json.endArray();
        json.endObject();
        json.endArray();
    }

    private static void result(JsonWriter json, Finding finding, int index) {
        boolean fails = finding.verdict() == Verdict.FAIL || finding.verdict() == Verdict.WAIVED;
        json.object();
        json.field("ruleId", finding.control().id());
        json.field("ruleIndex", index);
        json.field("kind", kind(finding.verdict()));
        json.field("level", fails ? level(finding.control().severity()) : "none");
        text(json, "message", message(finding));
        json.array("locations");
        Set<String> seen = new HashSet<>();
        for (Evidence evidence : finding.evidence()) {
            if (seen.add(evidence.fact() + " " + evidence.source())) {
                location(json, evidence);
            }
        }
        json.endArray();
        json.object("partialFingerprints");
        json.field("nodewardControl/v1", finding.control().id());
        json.endObject();
        Waiver waiver = finding.waiver();
        if (finding.verdict() == Verdict.WAIVED && waiver != null) {
            json.array("suppressions");
            json.object();
            json.field("kind", "external");
            json.field("status", "accepted");
            json.field(
                    "justification",
                    Plain.line(waiver.reason() + " (" + waiver.owner() + ", until " + waiver.expires() + ")"));
            json.endObject();
            json.endArray();
        }
        json.endObject();
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

    private static void location(JsonWriter json, Evidence evidence) {
        json.object();
        SourcePlace place = SourcePlace.of(evidence.source());
        if (place != null) {
            physical(json, place);
        }
        json.array("logicalLocations");
        json.object();
        json.field("fullyQualifiedName", Plain.line(evidence.fact()));
        json.endObject();
        json.endArray();
        json.endObject();
    }

    private static void physical(JsonWriter json, SourcePlace place) {
        json.object("physicalLocation");
        json.object("artifactLocation");
        json.field("uri", place.relativeUri());
        json.field("uriBaseId", BASE);
        json.endObject();
        if (place.line() > 0) {
            json.object("region");
            json.field("startLine", place.line());
            json.endObject();
        }
        json.endObject();
    }

    private static void text(JsonWriter json, String field, String text) {
        json.object(field);
        json.field("text", Plain.line(text));
        json.endObject();
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
