package io.nodeward.hostprobes.kubernetes.goyaml;

import org.jspecify.annotations.Nullable;

/** Single values by the names of their types, as the tables of configuration fields have them. */
public final class TypedValue {

    private TypedValue() {}

    /**
     * Returns the value as a fact may hold it, or null when it is of another type.
     *
     * @param type see {@link GoType#named}, which must not be a struct's
     */
    public static @Nullable Object of(String type, GoValue value) {
        GoType<?> known = GoType.named(type);
        return known == null || value instanceof GoValue.Null ? null : known.decode(value);
    }

    /** What Go has in a field of the type that nothing was written to. */
    public static Object zero(String type) {
        GoType<?> known = GoType.named(type);
        if (known == null) {
            throw new IllegalArgumentException("is a struct: " + type);
        }
        return known.zero();
    }
}
