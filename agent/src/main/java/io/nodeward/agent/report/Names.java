package io.nodeward.agent.report;

import io.nodeward.profiles.Severity;
import io.nodeward.profiles.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Words for severities and verdicts. */
public final class Names {

    private Names() {}

    /** All severities, the worst first. */
    public static List<String> severities() {
        List<String> labels = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            labels.add(severity.label());
        }
        return labels;
    }

    /** What follows a count of findings with this verdict: {@code 3 failed}. */
    static String counted(Verdict verdict) {
        return switch (verdict) {
            case FAIL -> "failed";
            case UNKNOWN -> "unknown";
            case MANUAL -> "manual";
            case WAIVED -> "waived";
            case PASS -> "passed";
            case NOT_APPLICABLE -> "not applicable";
        };
    }
}
