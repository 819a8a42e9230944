package io.nodeward.hostprobes.facts;

import java.util.List;

/**
 * Several of a kind: processes, files, listeners.
 *
 * @param items in a stable order
 * @param source what was enumerated; an empty list is a fact too and needs its evidence
 */
public record Many(List<Item> items, String source) implements Node {

    public Many {
        items = List.copyOf(items);
    }

    /**
     * One of them.
     *
     * @param key tells it from its neighbours in a person's eyes: a path, an address, {@code pid 812}
     */
    public record Item(String key, Node node) {}
}
