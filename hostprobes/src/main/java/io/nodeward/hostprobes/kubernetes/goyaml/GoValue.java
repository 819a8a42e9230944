package io.nodeward.hostprobes.kubernetes.goyaml;

import java.util.List;

/**
 * A value as a component's decoder gets it: what JSON can say, with aliases followed and scalars resolved. Lines count
 * from 1. No toString shows content, since it may be a secret.
 */
public sealed interface GoValue {

    /** The line on which the value stands; for an alias, that of the anchor. */
    int line();

    /** What it is, for a message: {@code a number}. */
    String kind();

    /** No value; for nearly every field the same as leaving it out. */
    record Null(int line) implements GoValue {
        @Override
        public String kind() {
            return "null";
        }
    }

    /** True or false. */
    record Bool(boolean value, int line) implements GoValue {
        @Override
        public String kind() {
            return "a boolean";
        }
    }

    /** @param text the number as JSON writes it, which decides whether it fits an integer: {@code 1.0} does not */
    record Numeral(String text, int line) implements GoValue {
        @Override
        public String kind() {
            return "a number";
        }

        @Override
        public String toString() {
            return "Numeral[line=" + line + "]";
        }
    }

    /** A string. */
    record Text(String text, int line) implements GoValue {
        @Override
        public String kind() {
            return "a string";
        }

        @Override
        public String toString() {
            return "Text[line=" + line + "]";
        }
    }

    /** A list. */
    record Items(List<GoValue> values, int line) implements GoValue {
        @Override
        public String kind() {
            return "a list";
        }

        @Override
        public String toString() {
            return "Items[size=" + values.size() + ", line=" + line + "]";
        }
    }

    /** An object. In JSON a name may occur twice, and both count; in YAML the last one has already won. */
    record Members(List<Member> members, int line) implements GoValue {
        @Override
        public String kind() {
            return "an object";
        }

        @Override
        public String toString() {
            return "Members[size=" + members.size() + ", line=" + line + "]";
        }
    }

    /** One name and its value; {@code line} is that of the name. */
    record Member(String name, GoValue value, int line) {}
}
