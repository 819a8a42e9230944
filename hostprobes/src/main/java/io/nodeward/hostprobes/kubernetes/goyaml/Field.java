package io.nodeward.hostprobes.kubernetes.goyaml;

import org.jspecify.annotations.Nullable;

/** What came of asking for a field. */
public sealed interface Field<T> {

    /** Where its value stands; for an absent field, where the object begins that lacks it. */
    int line();

    /** It has a value. */
    record Present<T>(T value, int line) implements Field<T> {}

    /** It is left out, or null, which means the same. */
    record Absent<T>(int line) implements Field<T> {}

    /** It has a value of another type: every decoder refuses the document. The problem names the field, not the value. */
    record Wrong<T>(String problem, int line) implements Field<T> {}

    /** The value, or {@code fallback} when there is none of its type. */
    default T or(T fallback) {
        return this instanceof Present<T>(T value, int _) ? value : fallback;
    }

    /** The value, or null when there is none of its type. */
    default @Nullable T orNull() {
        return this instanceof Present<T>(T value, int _) ? value : null;
    }

    /** Whether it has a value. */
    default boolean present() {
        return this instanceof Present;
    }
}
