package io.nodeward.agent.report;

import io.nodeward.agent.text.Times;
import io.nodeward.profiles.Evidence;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Verdict;
import io.nodeward.profiles.Waiver;
import java.nio.charset.StandardCharsets;

/**
 * JUnit's XML, which CI systems read: one test for each control. FAIL is a failure, UNKNOWN an error; what needs a
 * person, does not apply or is waived is skipped, with the reason.
 */
final class JunitFormat implements Format {

    private static final int LONGEST_VALUE = 2000;

    @Override
    public byte[] write(Report report, Style style) {
        int skipped =
                report.count(Verdict.MANUAL) + report.count(Verdict.WAIVED) + report.count(Verdict.NOT_APPLICABLE);
        String started = Times.utc(report.startedAt());
        Markup out = new Markup();
        out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite");
        out.attribute("name", "nodeward " + Sentences.host(report.host()));
        out.attribute("hostname", report.host().name());
        out.attribute("tests", report.findings().size());
        out.attribute("failures", report.count(Verdict.FAIL));
        out.attribute("errors", report.count(Verdict.UNKNOWN));
        out.attribute("skipped", skipped);
        out.attribute("time", seconds(report.durationMillis()));
        // the format has no time zone; it is UTC
        out.attribute("timestamp", started.substring(0, started.length() - 1));
        out.raw(">\n");
        for (Finding finding : report.findings()) {
            test(out, finding);
        }
        if (!report.errors().isEmpty()) {
            out.raw("    <system-err>");
            for (Report.Gap error : report.errors()) {
                out.text(error.probe() + ": " + error.source() + ": " + error.message())
                        .raw("\n");
            }
            out.raw("</system-err>\n");
        }
        out.raw("  </testsuite>\n</testsuites>\n");
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void test(Markup out, Finding finding) {
        out.raw("    <testcase")
                .attribute("classname", finding.control().id())
                .attribute("name", finding.control().title());
        out.raw(" time=\"0\"");
        switch (finding.verdict()) {
            case PASS -> out.raw("/>\n");
            case FAIL -> problem(out, "failure", finding);
            case UNKNOWN -> problem(out, "error", finding);
            case MANUAL, WAIVED, NOT_APPLICABLE -> {
                Waiver waiver = finding.waiver();
                String why = finding.verdict() == Verdict.WAIVED && waiver != null
                        ? "waived by " + waiver.owner() + " until " + waiver.expires() + ": " + waiver.reason()
                        : Names.counted(finding.verdict()) + ": " + finding.reason();
                out.raw(">\n      <skipped").attribute("message", why).raw("/>\n    </testcase>\n");
            }
        }
    }

    private static void problem(Markup out, String element, Finding finding) {
        out.raw(">\n      <").raw(element);
        out.attribute("type", finding.control().severity().label())
                .attribute("message", finding.reason())
                .raw(">");
        for (Evidence evidence : finding.evidence()) {
            out.raw("\n").text(evidence.fact() + " = ").text(Sentences.value(evidence), LONGEST_VALUE);
            String source = evidence.source();
            if (!source.isEmpty()) {
                out.text(" in " + source);
            }
        }
        if (!finding.remedy().isEmpty()) {
            for (String line : finding.remedy().split("\n")) {
                out.raw("\n").text("mend: " + line);
            }
        }
        String refs = Sentences.refs(finding);
        if (!refs.isEmpty()) {
            out.raw("\n").text(refs);
        }
        out.raw("\n      </").raw(element).raw(">\n    </testcase>\n");
    }

    private static String seconds(long millis) {
        String rest = String.valueOf(millis % 1000);
        return millis / 1000 + "." + "0".repeat(3 - rest.length()) + rest;
    }
}
