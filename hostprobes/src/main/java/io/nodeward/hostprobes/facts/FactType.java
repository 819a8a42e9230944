package io.nodeward.hostprobes.facts;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What kind of value a fact has. Immutable, safe for any thread; {@code toString} is the spelling of the schema. */
public sealed interface FactType {

    /** A single value: Boolean, Long, Double, String, Duration, Instant. */
    enum Scalar implements FactType {
        BOOL,
        INT,
        DOUBLE,
        STRING,
        DURATION,
        TIMESTAMP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A {@link Many}, or a {@link Known} that holds a List. */
    record ListOf(FactType element) implements FactType {
        @Override
        public String toString() {
            return "list(" + element + ")";
        }
    }

    /** A {@link Known} that holds a Map, or a {@link Group} whose names are the keys. */
    record MapOf(FactType value) implements FactType {
        @Override
        public String toString() {
            return "map(" + value + ")";
        }
    }

    /** A {@link Group} with these fields. Two structs are the same when they are the same object. */
    final class Struct implements FactType {
        private final String name;
        private final String doc;
        private final SequencedMap<String, Field> fields = new LinkedHashMap<>();

        Struct(String name, String doc) {
            this.name = name;
            this.doc = doc;
        }

        void add(Field field) {
            fields.put(field.name(), field);
        }

        public String name() {
            return name;
        }

        public String doc() {
            return doc;
        }

        /** Returns the field, or null when there is none of that name. */
        public @Nullable Field field(String field) {
            return fields.get(field);
        }

        /** All fields, in the order of the schema. */
        public Collection<Field> fields() {
            return Collections.unmodifiableCollection(fields.values());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A named fact.
     *
     * @param doc one line for a person
     * @param optional whether a {@link Group} may lack it, which then means that it is certainly not set
     */
    record Field(String name, FactType type, String doc, boolean optional) {}
}
