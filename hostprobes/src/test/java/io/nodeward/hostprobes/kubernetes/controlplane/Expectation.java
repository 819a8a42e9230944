package io.nodeward.hostprobes.kubernetes.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A row of a table: what a node looks like, and one fact about it.
 *
 * @param value what the fact is; {@link #UNKNOWN} when it must not be known
 * @param source what its source, or the reason why it is unknown, has to contain
 * @param overrode what it replaced
 */
record Expectation(
        String name, Consumer<NodeTree> node, String path, Object value, String source, List<Object> overrode) {

    static final Object UNKNOWN = "(unknown)";

    static Expectation row(String name, Consumer<NodeTree> node, String path, Object value) {
        return new Expectation(name, node, path, value, "", List.of());
    }

    static Expectation unknown(String name, Consumer<NodeTree> node, String path, String reason) {
        return new Expectation(name, node, path, UNKNOWN, reason, List.of());
    }

    Expectation from(String text) {
        return new Expectation(name, node, path, value, text, overrode);
    }

    Expectation over(Object... values) {
        return new Expectation(name, node, path, value, source, List.of(values));
    }

    void check(Path directory) {
        try (NodeTree tree = NodeTree.small(directory)) {
            node.accept(tree);
            check(NodeTree.at(tree.read(), path));
        }
    }

    private void check(Node fact) {
        if (value.equals(UNKNOWN)) {
            assertThat(fact).as(path).isInstanceOf(Unknown.class);
            Unknown unknown = (Unknown) fact;
            assertThat(unknown.reason() + " " + unknown.source()).contains(source);
            return;
        }
        if (fact instanceof Many many) {
            assertThat(many.items()).extracting(Many.Item::key).isEqualTo(value);
            assertThat(many.source()).contains(source);
            return;
        }
        assertThat(fact).as(path).isInstanceOf(Known.class);
        Known known = (Known) fact;
        assertThat(known.value())
                .as(path)
                .isEqualTo(value instanceof Integer number ? (Object) number.longValue() : value);
        assertThat(known.source()).contains(source);
        if (!overrode.isEmpty()) {
            List<Object> lost = new ArrayList<>();
            for (Overridden one : known.overrode()) {
                lost.add(one.value());
            }
            assertThat(lost).isEqualTo(overrode);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
