package io.nodeward.profiles.expression;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map with text keys as an expression sees it: one fact that holds a Map, or a Group of facts. Immutable. */
final class Entries {

    private final @Nullable Map<?, ?> map;
    private final @Nullable Group group;
    private final @Nullable Place place;
    private final Trace trace;

    private Entries(@Nullable Map<?, ?> map, @Nullable Group group, @Nullable Place place, Trace trace) {
        this.map = map;
        this.group = group;
        this.place = place;
        this.trace = trace;
    }

    /** @param place the fact that is this map; null for a map inside of another value */
    static Entries of(Map<?, ?> map, @Nullable Place place, Trace trace) {
        return new Entries(map, null, place, trace);
    }

    /** A map of which every entry is a fact of its own. */
    static Entries of(Group group, Place place) {
        return new Entries(null, group, place, place);
    }

    /** The facts that say which keys there are. */
    Trace trace() {
        return trace;
    }

    Items keys() {
        return new Items.Raw(group != null ? List.copyOf(group.names()) : List.copyOf(rawMap().keySet()), trace);
    }

    int size() {
        return group != null ? group.names().size() : rawMap().size();
    }

    boolean has(String key) {
        return group != null ? group.get(key) != null : rawMap().containsKey(key);
    }

    /** The value of a key; null when there is no such key. */
    @Nullable Value get(String key) {
        if (group != null) {
            Node child = group.get(key);
            return child == null || place == null ? null : Value.read(place.item(key, child));
        }
        Object value = rawMap().get(key);
        if (value == null) {
            return null;
        }
        return place != null && place.node() instanceof Known known
                ? Value.read(place.item(key, new Known(value, known.source())))
                : Value.of(value, trace);
    }

    private Map<?, ?> rawMap() {
        return map == null ? Map.of() : map;
    }
}
