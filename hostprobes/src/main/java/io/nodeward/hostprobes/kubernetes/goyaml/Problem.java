package io.nodeward.hostprobes.kubernetes.goyaml;

/**
 * Something that a decoder objects to.
 *
 * @param text what, as a sentence without its capital; names fields but never quotes a value
 * @param line where, from 1; 0 when the whole document is meant
 */
public record Problem(String text, int line) {

    /** Both in one: {@code line 4: …}. */
    public String described() {
        return line > 0 ? "line " + line + ": " + text : text;
    }
}
