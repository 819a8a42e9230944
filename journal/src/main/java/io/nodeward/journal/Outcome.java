package io.nodeward.journal;

import java.util.Locale;

/** How a transaction ended. */
public enum Outcome {
    /** All that it was asked to do is done. */
    DONE,
    /** All that it had done is undone. */
    UNDONE,
    /** Neither; the reason stands beside it. */
    FAILED;

    /** As it stands in the file. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
