package io.nodeward.agent.report;

import io.nodeward.agent.text.Paragraphs;
import io.nodeward.agent.text.Plain;
import io.nodeward.agent.text.Values;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.profiles.Evidence;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Severity;
import io.nodeward.profiles.Verdict;
import io.nodeward.profiles.Waiver;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The report for a person at a terminal: worst first, then one line that sums it up. What is well is only counted. */
final class TextFormat implements Format {

    private static final String INDENT = "    ";
    private static final int EVIDENCE = 10;
    private static final int LONGEST_VALUE = 300;
    private static final int LONGEST_SENTENCE = 3000;

    @Override
    public byte[] write(Report report, Style style) {
        Paragraphs out = new Paragraphs(style.width());
        for (Finding finding : report.findings()) {
            if (style.verbose() || shown(finding.verdict())) {
                finding(out, finding, style);
                out.gap();
            }
        }
        for (Report.Gap error : report.errors()) {
            out.wrap(
                    "could not look: ",
                    INDENT.length(),
                    clean(error.source()) + ": " + clean(error.message()) + " (" + clean(error.probe()) + ")");
        }
        if (!report.errors().isEmpty()) {
            out.gap();
        }
        if (report.comparison() != null) {
            comparison(out, report.comparison());
            out.gap();
        }
        out.wrap("", INDENT.length(), clean(Sentences.host(report.host())) + ": " + Sentences.counts(report));
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean compares() {
        return true;
    }

    private static boolean shown(Verdict verdict) {
        return verdict != Verdict.PASS && verdict != Verdict.NOT_APPLICABLE;
    }

    private static void finding(Paragraphs out, Finding finding, Style style) {
        // what somebody accepted needs no second look
        boolean details = style.verbose() || finding.verdict() != Verdict.WAIVED;
        Color color = style.color() ? Color.of(finding) : Color.NONE;
        String head = finding.verdict().name().replace('_', ' ') + " "
                + finding.control().severity().label();
        out.colored(color.start, head, color.end);
        out.wrap("  ", INDENT.length(), clean(finding.control().title()));
        String refs = Sentences.refs(finding);
        out.wrap(INDENT, clean(finding.control().id()) + (refs.isEmpty() ? "" : ": " + clean(refs)));
        if (!finding.reason().isEmpty()) {
            out.wrap(INDENT, sentence(finding.reason()));
        }
        Waiver waiver = finding.waiver();
        if (waiver != null) {
            out.wrap(
                    INDENT + "waived by ",
                    INDENT.length() * 2,
                    clean(waiver.owner()) + " until " + waiver.expires() + ": " + clean(waiver.reason()));
        }
        if (details) {
            evidence(out, finding, style.verbose());
        }
        if (details && finding.verdict() != Verdict.PASS && finding.verdict() != Verdict.NOT_APPLICABLE) {
            if (!finding.remedy().isEmpty()) {
                String label = "mend: ";
                for (String line : finding.remedy().split("\n")) {
                    out.wrap(INDENT + label, INDENT.length() * 2, sentence(line));
                    label = INDENT;
                }
            }
        }
    }

    private static void evidence(Paragraphs out, Finding finding, boolean verbose) {
        List<Evidence> all = finding.evidence();
        int most = verbose ? all.size() : Math.min(all.size(), EVIDENCE);
        for (Evidence evidence : all.subList(0, most)) {
            out.wrap(
                    INDENT + "found: ",
                    INDENT.length() * 2,
                    clean(evidence.fact()) + " = " + clean(Sentences.value(evidence)));
            String source = evidence.source();
            if (!source.isEmpty()) {
                out.wrap(INDENT + INDENT + "in ", INDENT.length() * 3, clean(source));
            }
            for (Overridden loser : evidence.overrode()) {
                out.wrap(
                        INDENT + INDENT + "overrides ",
                        INDENT.length() * 3,
                        clean(Values.text(loser.value())) + " in " + clean(loser.source()));
            }
        }
        if (most < all.size()) {
            out.line(INDENT + "and " + (all.size() - most + finding.omitted()) + " more; --verbose shows them");
        } else if (finding.omitted() > 0) {
            out.line(INDENT + "and " + finding.omitted() + " more");
        }
    }

    private static void comparison(Paragraphs out, Comparison comparison) {
        out.wrap(
                "",
                INDENT.length(),
                "since " + clean(comparison.since()) + ": "
                        + comparison.appeared().size() + " new, "
                        + comparison.fixed().size() + " fixed, "
                        + comparison.changed().size() + " changed");
        changes(out, "new", comparison.appeared());
        changes(out, "fixed", comparison.fixed());
        changes(out, "changed", comparison.changed());
    }

    private static void changes(Paragraphs out, String what, List<Comparison.Change> changes) {
        for (Comparison.Change change : changes) {
            String was = change.was() == null ? "not judged" : clean(change.was());
            String now = change.now() == null ? "not judged" : clean(change.now());
            out.wrap(INDENT + what + " ", INDENT.length() * 2, clean(change.control()) + ": " + was + " -> " + now);
        }
    }

    private static String sentence(String text) {
        return Plain.line(text, LONGEST_SENTENCE);
    }

    private static String clean(String text) {
        return Plain.line(text, LONGEST_VALUE);
    }

    /** Colour of a finding's head. The words say the same without it. */
    private enum Color {
        NONE("", ""),
        GRAVE("\033[1;31m", "\033[0m"),
        BAD("\033[33m", "\033[0m"),
        OPEN("\033[36m", "\033[0m"),
        WELL("\033[32m", "\033[0m");

        private final String start;
        private final String end;

        Color(String start, String end) {
            this.start = start;
            this.end = end;
        }

        static Color of(Finding finding) {
            return switch (finding.verdict()) {
                case FAIL -> finding.control().severity().compareTo(Severity.HIGH) <= 0 ? GRAVE : BAD;
                case UNKNOWN -> BAD;
                case MANUAL, WAIVED -> OPEN;
                case PASS, NOT_APPLICABLE -> WELL;
            };
        }
    }
}
