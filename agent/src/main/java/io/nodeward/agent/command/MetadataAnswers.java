package io.nodeward.agent.command;

import io.nodeward.agent.json.Json;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.util.ArrayList;
import java.util.List;

/** What metadata services answered, for people and programs. */
final class MetadataAnswers {

    /** What may be given, and how a person calls it. */
    private static final String[][] GIFTS = {
        {"unprotected", "metadata to a plain GET"},
        {"metadata", "metadata"},
        {"credentials", "credentials of the node's role"},
        {"user_data", "user data"},
        {"bootstrap", "what nodes join the cluster with"}
    };

    /** Who asked, or who could not be asked for and why. */
    private record Asked(String who, Node answer) {}

    private final List<Asked> all = new ArrayList<>();
    private final String nobody;

    private MetadataAnswers(Node metadata) {
        String source = "";
        if (metadata instanceof Many many) {
            source = many.source();
            for (Many.Item item : many.items()) {
                all.add(new Asked(item.key(), item.node()));
            }
        } else {
            all.add(new Asked("metadata services", metadata));
        }
        nobody = source;
    }

    static MetadataAnswers in(Group facts) {
        Node metadata = facts.get("metadata");
        return new MetadataAnswers(metadata == null ? new Unknown("was not looked at", "metadata services") : metadata);
    }

    String text() {
        if (all.isEmpty()) {
            return "There is " + nobody + ": nothing is asked.\n\n";
        }
        StringBuilder text = new StringBuilder();
        for (Asked asked : all) {
            text.append(Plain.line(asked.who, 200));
            if (asked.answer instanceof Group group) {
                text.append(Boolean.TRUE.equals(value(group, "reachable")) ? ": " + given(group) : ": no answer")
                        .append('\n');
                if (value(group, "answers") instanceof List<?> answers) {
                    for (Object answer : answers) {
                        text.append("    ")
                                .append(Plain.line(String.valueOf(answer), 200))
                                .append('\n');
                    }
                }
            } else {
                text.append(": ").append(Plain.line(why(asked.answer), 200)).append('\n');
            }
        }
        return text.append('\n').toString();
    }

    private static String given(Group group) {
        List<String> gifts = new ArrayList<>();
        for (String[] gift : GIFTS) {
            boolean said = gift[0].equals("metadata") && !gifts.isEmpty();
            if (Boolean.TRUE.equals(value(group, gift[0])) && !said) {
                gifts.add(gift[1]);
            }
        }
        return gifts.isEmpty() ? "answers, and gives nothing" : "gives " + String.join(", ", gifts);
    }

    byte[] json() {
        return Json.document(json -> {
            json.object();
            json.field("schema", "nodeward.metadata/v1");
            json.array("answers");
            for (Asked asked : all) {
                json.object();
                json.field("who", asked.who);
                if (asked.answer instanceof Group group) {
                    for (String name : group.names()) {
                        switch (value(group, name)) {
                            case Boolean is -> json.field(name, is.booleanValue());
                            case String text -> json.field(name, text);
                            case List<?> list ->
                                json.field(
                                        name, list.stream().map(String::valueOf).toList());
                            default -> {}
                        }
                    }
                } else {
                    json.field("unknown", why(asked.answer));
                }
                json.endObject();
            }
            json.endArray();
            json.endObject();
        });
    }

    private static String why(Node node) {
        return node instanceof Unknown unknown ? unknown.reason() : "cannot be told";
    }

    private static Object value(Group group, String name) {
        return group.get(name) instanceof Known known ? known.value() : "";
    }
}
