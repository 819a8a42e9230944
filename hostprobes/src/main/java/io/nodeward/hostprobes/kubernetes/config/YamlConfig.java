package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Items;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Leaf;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Members;
import io.nodeward.hostprobes.kubernetes.goyaml.GoDocument;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A document as configuration values that know their file. */
final class YamlConfig {

    private YamlConfig() {}

    static ConfigValue of(GoDocument document, String path) {
        return convert(document.root(), path);
    }

    private static ConfigValue convert(GoValue value, String path) {
        String source = path + ":" + value.line();
        return switch (value) {
            case GoValue.Null _ -> new Leaf(null, source, List.of());
            case GoValue.Bool bool -> new Leaf(bool.value(), source, List.of());
            case GoValue.Text text -> new Leaf(text.text(), source, List.of());
            case GoValue.Numeral number -> new Leaf(number(number.text()), source, List.of());
            case GoValue.Items list -> {
                List<ConfigValue> items = new ArrayList<>();
                for (GoValue item : list.values()) {
                    items.add(convert(item, path));
                }
                yield new Items(items, source, List.of());
            }
            case GoValue.Members object -> {
                Map<String, ConfigValue> members = new LinkedHashMap<>();
                for (GoValue.Member member : object.members()) {
                    ConfigValue next = convert(member.value(), path);
                    ConfigValue before = members.get(member.name());
                    // only JSON keeps a name twice, and then decodes one object over the other
                    members.put(member.name(), before == null ? next : ConfigValue.over(before, next));
                }
                yield new Members(members, source, List.of());
            }
        };
    }

    /** JSON's 1.0 is no integer for Go. */
    private static Object number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return Double.parseDouble(text);
        }
    }
}
