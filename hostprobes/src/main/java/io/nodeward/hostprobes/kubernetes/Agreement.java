package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What several versions of a component make of one host: known where they agree, unknown where they do not. Of a list whose
 * order says nothing, what is in all of them is known to be in it.
 */
public final class Agreement {

    private final String reason;
    private final Set<String> sets;

    private Agreement(String reason, Set<String> sets) {
        this.reason = reason;
        this.sets = sets;
    }

    /**
     * Returns what all have in common.
     *
     * @param versions the facts as each version gives them, the one whose sources shall be shown first
     * @param reason why a fact on which they differ is unknown
     * @param sets names of facts that are lists of texts in no order
     */
    public static Group of(List<Group> versions, String reason, Set<String> sets) {
        return new Agreement(reason, sets).groups(versions);
    }

    private Group groups(List<Group> versions) {
        Group.Builder all = Group.builder();
        for (String name : versions.getFirst().names()) {
            List<Node> nodes = new ArrayList<>();
            for (Group version : versions) {
                Node node = version.get(name);
                if (node != null) {
                    nodes.add(node);
                }
            }
            boolean everywhere = nodes.size() == versions.size();
            Node common = everywhere ? nodes(nodes) : differing(nodes.getFirst());
            boolean set = everywhere && sets.contains(name) && common instanceof Unknown;
            all.put(name, set ? set(nodes, common) : common);
        }
        return all.build();
    }

    private Node nodes(List<Node> nodes) {
        Node first = nodes.getFirst();
        if (first instanceof Group) {
            List<Group> groups = all(nodes, Group.class);
            return groups == null ? differing(first) : groups(groups);
        }
        if (first instanceof Many) {
            List<Many> lists = all(nodes, Many.class);
            return lists == null ? differing(first) : lists(lists);
        }
        for (Node node : nodes) {
            boolean same = first instanceof Known known
                    ? node instanceof Known other && known.value().equals(other.value())
                    : node instanceof Unknown;
            if (!same) {
                return differing(first);
            }
        }
        return first;
    }

    /** What is in all of the lists, and that there may be more. */
    private Node set(List<Node> nodes, Node unknown) {
        List<Object> common = null;
        for (Node node : nodes) {
            if (!(node instanceof Known known) || !(known.value() instanceof List<?> list)) {
                return unknown;
            }
            if (common == null) {
                common = new ArrayList<>(list);
            } else {
                common.retainAll(list);
            }
        }
        List<Many.Item> items = new ArrayList<>();
        String source = ((Known) nodes.getFirst()).source();
        for (Object value : common == null ? List.of() : common) {
            items.add(new Many.Item(value.toString(), new Known(value, source)));
        }
        items.add(new Many.Item("others", unknown));
        return new Many(items, source);
    }

    private Node lists(List<Many> lists) {
        Many first = lists.getFirst();
        for (Many list : lists) {
            if (!keys(list).equals(keys(first))) {
                return differing(first);
            }
        }
        List<Many.Item> items = new ArrayList<>();
        for (int i = 0; i < first.items().size(); i++) {
            List<Node> nodes = new ArrayList<>();
            for (Many list : lists) {
                nodes.add(list.items().get(i).node());
            }
            items.add(new Many.Item(first.items().get(i).key(), nodes(nodes)));
        }
        return new Many(items, first.source());
    }

    private static List<String> keys(Many list) {
        List<String> keys = new ArrayList<>();
        for (Many.Item item : list.items()) {
            keys.add(item.key());
        }
        return keys;
    }

    private static <T extends Node> @Nullable List<T> all(List<Node> nodes, Class<T> type) {
        List<T> all = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            if (!type.isInstance(node)) {
                return null;
            }
            all.add(Objects.requireNonNull(type.cast(node)));
        }
        return all;
    }

    private Unknown differing(Node node) {
        String source = node instanceof Known known
                ? known.source()
                : node instanceof Unknown unknown ? unknown.source() : node instanceof Many many ? many.source() : "";
        return new Unknown(reason, source);
    }
}
