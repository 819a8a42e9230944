package io.nodeward.profiles.authoring;

import io.nodeward.hostprobes.yaml.Problem;
import io.nodeward.hostprobes.yaml.ProblemsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects mistakes, so that all are named at once. Not safe for several threads. */
public final class Problems {

    private final List<Problem> problems = new ArrayList<>();

    /** Notes a mistake. */
    public void add(String file, int line, String message) {
        Problem problem = new Problem(file, line, message);
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    /** Notes mistakes that were found elsewhere. */
    public void addAll(List<Problem> more) {
        problems.addAll(more);
    }

    /** How many there are so far. */
    public int count() {
        return problems.size();
    }

    /** Throws if anything was noted, by file and line. */
    public void throwIfAny() throws ProblemsException {
        if (!problems.isEmpty()) {
            List<Problem> sorted = new ArrayList<>(problems);
            sorted.sort(Comparator.comparing(Problem::file).thenComparingInt(Problem::line));
            throw new ProblemsException(sorted);
        }
    }
}
