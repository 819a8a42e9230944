package io.nodeward.profiles.expression;

import io.nodeward.hostprobes.facts.Many;
import java.util.List;

/** A list as an expression sees it. Immutable. */
public abstract sealed class Items {

    /** How many there are. */
    public abstract int size();

    /** The value at a place that exists. */
    abstract Value get(int index);

    /** The facts that say which items there are, as far as the items do not show it themselves. */
    abstract Trace basis();

    /** The facts that say that there are these items and no others. */
    public abstract Trace count();

    /** Facts, each with its own source. */
    static final class Nodes extends Items {
        private final Place list;
        private final Many many;

        Nodes(Place list, Many many) {
            this.list = list;
            this.many = many;
        }

        @Override
        public int size() {
            return many.items().size();
        }

        @Override
        Value get(int index) {
            Many.Item item = many.items().get(index);
            return Value.read(list.item(item.key(), item.node()));
        }

        /** The only item, under a name of its own. */
        Value alone(String name) {
            return Value.read(Place.top(name, many.items().getFirst().node()));
        }

        @Override
        Trace basis() {
            return many.items().isEmpty() ? list : Trace.NOTHING;
        }

        @Override
        public Trace count() {
            return list;
        }
    }

    /** The list that one fact or constant holds. */
    static final class Raw extends Items {
        private final List<?> values;
        private final Trace trace;

        Raw(List<?> values, Trace trace) {
            this.values = values;
            this.trace = trace;
        }

        List<?> values() {
            return values;
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        Value get(int index) {
            return Value.of(values.get(index), trace);
        }

        @Override
        Trace basis() {
            return trace;
        }

        @Override
        public Trace count() {
            return trace;
        }
    }

    /** A list that an expression made. */
    static final class Made extends Items {
        private final List<Value> values;
        private final Trace basis;

        Made(List<Value> values, Trace basis) {
            this.values = values;
            this.basis = basis;
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        Value get(int index) {
            return values.get(index);
        }

        @Override
        Trace basis() {
            return basis;
        }

        @Override
        public Trace count() {
            return basis;
        }
    }
}
