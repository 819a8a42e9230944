package io.nodeward.hostprobes.yaml;

/**
 * Something wrong in a file that a person wrote.
 *
 * @param file its path or name
 * @param line from 1; 0 when the whole file is meant
 * @param message what is wrong and, where that is clear, what to do
 */
public record Problem(String file, int line, String message) {

    /** {@code file:line: message}. */
    @Override
    public String toString() {
        return (line > 0 ? file + ":" + line : file) + ": " + message;
    }
}
