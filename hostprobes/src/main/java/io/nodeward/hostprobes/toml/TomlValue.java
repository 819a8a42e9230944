package io.nodeward.hostprobes.toml;

import java.util.List;

/** A value of a document, which knows the line on which it begins. Immutable. */
public sealed interface TomlValue permits TomlValue.Scalar, TomlValue.Items, TomlTable {

    /** Counted from 1. */
    int line();

    /** Neither list nor table. */
    sealed interface Scalar extends TomlValue permits Text, Whole, Decimal, Bool, Moment {}

    /** A string of any of the four kinds, its escapes resolved. */
    record Text(String text, int line) implements Scalar {}

    record Whole(long number, int line) implements Scalar {}

    record Decimal(double number, int line) implements Scalar {}

    record Bool(boolean value, int line) implements Scalar {}

    /** A date, a time or both, as it is written. */
    record Moment(String text, int line) implements Scalar {}

    /** An array; the tables of {@code [[name]]} are one too. */
    record Items(List<TomlValue> values, int line) implements TomlValue {
        public Items {
            values = List.copyOf(values);
        }
    }
}
