package io.nodeward.journal;

import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFileException.Reason;
import io.nodeward.journal.files.HostFiles;
import java.util.LinkedHashSet;
import java.util.Set;

/** Half-made files that a killed run left in the directories that its transaction changes. */
final class StaleFiles {

    private StaleFiles() {}

    static void remove(Transaction transaction, HostFiles files) throws HostFileException {
        Set<String> directories = new LinkedHashSet<>();
        for (Saved saved : Saved.of(transaction.history())) {
            directories.add(saved.path().substring(0, saved.path().lastIndexOf('/') + 1));
        }
        for (String directory : directories) {
            try {
                files.removeStale(directory);
            } catch (HostFileException e) {
                // a directory that was removed holds none
                if (e.reason() != Reason.ABSENT && e.reason() != Reason.READ_ONLY) {
                    throw e;
                }
            }
        }
    }
}
