package io.nodeward.journal;

/**
 * One step of a transaction. It has to be idempotent: after a kill it is run again from its beginning, and may find any part
 * of its work done. Files are changed through {@link StepContext#changes()}, whose methods are that.
 */
public interface Step {

    /** Names it within its transaction, and for whoever resumes that: always the same for the same work. */
    String id();

    /** What it does, for people: "Set kernel.kptr_restrict to 2". */
    String title();

    /**
     * Does it.
     *
     * @throws Exception if it cannot be done; the message of a checked one is written for people and holds no secret, since
     *     it goes to the journal
     */
    void run(StepContext context) throws Exception;

    /**
     * Undoes what is not a file; the files that were changed through the context are as they were before when this is called,
     * so that what remains is, for example, to load them again. Idempotent too: it may find that the step was never run to its
     * end, or is undone in part.
     *
     * @throws Exception as {@link #run}
     */
    default void undo(StepContext context) throws Exception {}
}
