package io.nodeward.hostprobes.kubernetes.config;

/**
 * A field of a configuration kind in one range of versions.
 *
 * @param path dotted: {@code authentication.anonymous.enabled}
 * @param type Go's type: {@code *bool}, {@code duration}, {@code []string}, {@code object} …
 * @param fallback what defaulting makes of it when it is not set, empty for nothing
 */
public record ConfigField(String path, String type, String fallback, int since, int until) {

    boolean in(int minor) {
        return since <= minor && minor <= until;
    }

    /** Whether zero is a value of its own and does not mean that the field is not set. */
    boolean pointer() {
        return type.startsWith("*");
    }

    String base() {
        return pointer() ? type.substring(1) : type;
    }

    boolean object() {
        return base().equals("object");
    }
}
