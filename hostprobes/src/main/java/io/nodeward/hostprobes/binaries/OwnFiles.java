package io.nodeward.hostprobes.binaries;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that nodeward itself is: its start script, its archives, the cache that the Java runtime takes code from, and that
 * runtime. None where it does not run from its distribution.
 */
final class OwnFiles {

    private static final int ENTRIES = 1000;

    private OwnFiles() {}

    /** @param runtime the directory of the Java runtime, the property {@code java.home} */
    static List<String> of(HostRoot root, String runtime) {
        int slash = runtime.lastIndexOf('/');
        String home = slash <= 0 ? "" : runtime.substring(0, slash);
        List<String> files = new ArrayList<>();
        if (!root.live() || !(root.seen(home + "/lib/nodeward.jar") instanceof Read.Found<Stat>)) {
            return files;
        }
        files.add(home + "/bin/nodeward");
        for (String directory : List.of(home + "/lib", runtime + "/bin", runtime + "/lib", runtime + "/lib/server")) {
            if (root.list(directory, ENTRIES) instanceof Read.Found<List<String>>(List<String> names)) {
                for (String name : names) {
                    files.add(directory + "/" + name);
                }
            }
        }
        return files;
    }
}
