package io.nodeward.journal;

import io.nodeward.journal.files.HostFiles;
import java.util.HashMap;
import java.util.Map;

/** What a step has to work with. For one thread at a time. */
public final class StepContext {

    private final Transaction transaction;
    private final HostChanges changes;
    private final Map<String, String> details = new HashMap<>();

    StepContext(Transaction transaction, HostFiles files, String step) {
        this.transaction = transaction;
        this.changes = new HostChanges(transaction, files, step);
    }

    /** The transaction, for checkpoints and to see what earlier steps recorded. */
    public Transaction transaction() {
        return transaction;
    }

    /** Changes files so that they can be put back. */
    public HostChanges changes() {
        return changes;
    }

    /** Adds a detail to the record that the step is done; never a secret. */
    public void detail(String name, String value) {
        details.put(name, value);
    }

    Map<String, String> details() {
        return details;
    }
}
