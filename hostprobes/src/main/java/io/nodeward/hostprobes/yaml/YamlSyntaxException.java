package io.nodeward.hostprobes.yaml;

/** A text is not YAML, or more than we read. The message says where, and never quotes the text: it may hold secrets. */
public final class YamlSyntaxException extends Exception {

    private static final long serialVersionUID = 1;

    private final int line;
    private final String problem;

    YamlSyntaxException(int line, String problem) {
        super(line > 0 ? "line " + line + ": " + problem : problem);
        this.line = line;
        this.problem = problem;
    }

    /** What is wrong, as the end of a sentence that begins with the file. */
    public String problem() {
        return line > 0 ? problem + " (line " + line + ")" : problem;
    }

    /** The same as a mistake in a file. */
    public Problem in(String file) {
        return new Problem(file, line, problem);
    }

    /** The line, from 1; 0 when the whole text is meant. */
    public int line() {
        return line;
    }
}
