package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What several versions of a component make of one host: known where they agree, unknown where they do not. */
public final class Agreement {

    private final String reason;

    private Agreement(String reason) {
        this.reason = reason;
    }

    /**
     * Returns what all have in common.
     *
     * @param versions the facts as each version gives them, the one whose sources shall be shown first
     * @param reason why a fact on which they differ is unknown
     */
    public static Group of(List<Group> versions, String reason) {
        return new Agreement(reason).groups(versions);
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
            all.put(name, nodes.size() == versions.size() ? nodes(nodes) : differing(nodes.getFirst()));
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
