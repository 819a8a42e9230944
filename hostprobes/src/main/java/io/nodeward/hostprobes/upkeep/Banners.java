package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;

/** What is shown before and after a login, type Banners. */
public final class Banners {

    private static final int LIMIT = 64 << 10;

    private Banners() {}

    public static Group read(HostRoot root, FileFacts files) {
        return Group.builder()
                .put("motd", banner(root, files, "/etc/motd"))
                .put("issue", banner(root, files, "/etc/issue"))
                .put("issue_net", banner(root, files, "/etc/issue.net"))
                .build();
    }

    private static Group banner(HostRoot root, FileFacts files, String path) {
        return Group.builder()
                .put("file", files.of(path))
                .put("tells", tells(root, path))
                .build();
    }

    /** Escapes that agetty(8) fills in with machine, release, system and version. */
    private static Node tells(HostRoot root, String path) {
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        List<String> places = new ArrayList<>();
        if (read instanceof Read.Found<String>(String text)) {
            for (Lines.Line line : Lines.of(text)) {
                for (String escape : List.of("\\m", "\\r", "\\s", "\\v", "\\S")) {
                    if (line.text().contains(escape)) {
                        places.add(path + ":" + line.number() + " (" + escape + ")");
                    }
                }
            }
        }
        return new Known(places, path);
    }
}
