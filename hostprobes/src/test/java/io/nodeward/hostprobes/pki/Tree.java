package io.nodeward.hostprobes.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.security.Key;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Looks into trees of facts. */
final class Tree {

    private Tree() {}

    static Node child(Node group, String name) {
        Node node = ((Group) group).get(name);
        assertThat(node).as(name).isNotNull();
        return java.util.Objects.requireNonNull(node);
    }

    static Object value(Node group, String name) {
        return ((Known) child(group, name)).value();
    }

    static String why(Node group, String name) {
        return ((Unknown) child(group, name)).reason();
    }

    static List<Node> items(Node many) {
        List<Node> nodes = new ArrayList<>();
        for (Many.Item item : ((Many) many).items()) {
            nodes.add(item.node());
        }
        return nodes;
    }

    /** Every string in a tree: keys, values, sources and reasons. */
    static List<String> strings(Node node) {
        List<String> strings = new ArrayList<>();
        collect(node, strings);
        return strings;
    }

    private static void collect(Node node, List<String> strings) {
        strings.add(node.toString());
        switch (node) {
            case Known known -> {
                strings.add(known.value().toString());
                strings.add(known.source());
            }
            case Unknown unknown -> {
                strings.add(unknown.reason());
                strings.add(unknown.source());
            }
            case Many many -> {
                strings.add(many.source());
                for (Many.Item item : many.items()) {
                    strings.add(item.key());
                    collect(item.node(), strings);
                }
            }
            case Group group -> {
                for (String name : group.names()) {
                    collect(child(group, name), strings);
                }
            }
        }
    }

    /** Holds that no piece of the key stands anywhere, in base64 at any alignment or in hexadecimal. */
    static void holdsNothingOf(Node node, Key key) {
        byte[] secret = key.getEncoded();
        String all = String.join("\n", strings(node));
        // what follows the algorithm is the key's own
        for (int shift = 0; shift < 3; shift++) {
            byte[] from = java.util.Arrays.copyOfRange(secret, 30 + shift, secret.length);
            String base64 = Base64.getEncoder().encodeToString(from);
            for (int at = 0; at + 12 <= base64.length(); at += 4) {
                assertThat(all).doesNotContain(base64.substring(at, at + 12));
            }
        }
        String hex = java.util.HexFormat.of().formatHex(secret);
        for (int at = 80; at + 16 <= hex.length(); at += 2) {
            // the public modulus stands in an RSA key too, but no fact shows it either
            assertThat(all).doesNotContain(hex.substring(at, at + 16));
        }
    }
}
