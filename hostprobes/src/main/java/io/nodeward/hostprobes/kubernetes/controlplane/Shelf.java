package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.pki.Certificates;
import io.nodeward.hostprobes.pki.Kubeconfigs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the facts of all components are made with. */
record Shelf(Accounts accounts, FileFacts files, Certificates certificates, Kubeconfigs kubeconfigs, Named named) {

    /** Facts of the file that a flag names. */
    Group file(Start start, String flag) {
        return empty(start.value(flag)) ? files.none(start.source(flag)) : files.of(start.place(flag));
    }

    /** All certificates of the file that a flag names. */
    Node certificates(Start start, String flag) {
        return empty(start.value(flag)) ? new Many(List.of(), start.source(flag)) : certificates.all(start.place(flag));
    }

    /** The certificate that two flags name with its key. */
    Group certificate(Start start, String flag, String keyFlag) {
        return certificates.of(start.place(flag), start.place(keyFlag));
    }

    /** Facts of the kubeconfigs that settings name, each once. */
    Many kubeconfigs(Start start, Map<String, Node> settings, String role) {
        Map<String, Many.Item> items = new LinkedHashMap<>();
        settings.forEach((setting, value) -> {
            if (empty(value)) {
                return;
            }
            Read<String> place = start.places().of(value);
            named.kubeconfig(place);
            String key = place instanceof Read.Found<String>(String path) ? path : setting;
            items.computeIfAbsent(key, _ -> new Many.Item(key, kubeconfigs.of(place, role)));
        });
        return new Many(new ArrayList<>(items.values()), String.join(", ", settings.keySet()));
    }

    /** Whether a setting is certainly not set. */
    static boolean empty(Node value) {
        return value instanceof Known && Values.textOrEmpty(value).isEmpty();
    }

    /** A group of which nothing is known. */
    static Group unknown(Unknown reason, String... names) {
        Group.Builder group = Group.builder();
        for (String name : names) {
            group.put(name, reason);
        }
        return group.build();
    }
}
