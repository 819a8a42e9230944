package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What /proc/modules says: a line each, {@code nvidia 56807424 2 - Live 0x0000000000000000 (POE)}. */
final class LoadedModules {

    static final String PATH = "/proc/modules";
    private static final int LIMIT = 4 << 20;
    private static final int MOST = 20_000;
    private static final int MOST_FOREIGN = 200;

    private final Read<String> read;
    /** Names, and the letters of what they taint the kernel with, often none. */
    private final Map<String, String> taints = new HashMap<>();

    private final List<String> order = new ArrayList<>();

    LoadedModules(HostRoot root) {
        this.read = root.text(PATH, LIMIT);
        if (read instanceof Read.Found<String>(String text)) {
            Lines lines = new Lines(text);
            while (lines.more() && order.size() < MOST) {
                String line = lines.next();
                int end = Lines.blank(line, 0);
                if (end > 0) {
                    String name = line.substring(0, end);
                    order.add(name);
                    taints.put(name, letters(line));
                }
            }
        }
    }

    private static String letters(String line) {
        int open = line.lastIndexOf('(');
        int close = open < 0 ? -1 : line.indexOf(')', open);
        return close < 0 ? "" : line.substring(open + 1, close).replace("+", "").replace("-", "");
    }

    /** Found, Absent where the kernel can load none or nothing runs, or Failed. */
    Read<String> read() {
        return read;
    }

    boolean has(String name) {
        return taints.containsKey(name);
    }

    /** Those that mark the kernel (Documentation/admin-guide/tainted-kernels.rst). */
    Node foreign(boolean live) {
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        if (read instanceof Read.Absent<String> && !live) {
            return new Unknown("only a running host can tell", PATH, true);
        }
        List<Many.Item> items = new ArrayList<>();
        for (String name : order) {
            String letters = taints.get(name);
            if (letters != null && !letters.isEmpty() && items.size() < MOST_FOREIGN) {
                items.add(new Many.Item(
                        name,
                        Group.builder()
                                .put("name", name, PATH)
                                .put("unsigned", new Known(letters.indexOf('E') >= 0, PATH))
                                .put("forced", new Known(letters.indexOf('F') >= 0, PATH))
                                .put("out_of_tree", new Known(letters.indexOf('O') >= 0, PATH))
                                .put("proprietary", new Known(letters.indexOf('P') >= 0, PATH))
                                .build()));
            }
        }
        return new Many(items, PATH);
    }
}
