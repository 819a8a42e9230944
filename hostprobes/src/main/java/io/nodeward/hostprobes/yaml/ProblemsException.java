package io.nodeward.hostprobes.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** Files that a person wrote have mistakes; all of them are named at once. The message has a line for each. */
public final class ProblemsException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    public ProblemsException(List<Problem> problems) {
        this.problems = List.copyOf(problems);
    }

    @Override
    public String getMessage() {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    /** The mistakes, in the order in which they were found; at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
