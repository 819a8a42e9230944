package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Items;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Leaf;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Member;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Members;
import io.nodeward.hostprobes.kubernetes.goyaml.GoDocument;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue;
import java.util.ArrayList;
import java.util.List;

/** A document as configuration values that know their file. */
final class YamlConfig {

    private final String path;
    private final boolean untyped;

    private YamlConfig(String path, boolean untyped) {
        this.path = path;
        this.untyped = untyped;
    }

    /**
     * Converts a document.
     *
     * @param untyped whether the component itself holds it without types and writes it as JSON again, which makes an
     *     integer of {@code 1.0}
     */
    static ConfigValue of(GoDocument document, String path, boolean untyped) {
        return new YamlConfig(path, untyped).convert(document.root());
    }

    private ConfigValue convert(GoValue value) {
        String source = path + ":" + value.line();
        return switch (value) {
            case GoValue.Null _ -> new Leaf(null, source, List.of());
            case GoValue.Bool bool -> new Leaf(bool.value(), source, List.of());
            case GoValue.Text text -> new Leaf(text.text(), source, List.of());
            case GoValue.Numeral number -> new Leaf(number(number.text()), source, List.of());
            case GoValue.Items list -> {
                List<ConfigValue> items = new ArrayList<>();
                for (GoValue item : list.values()) {
                    items.add(convert(item));
                }
                yield new Items(items, source, List.of());
            }
            case GoValue.Members object -> {
                List<Member> members = new ArrayList<>();
                for (GoValue.Member member : object.members()) {
                    members.add(new Member(member.name(), convert(member.value())));
                }
                yield new Members(members, source, List.of());
            }
        };
    }

    /** JSON's 1.0 is no integer for Go. */
    private Object number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            double number = Double.parseDouble(text);
            boolean whole = number == Math.rint(number) && Math.abs(number) < 1e18;
            return untyped && whole ? (Object) (long) number : (Object) number;
        }
    }
}
