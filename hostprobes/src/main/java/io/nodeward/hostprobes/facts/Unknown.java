package io.nodeward.hostprobes.facts;

/**
 * There is a value, but it could not be found out.
 *
 * @param reason why, as the end of a sentence for a person: {@code permission denied}
 * @param source what would have told it
 * @param expected true where the evidence could not have been there (an offline root asked for a live value), so that
 *     nobody is to blame; false where it should have been readable
 */
public record Unknown(String reason, String source, boolean expected) implements Node {

    public Unknown(String reason, String source) {
        this(reason, source, false);
    }
}
