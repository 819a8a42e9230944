package io.nodeward.agent.audit;

import io.nodeward.agent.report.Report;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Severity;

/** Whether a report lets an audit end well. */
public final class Outcome {

    private Outcome() {}

    /** Whether nothing of severity {@code failOn} or worse fails or is unknown without excuse. */
    public static boolean holds(Report report, Severity failOn, boolean unknownOk) {
        for (Finding finding : report.findings()) {
            if (finding.control().severity().atLeast(failOn)) {
                switch (finding.verdict()) {
                    case FAIL -> {
                        return false;
                    }
                    case UNKNOWN -> {
                        if (!unknownOk && !finding.expected()) {
                            return false;
                        }
                    }
                    default -> {}
                }
            }
        }
        return true;
    }
}
