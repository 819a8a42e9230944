package io.nodeward.agent.report;

import io.nodeward.agent.text.Values;
import io.nodeward.profiles.Evidence;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Severity;
import io.nodeward.profiles.Verdict;
import java.util.List;
import java.util.Map;

/** Pieces of text that several formats for people share. Hostile text is in them as it came; a format cleans it. */
final class Sentences {

    private Sentences() {}

    /** {@code n1: kubeadm v1.36.3, control-plane and worker}. */
    static String host(Report.Host host) {
        StringBuilder out = new StringBuilder(host.name().isEmpty() ? "this host" : host.name());
        if (!host.live()) {
            out.append(" below ").append(host.root());
        }
        if (host.version() != null) {
            out.append(", ");
            if (host.distribution() != null && !host.distribution().equals("unknown")) {
                out.append(host.distribution()).append(' ');
            }
            out.append("Kubernetes ").append(host.version());
        }
        if (host.version() == null && host.kubernetes()) {
            out.append(", Kubernetes of an unknown version");
        }
        if (!host.roles().isEmpty()) {
            out.append(" (").append(String.join(", ", host.roles())).append(')');
        } else if (host.version() == null && !host.kubernetes()) {
            out.append(", no Kubernetes");
        }
        return out.toString();
    }

    /** {@code 3 failed (1 critical, 2 high), 1 unknown, 90 passed}; verdicts that do not occur are left out. */
    static String counts(Report report) {
        StringBuilder out = new StringBuilder();
        for (Verdict verdict : Verdict.values()) {
            int count = report.count(verdict);
            if (count > 0) {
                out.append(out.isEmpty() ? "" : ", ").append(count).append(' ').append(Names.counted(verdict));
                if (verdict == Verdict.FAIL) {
                    severities(out, report);
                }
            }
        }
        return out.isEmpty() ? "nothing was judged" : out.toString();
    }

    private static void severities(StringBuilder out, Report report) {
        String separator = " (";
        for (Severity severity : Severity.values()) {
            int count = 0;
            for (Finding finding : report.findings()) {
                if (finding.verdict() == Verdict.FAIL && finding.control().severity() == severity) {
                    count++;
                }
            }
            if (count > 0) {
                out.append(separator).append(count).append(' ').append(severity.label());
                separator = ", ";
            }
        }
        out.append(')');
    }

    /** {@code cis-k8s-1.12 4.2.1, cis-k8s-2.0 4.2.1}. */
    static String refs(Finding finding) {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, List<String>> ref : finding.control().refs().entrySet()) {
            for (String id : ref.getValue()) {
                out.append(out.isEmpty() ? "" : ", ")
                        .append(ref.getKey())
                        .append(' ')
                        .append(id);
            }
        }
        return out.toString();
    }

    /** What was found in place of a fact: its value, that it is not set, or why it is unknown. */
    static String value(Evidence evidence) {
        if (evidence.unknown() != null) {
            return "unknown: " + evidence.unknown();
        }
        return evidence.value() == null ? "not set" : Values.text(evidence.value());
    }
}
