package io.nodeward.agent.report;

import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one audit found. Immutable.
 *
 * @param baselines ids of those that were asked for
 * @param findings worst first, whatever order they come in
 * @param errors what could not be looked at
 * @param comparison what changed since an earlier report, null when none was named
 */
public record Report(
        Host host,
        List<String> baselines,
        Instant startedAt,
        long durationMillis,
        List<Finding> findings,
        List<Gap> errors,
        @Nullable Comparison comparison) {

    public Report {
        baselines = List.copyOf(baselines);
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(new WorstFirst());
        findings = List.copyOf(sorted);
        errors = List.copyOf(errors);
    }

    /** How many findings have this verdict. */
    public int count(Verdict verdict) {
        int count = 0;
        for (Finding finding : findings) {
            if (finding.verdict() == verdict) {
                count++;
            }
        }
        return count;
    }

    /** The same report beside an earlier one. */
    public Report with(Comparison since) {
        return new Report(host, baselines, startedAt, durationMillis, findings, errors, since);
    }

    /**
     * The host that was looked at.
     *
     * @param name its host name, empty when it is not known
     * @param root the directory that was its {@code /}
     * @param kubernetes whether anything of Kubernetes was found
     * @param version of Kubernetes, null when there is none or it is not known
     * @param distribution of Kubernetes, null as well
     * @param roles of the node
     */
    public record Host(
            String name,
            String root,
            boolean live,
            boolean kubernetes,
            @Nullable String version,
            @Nullable String distribution,
            List<String> roles) {
        public Host {
            roles = List.copyOf(roles);
        }
    }

    /** Something that a probe could not look at. */
    public record Gap(String probe, String source, String message) {}

    private static final class WorstFirst implements Comparator<Finding> {
        @Override
        public int compare(Finding a, Finding b) {
            int byVerdict = a.verdict().compareTo(b.verdict());
            return byVerdict != 0
                    ? byVerdict
                    : a.control().severity().compareTo(b.control().severity());
        }
    }
}
