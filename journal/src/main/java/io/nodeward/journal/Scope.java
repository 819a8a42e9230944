package io.nodeward.journal;

import java.util.Locale;

/** How much of a path is saved before it is changed. */
enum Scope {
    /** Everything. */
    ALL,
    /** Mode, owner and attributes: the content stays. */
    ACCESS;

    /** As it stands in the file. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Scope of(String text) {
        return text.equals(ACCESS.text()) ? ACCESS : ALL;
    }
}
