package io.nodeward.hostprobes.kubernetes.goyaml;

/** A text that every decoder of Kubernetes refuses. The message never quotes the text. */
public final class GoYamlException extends Exception {

    private static final long serialVersionUID = 1;

    private final int line;

    GoYamlException(int line, String problem) {
        super(new Problem(problem, line).described());
        this.line = line;
    }

    GoYamlException(int line, String described, Throwable cause) {
        super(described, cause);
        this.line = line;
    }

    /** The line, from 1; 0 when the whole text is meant. */
    public int line() {
        return line;
    }
}
