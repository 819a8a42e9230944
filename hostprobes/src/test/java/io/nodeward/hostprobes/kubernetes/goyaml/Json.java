package io.nodeward.hostprobes.kubernetes.goyaml;

import java.util.StringJoiner;

/** Values as JSON with single quotes, for tables that can be read. */
final class Json {

    private Json() {}

    static String of(GoValue value) {
        return switch (value) {
            case GoValue.Null _ -> "null";
            case GoValue.Bool bool -> String.valueOf(bool.value());
            case GoValue.Numeral number -> number.text();
            case GoValue.Text text -> "'" + text.text().replace("\n", "\\n") + "'";
            case GoValue.Items items -> {
                StringJoiner all = new StringJoiner(",", "[", "]");
                items.values().forEach(item -> all.add(of(item)));
                yield all.toString();
            }
            case GoValue.Members members -> {
                StringJoiner all = new StringJoiner(",", "{", "}");
                members.members().forEach(member -> all.add("'" + member.name() + "':" + of(member.value())));
                yield all.toString();
            }
        };
    }
}
