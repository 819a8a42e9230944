package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.PathMap;
import io.nodeward.hostprobes.files.Read;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the paths that one component writes lie on the host: relative ones start at its working directory, and all of
 * them are those of its container. For one thread.
 */
final class Places {

    private final HostRoot root;
    private final PathMap map;
    private final Read<String> directory;
    private final Map<String, Read<String>> known = new HashMap<>();

    /** @param directory the working directory, as the component sees it */
    Places(HostRoot root, PathMap map, Read<String> directory) {
        this.root = root;
        this.map = map;
        this.directory = directory;
    }

    HostRoot root() {
        return root;
    }

    /** Where a path lies; an empty one stays empty, and what cannot be told is Failed, never Absent. */
    Read<String> of(String path) {
        return known.computeIfAbsent(path, this::find);
    }

    /** Where the path lies that a setting holds. */
    Read<String> of(Node setting) {
        if (setting instanceof Known) {
            return of(Values.textOrEmpty(setting));
        }
        return setting instanceof Unknown unknown
                ? new Read.Failed<>(unknown.source(), unknown.reason())
                : new Read.Failed<>("configuration", "is not a path");
    }

    private Read<String> find(String path) {
        if (path.isEmpty()) {
            return new Read.Found<>("");
        }
        if (path.startsWith("/")) {
            return map.locate(root, path);
        }
        if (directory instanceof Read.Found<String>(String start)) {
            return map.locate(root, start.endsWith("/") ? start + path : start + "/" + path);
        }
        String why = directory instanceof Read.Failed<String> failed ? ": " + failed.reason() : "";
        return new Read.Failed<>(path, "is relative to a working directory that cannot be told" + why);
    }
}
