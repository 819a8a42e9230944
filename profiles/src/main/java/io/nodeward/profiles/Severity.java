package io.nodeward.profiles;

import org.jspecify.annotations.Nullable;

/** How bad a FAIL is. The order is from the worst down, and part of the compiled form. */
public enum Severity {
    CRITICAL("critical"),
    HIGH("high"),
    MEDIUM("medium"),
    LOW("low");

    private final String label;

    Severity(String label) {
        this.label = label;
    }

    /** As it is written in files and reports. */
    public String label() {
        return label;
    }

    /** Whether this is as bad as the other one or worse. */
    public boolean atLeast(Severity other) {
        return compareTo(other) <= 0;
    }

    /** Returns the severity of a label, or null when there is none. */
    public static @Nullable Severity of(String label) {
        for (Severity severity : values()) {
            if (severity.label.equals(label)) {
                return severity;
            }
        }
        return null;
    }
}
