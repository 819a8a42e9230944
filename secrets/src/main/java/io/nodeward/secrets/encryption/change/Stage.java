package io.nodeward.secrets.encryption.change;

import java.util.Locale;

/** A configuration that a change goes through, in this order; a rollback goes through them backwards. */
enum Stage {
    /** As it was before. */
    BEFORE,
    /** What is new can be read. */
    READABLE,
    /** What is new writes. */
    WRITING,
    /** What nobody needs any more is gone. */
    RETIRED;

    /** The step that puts it in force, and the name of its file. */
    String step() {
        return name().toLowerCase(Locale.ROOT);
    }
}
