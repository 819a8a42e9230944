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

    /** The same value with a longer history. */
    ConfigValue with(List<Overridden> overrode);

    /** One name and its value. */
    record Member(String name, ConfigValue value) {}

    /** An object; JSON may have a name twice, and both count. */
    record Members(List<Member> members, String source, List<Overridden> overrode) implements ConfigValue {
        @Override
        public Members with(List<Overridden> more) {
            return new Members(members, source, more);
        }
    }

    /** An array. */
    record Items(List<ConfigValue> items, String source, List<Overridden> overrode) implements ConfigValue {
        @Override
        public Items with(List<Overridden> more) {
            return new Items(items, source, more);
        }
    }

    /**
     * Anything else.
     *
     * @param value Boolean, Long, Double, String, Duration or null
     */
    record Leaf(@Nullable Object value, String source, List<Overridden> overrode) implements ConfigValue {
        @Override
        public Leaf with(List<Overridden> more) {
            return new Leaf(value, source, more);
        }
    }

    /** Whether it is null, which mostly means that it is not there. */
    default boolean none() {
        return this instanceof Leaf leaf && leaf.value() == null;
    }

    /**
     * Applies a merge patch (RFC 7386): members replace members, null removes, everything else replaces as a whole. The
     * result's members are sorted, as Go writes a JSON object.
     */
    static ConfigValue merge(@Nullable ConfigValue target, ConfigValue patch) {
        if (!(patch instanceof Members additions)) {
            return target == null ? patch : patch.over(target);
        }
        Map<String, ConfigValue> merged = new TreeMap<>();
        if (target instanceof Members old) {
            for (Member member : old.members()) {
                merged.put(member.name(), member.value());
            }
        }
        for (Member member : additions.members()) {
            if (member.value().none()) {
                merged.remove(member.name());
            } else {
                merged.put(member.name(), merge(merged.get(member.name()), member.value()));
            }
        }
        List<Member> members = new ArrayList<>(merged.size());
        merged.forEach((name, value) -> members.add(new Member(name, value)));
        return new Members(members, patch.source(), List.of());
    }

    /** This value, which takes the place of another one. */
    default ConfigValue over(ConfigValue lost) {
        if (lost instanceof Members) {
            // its members have sources of their own and are gone as a whole
            return this;
        }
        List<Overridden> all = new ArrayList<>();
        all.add(new Overridden(lost.plain(), lost.source()));
        all.addAll(lost.overrode());
        return with(all);
    }

    /** The value without its sources, as a fact may hold it; null becomes the text {@code null}. */
    default Object plain() {
        return switch (this) {
            case Leaf leaf -> leaf.value() == null ? "null" : leaf.value();
            case Items items -> {
                List<Object> list = new ArrayList<>();
                for (ConfigValue item : items.items()) {
                    list.add(item.plain());
                }
                yield list;
            }
            case Members members -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (Member member : members.members()) {
                    map.put(member.name(), member.value().plain());
                }
                yield map;
            }
        };
    }
}
