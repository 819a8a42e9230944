package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.ArrayList;
import java.util.List;

/** Short questions that several of these probes ask. */
final class Lookup {

    private static final int ENTRIES = 10_000;

    private final HostRoot root;

    Lookup(HostRoot root) {
        this.root = root;
    }

    /** Whether one of these paths is there. */
    Node present(List<String> paths) {
        Unknown unknown = null;
        for (String path : paths) {
            Read<Stat> stat = root.stat(path);
            if (stat instanceof Read.Found<Stat>) {
                return new Known(true, path);
            }
            unknown = stat instanceof Read.Failed<Stat> failed ? failed.unknown() : unknown;
        }
        return unknown == null ? new Known(false, paths.getFirst()) : unknown;
    }

    boolean has(String path) {
        return root.stat(path) instanceof Read.Found<Stat>;
    }

    /** Whether one of these units starts by itself. */
    static Node enabled(UnitStates units, List<String> names) {
        for (String name : names) {
            String link = units.enabled(name);
            if (link != null) {
                return new Known(true, link);
            }
        }
        Read.Failed<?> hidden = units.hidden();
        return hidden == null ? new Known(false, names.getFirst()) : hidden.unknown();
    }

    /** Paths of what lies in a directory; what cannot be listed goes to {@code hidden}. */
    List<String> in(String directory, String suffix, List<Read.Failed<?>> hidden) {
        List<String> paths = new ArrayList<>();
        Read<List<String>> listed = root.list(directory, ENTRIES);
        if (listed instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                if (name.endsWith(suffix)) {
                    paths.add(directory + "/" + name);
                }
            }
        } else if (listed instanceof Read.Failed<List<String>> failed) {
            hidden.add(failed);
        }
        return paths;
    }
}
