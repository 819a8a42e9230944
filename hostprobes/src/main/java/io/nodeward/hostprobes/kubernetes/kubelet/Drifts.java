package io.nodeward.hostprobes.kubernetes.kubelet;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.kubernetes.config.EffectiveConfig;
import java.util.ArrayList;
import java.util.List;

/** Where two configurations differ. */
final class Drifts {

    private Drifts() {}

    /** Compares what runs with what a restart would bring; unknown values are no drift. */
    static Many between(KubeletStart now, KubeletStart restart, String source) {
        List<Many.Item> items = new ArrayList<>();
        if (now.sharesFiles(restart)) {
            return new Many(items, source);
        }
        return between(now.config(), restart.config(), source, items);
    }

    private static Many between(
            EffectiveConfig running, EffectiveConfig persisted, String source, List<Many.Item> items) {
        for (String path : running.paths()) {
            Node now = running.value(path);
            Node next = persisted.value(path);
            if (now instanceof Known a && next instanceof Known b && !a.value().equals(b.value())) {
                items.add(new Many.Item(
                        path,
                        Group.builder()
                                .put("setting", path, a.source())
                                .put("running", a.value().toString(), a.source())
                                .put("persisted", b.value().toString(), b.source())
                                .build()));
            }
        }
        return new Many(items, source);
    }
}
