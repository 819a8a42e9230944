package io.nodeward.hostprobes.kubernetes.goyaml;

import io.nodeward.hostprobes.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values as nodes, for readers that ask for names: aliases, merge keys and duplicates are resolved, what is null is left
 * out, strings are quoted and numbers and booleans are plain.
 */
public final class GoNodes {

    private GoNodes() {}

    /** Returns a value as a node, or null for no value. */
    public static @Nullable YamlNode of(GoValue value) {
        return switch (value) {
            case GoValue.Null _ -> null;
            case GoValue.Bool bool -> plain(Boolean.toString(bool.value()), bool.line());
            case GoValue.Numeral number -> plain(number.text(), number.line());
            case GoValue.Text text -> new YamlNode.Scalar(text.text(), false, null, text.line());
            case GoValue.Items items -> {
                List<YamlNode> nodes = new ArrayList<>(items.values().size());
                for (GoValue item : items.values()) {
                    YamlNode node = of(item);
                    // no value in a list is the empty one of its type
                    nodes.add(node == null ? new YamlNode.Scalar("", false, null, item.line()) : node);
                }
                yield new YamlNode.Sequence(nodes, items.line());
            }
            case GoValue.Members members -> {
                List<YamlNode.Entry> entries = new ArrayList<>(members.members().size());
                for (GoValue.Member member : members.members()) {
                    YamlNode node = of(member.value());
                    if (node != null) {
                        YamlNode name = new YamlNode.Scalar(member.name(), false, null, member.line());
                        entries.add(new YamlNode.Entry(name, node));
                    }
                }
                yield new YamlNode.Mapping(entries, members.line());
            }
        };
    }

    private static YamlNode plain(String text, int line) {
        return new YamlNode.Scalar(text, true, null, line);
    }
}
