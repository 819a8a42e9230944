package io.nodeward.hostprobes.pki;

import java.util.Objects;

/** Bytes are not what they should be. The message never quotes them: they may be a key. */
final class MalformedException extends Exception {

    private static final long serialVersionUID = 1;

    /** @param problem the end of a sentence for a person, of our own words only */
    MalformedException(String problem) {
        super(problem, null, false, false);
    }

    /** The end of a sentence for a person. */
    String problem() {
        return Objects.requireNonNull(getMessage());
    }
}
