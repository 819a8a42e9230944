package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Overridden;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A configuration as JSON, each value with the place that it was read from and what it replaced. */
sealed interface ConfigValue {

    String source();

    List<Overridden> overrode();

    /** Members in their order. */
    record Members(Map<String, ConfigValue> members, String source, List<Overridden> overrode) implements ConfigValue {}

    /** An array. */
    record Items(List<ConfigValue> items, String source, List<Overridden> overrode) implements ConfigValue {}

    /**
     * Anything else.
     *
     * @param value Boolean, Long, Double, String or null
     */
    record Leaf(@Nullable Object value, String source, List<Overridden> overrode) implements ConfigValue {}

    /**
     * Applies a merge patch (RFC 7386): members replace members, null removes, everything else replaces as a whole. The
     * result's members are sorted, as Go writes a JSON object.
     */
    static ConfigValue merge(@Nullable ConfigValue target, ConfigValue patch) {
        if (!(patch instanceof Members additions)) {
            return replaced(target, patch);
        }
        Map<String, ConfigValue> merged = new TreeMap<>();
        if (target instanceof Members old) {
            merged.putAll(old.members());
        }
        for (Map.Entry<String, ConfigValue> entry : additions.members().entrySet()) {
            if (entry.getValue() instanceof Leaf leaf && leaf.value() == null) {
                merged.remove(entry.getKey());
            } else {
                merged.put(entry.getKey(), merge(merged.get(entry.getKey()), entry.getValue()));
            }
        }
        return new Members(merged, patch.source(), List.of());
    }

    /** Decodes one JSON object over another: members that both have are decoded one over the other, null changes nothing. */
    static ConfigValue over(ConfigValue before, ConfigValue next) {
        if (next instanceof Leaf leaf && leaf.value() == null) {
            return before;
        }
        if (!(before instanceof Members old) || !(next instanceof Members additions)) {
            return replaced(before, next);
        }
        Map<String, ConfigValue> both = new LinkedHashMap<>(old.members());
        for (Map.Entry<String, ConfigValue> entry : additions.members().entrySet()) {
            ConfigValue known = both.get(entry.getKey());
            both.put(entry.getKey(), known == null ? entry.getValue() : over(known, entry.getValue()));
        }
        return new Members(both, next.source(), List.of());
    }

    private static ConfigValue replaced(@Nullable ConfigValue target, ConfigValue value) {
        if (target == null || target instanceof Members) {
            return value;
        }
        List<Overridden> overrode = new ArrayList<>();
        overrode.add(new Overridden(plain(target), target.source()));
        overrode.addAll(target.overrode());
        return switch (value) {
            case Leaf leaf -> new Leaf(leaf.value(), leaf.source(), overrode);
            case Items items -> new Items(items.items(), items.source(), overrode);
            case Members members -> members;
        };
    }

    /** The value without its sources, as a fact may hold it; null becomes the text {@code null}. */
    static Object plain(ConfigValue value) {
        return switch (value) {
            case Leaf leaf -> leaf.value() == null ? "null" : leaf.value();
            case Items items -> {
                List<Object> list = new ArrayList<>();
                for (ConfigValue item : items.items()) {
                    list.add(plain(item));
                }
                yield list;
            }
            case Members members -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (Map.Entry<String, ConfigValue> entry : members.members().entrySet()) {
                    map.put(entry.getKey(), plain(entry.getValue()));
                }
                yield map;
            }
        };
    }
}
