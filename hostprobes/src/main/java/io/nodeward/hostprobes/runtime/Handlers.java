package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What handlers of runtimes have in common: what kind they are, and whether their programs are installed. */
final class Handlers {

    /** Words in the names of programs and types, and the kind that they mean; the first that fits counts. */
    private static final String[][] KINDS = {
        {"runsc", "gvisor"},
        {"kata", "kata"},
        {"youki", "youki"},
        {"wasm", "wasm"},
        {"spin", "wasm"},
        {"wws", "wasm"},
        {"slight", "wasm"},
        {"lunatic", "wasm"},
        {"nvidia", "nvidia"},
        {"sysbox", "sysbox"},
        {"crun", "crun"},
        {"runc", "runc"},
    };

    private Handlers() {}

    /**
     * gvisor, kata, youki, wasm, nvidia, sysbox, crun, runc or other.
     *
     * @param type the shim's or runtime's type
     * @param program what runs containers, empty where only the type tells
     */
    static String kind(String type, String program) {
        String name = program.substring(program.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String kind = word(name);
        return kind.equals("other") ? word(type.toLowerCase(Locale.ROOT)) : kind;
    }

    private static String word(String text) {
        for (String[] kind : KINDS) {
            if (text.contains(kind[0])) {
                return kind[1];
            }
        }
        return "other";
    }

    /**
     * Adds {@code programs} and {@code missing}.
     *
     * @param names programs by name or path
     * @param source what names them
     */
    static void programs(Group.Builder facts, Programs programs, FileFacts files, List<String> names, String source) {
        List<Many.Item> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        Node unknown = null;
        for (String name : names) {
            Read<String> place = programs.find(name);
            if (place instanceof Read.Found<String>(String path)) {
                found.add(new Many.Item(path, files.of(path)));
            } else if (place instanceof Read.Failed<String> failed) {
                unknown = failed.unknown();
                found.add(new Many.Item(name, failed.unknown()));
            } else {
                missing.add(name);
            }
        }
        if (programs.captured() && !missing.isEmpty()) {
            unknown = new Unknown("cannot be told of a capture without programs", missing.getFirst(), true);
            missing.clear();
        }
        facts.put("programs", new Many(found, source));
        facts.put("missing", unknown != null && missing.isEmpty() ? unknown : new Known(missing, source));
    }
}
