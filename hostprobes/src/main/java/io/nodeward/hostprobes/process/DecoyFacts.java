package io.nodeward.hostprobes.process;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import java.util.ArrayList;
import java.util.List;

/** Processes that were not believed, type list(Decoy). */
public final class DecoyFacts {

    private DecoyFacts() {}

    public static Many of(Components components) {
        List<Many.Item> items = new ArrayList<>();
        for (Components.Decoy decoy : components.decoys()) {
            String source = decoy.process().path("cmdline");
            items.add(new Many.Item(
                    "pid " + decoy.process().pid(),
                    Group.builder()
                            .put("pid", (long) decoy.process().pid(), source)
                            .put("name", decoy.claims().program(), source)
                            .put("reason", decoy.reason(), source)
                            .build()));
        }
        return new Many(items, "processes");
    }
}
