package io.nodeward.agent.report;

import io.nodeward.agent.BuildInfo;
import io.nodeward.agent.text.Times;
import io.nodeward.agent.text.Values;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.profiles.Evidence;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Severity;
import io.nodeward.profiles.Verdict;
import io.nodeward.profiles.Waiver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One page that needs nothing else: no script, no font, no image, so that it can be mailed and opened anywhere. The
 * filters are check boxes that style sheets look at.
 */
final class HtmlFormat implements Format {

    private static final int LONGEST_VALUE = 4000;

    @Override
    public byte[] write(Report report, Style style) {
        Markup out = new Markup();
        out.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.raw(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
        out.text("Nodeward: " + hostName(report.host()))
                .raw("</title>\n<style>\n")
                .raw(styleSheet())
                .raw("</style>\n");
        out.raw("</head>\n<body>\n");
        header(out, report);
        filters(out, report);
        out.raw("<main>\n");
        for (Finding finding : report.findings()) {
            finding(out, finding);
        }
        out.raw("<p class=\"none\">Nothing matches the filters.</p>\n");
        errors(out, report.errors());
        out.raw("</main>\n");
        out.raw("<footer>").text("nodeward " + BuildInfo.VERSION + " looked at this host in ");
        out.text(report.durationMillis()).raw(" ms and changed nothing.</footer>\n</body>\n</html>\n");
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void header(Markup out, Report report) {
        Report.Host host = report.host();
        out.raw("<header>\n<h1>").text(hostName(host)).raw("</h1>\n<dl class=\"host\">\n");
        pair(out, "Looked at", Times.utc(report.startedAt()).replace('T', ' ').replace("Z", " UTC"));
        pair(out, "Root", host.live() ? "the running host" : host.root());
        if (host.version() != null) {
            String distribution = host.distribution() == null ? "" : ", " + host.distribution();
            pair(out, "Kubernetes", host.version() + distribution);
        }
        if (!host.roles().isEmpty()) {
            pair(out, "Roles", String.join(", ", host.roles()));
        }
        pair(out, "Baselines", String.join(", ", report.baselines()));
        out.raw("</dl>\n</header>\n");
    }

    private static void pair(Markup out, String name, String value) {
        out.raw("<div><dt>").text(name).raw("</dt><dd>").text(value).raw("</dd></div>\n");
    }

    /** The boxes come before everything that they show or hide, so that a style sheet can reach it from them. */
    private static void filters(Markup out, Report report) {
        for (Verdict verdict : Verdict.values()) {
            boolean shown = verdict != Verdict.PASS && verdict != Verdict.NOT_APPLICABLE;
            box(out, "v-" + name(verdict), shown);
        }
        for (Severity severity : Severity.values()) {
            box(out, "s-" + severity.label(), true);
        }
        out.raw("<nav aria-label=\"Filters\">\n<div class=\"verdicts\">\n");
        for (Verdict verdict : Verdict.values()) {
            out.raw("<label").attribute("for", "v-" + name(verdict)).attribute("class", "tile " + name(verdict));
            out.raw("><b>").text(report.count(verdict)).raw("</b><span>");
            out.text(Names.counted(verdict)).raw("</span></label>\n");
        }
        out.raw("</div>\n<div class=\"severities\">\n");
        for (Severity severity : Severity.values()) {
            out.raw("<label").attribute("for", "s-" + severity.label()).attribute("class", "chip " + severity.label());
            out.raw(">").text(severity.label()).raw("</label>\n");
        }
        out.raw("<span class=\"hint\">Select verdicts and severities to show or hide them.</span>\n</div>\n</nav>\n");
    }

    private static void box(Markup out, String id, boolean checked) {
        out.raw("<input type=\"checkbox\" class=\"filter\"").attribute("id", id).raw(checked ? " checked>\n" : ">\n");
    }

    private static void finding(Markup out, Finding finding) {
        String classes = "finding v-" + name(finding.verdict()) + " s-"
                + finding.control().severity().label();
        boolean open = finding.verdict() == Verdict.FAIL || finding.verdict() == Verdict.UNKNOWN;
        out.raw("<details")
                .attribute("class", classes)
                .attribute("id", finding.control().id())
                .raw(open ? " open>\n" : ">\n");
        out.raw("<summary><span")
                .attribute("class", "verdict " + name(finding.verdict()))
                .raw(">");
        out.text(finding.verdict().name().replace('_', ' ')).raw("</span><span");
        out.attribute("class", "severity " + finding.control().severity().label())
                .raw(">");
        out.text(finding.control().severity().label())
                .raw("</span><span class=\"title\">")
                .text(finding.control().title());
        out.raw("</span><code class=\"control\">")
                .text(finding.control().id())
                .raw("</code></summary>\n<div class=\"body\">\n");
        if (!finding.reason().isEmpty()) {
            out.raw("<p class=\"reason\">").text(finding.reason()).raw("</p>\n");
        }
        Waiver waiver = finding.waiver();
        if (waiver != null) {
            out.raw("<p class=\"waiver\">Waived by ").text(waiver.owner()).raw(" until ");
            out.text(waiver.expires().toString())
                    .raw(": ")
                    .text(waiver.reason())
                    .raw("</p>\n");
        }
        evidence(out, finding);
        if (!finding.remedy().isEmpty()
                && finding.verdict() != Verdict.PASS
                && finding.verdict() != Verdict.NOT_APPLICABLE) {
            out.raw("<p class=\"remedy\"><b>Mend</b> ");
            String between = "";
            for (String line : finding.remedy().split("\n")) {
                out.raw(between).text(line);
                between = "<br>\n";
            }
            out.raw("</p>\n");
        }
        refs(out, finding.control().refs());
        out.raw("</div>\n</details>\n");
    }

    private static void evidence(Markup out, Finding finding) {
        List<Evidence> all = finding.evidence();
        if (all.isEmpty()) {
            return;
        }
        out.raw("<div class=\"scroll\"><table>\n<thead><tr><th>Fact<th>Value<th>Source</thead>\n<tbody>\n");
        for (Evidence evidence : all) {
            out.raw("<tr><td><code>");
            fact(out, evidence.fact());
            out.raw("</code><td><code>");
            out.text(Sentences.value(evidence), LONGEST_VALUE).raw("</code><td>");
            out.text(evidence.source());
            for (Overridden loser : evidence.overrode()) {
                out.raw("<div class=\"lost\">overrides <code>").text(Values.text(loser.value()), LONGEST_VALUE);
                out.raw("</code> in ").text(loser.source()).raw("</div>");
            }
            out.raw("\n");
        }
        out.raw("</tbody>\n</table></div>\n");
        if (finding.omitted() > 0) {
            out.raw("<p class=\"lost\">and ").text(finding.omitted()).raw(" more</p>\n");
        }
    }

    /** A fact's path, which may be broken after its dots. */
    private static void fact(Markup out, String path) {
        int start = 0;
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', start)) {
            out.text(path.substring(start, dot + 1)).raw("<wbr>");
            start = dot + 1;
        }
        out.text(path.substring(start));
    }

    private static void refs(Markup out, Map<String, List<String>> refs) {
        if (refs.isEmpty()) {
            return;
        }
        out.raw("<p class=\"refs\">");
        for (Map.Entry<String, List<String>> ref : refs.entrySet()) {
            for (String id : ref.getValue()) {
                out.raw("<span>").text(ref.getKey() + " " + id).raw("</span> ");
            }
        }
        out.raw("</p>\n");
    }

    private static void errors(Markup out, List<Report.Gap> errors) {
        if (errors.isEmpty()) {
            return;
        }
        out.raw("<section class=\"errors\"><h2>Could not be looked at</h2>\n<ul>\n");
        for (Report.Gap error : errors) {
            out.raw("<li><code>").text(error.source()).raw("</code> ").text(error.message());
            out.text(" (" + error.probe() + ")").raw("\n");
        }
        out.raw("</ul></section>\n");
    }

    private static String hostName(Report.Host host) {
        return host.name().isEmpty() ? "this host" : host.name();
    }

    private static String name(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String styleSheet() {
        try (InputStream in = HtmlFormat.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("the resource report.css is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
