package io.nodeward.journal;

/** Why something failed, as the journal keeps it. */
final class Reasons {

    private Reasons() {}

    /**
     * The message of an exception that was declared, since such are written for people; of a mistake in the program its kind
     * only, since its message may quote anything.
     */
    static String of(Exception e) {
        String message = e.getMessage();
        return e instanceof RuntimeException || message == null ? e.getClass().getSimpleName() : message;
    }
}
