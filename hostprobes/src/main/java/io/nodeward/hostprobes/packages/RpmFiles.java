package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files of packages in rpm's database. Not read yet. */
final class RpmFiles {

    private RpmFiles() {}

    static @Nullable Unknown find(
            HostRoot root,
            String path,
            FileOwners.Merged merged,
            Set<String> wanted,
            Map<String, FileOwners.Owner> found) {
        return new Unknown("nodeward does not read rpm's lists of files", path, true);
    }
}
