package io.nodeward.agent.report;

import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What changed since an earlier report: what fails now and did not, what failed and is well now, and every other verdict
 * that is not what it was.
 *
 * @param since when the earlier audit started
 */
public record Comparison(String since, List<Change> appeared, List<Change> fixed, List<Change> changed) {

    /**
     * One control's verdicts.
     *
     * @param was null when the earlier report had no such control
     * @param now null when this one has none
     */
    public record Change(
            String control, @Nullable String was, @Nullable String now) {}

    /** Compares the findings of now with an earlier report. */
    static Comparison of(EarlierReport earlier, List<Finding> findings) {
        List<Change> appeared = new ArrayList<>();
        List<Change> fixed = new ArrayList<>();
        List<Change> changed = new ArrayList<>();
        Map<String, String> gone = new TreeMap<>(earlier.verdicts());
        for (Finding finding : findings) {
            String was = gone.remove(finding.control().id());
            Verdict now = finding.verdict();
            if (now.name().equals(was)) {
                continue;
            }
            Change change = new Change(finding.control().id(), was, now.name());
            if (now == Verdict.FAIL) {
                appeared.add(change);
            } else if (Verdict.FAIL.name().equals(was) && (now == Verdict.PASS || now == Verdict.NOT_APPLICABLE)) {
                fixed.add(change);
            } else {
                changed.add(change);
            }
        }
        gone.forEach((control, was) -> changed.add(new Change(control, was, null)));
        return new Comparison(earlier.startedAt(), appeared, fixed, changed);
    }
}
