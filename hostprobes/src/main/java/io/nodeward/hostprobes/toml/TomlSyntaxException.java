package io.nodeward.hostprobes.toml;

/** A text that is not TOML. The message never quotes the text, which may hold a password. */
public final class TomlSyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    TomlSyntaxException(String problem, int line) {
        super(problem);
        this.line = line;
    }

    /** What is wrong, as the end of a sentence: {@code is not TOML: a key stands there twice}. */
    public String problem() {
        return "is not TOML: " + getMessage();
    }

    /** Where, counted from 1; 0 when no single line is to blame. */
    public int line() {
        return line;
    }
}
