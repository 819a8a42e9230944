package io.nodeward.hostprobes.facts;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Facts that belong together, by name. Children may be computed when first asked for; asking never reads the host. */
public final class Group implements Node {

    private final Collection<String> names;
    private final Function<String, @Nullable Node> lookup;

    private Group(Collection<String> names, Function<String, @Nullable Node> lookup) {
        this.names = names;
        this.lookup = lookup;
    }

    /** A group whose children exist already. */
    public static Group of(SequencedMap<String, Node> children) {
        Map<String, Node> copy = new LinkedHashMap<>(children);
        return new Group(copy.keySet(), copy::get);
    }

    /** A group whose children are computed by {@code lookup}, which must give the same answer each time and never block. */
    public static Group lazy(Collection<String> names, Function<String, @Nullable Node> lookup) {
        return new Group(names, lookup);
    }

    /** Starts a group. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the child, or null when the group has none of that name. */
    public @Nullable Node get(String name) {
        return lookup.apply(name);
    }

    /** All names, in the order in which they are shown. */
    public Collection<String> names() {
        return names;
    }

    /** Collects children. Not safe for several threads. */
    public static final class Builder {
        private final SequencedMap<String, Node> children = new LinkedHashMap<>();

        private Builder() {}

        public Builder put(String name, Node node) {
            children.put(name, node);
            return this;
        }

        public Builder put(String name, Object value, String source) {
            return put(name, new Known(value, source));
        }

        public Group build() {
            return Group.of(children);
        }
    }
}
