package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files of packages in rpm's database, as far as it is one of sqlite. */
final class RpmFiles {

    private RpmFiles() {}

    static @Nullable Unknown find(
            HostRoot root,
            String path,
            FileOwners.Merged merged,
            Set<String> wanted,
            Map<String, FileOwners.Owner> found) {
        if (!path.endsWith(".sqlite")) {
            return new Unknown("of rpm's databases, files are looked for in that of sqlite only", path, true);
        }
        Set<String> baseNames = new HashSet<>();
        for (String each : wanted) {
            baseNames.add(each.substring(each.lastIndexOf('/') + 1));
        }
        Read<Boolean> read = RpmSqlite.files(root, path, baseNames, (file, name, mode) -> {
            String plain = merged.plain(file);
            if (wanted.contains(plain)) {
                found.put(plain, new FileOwners.Owner(name, mode, path + ": package " + name));
            }
        });
        if (read instanceof Read.Found<Boolean>) {
            return null;
        }
        return read instanceof Read.Failed<Boolean> failed ? failed.unknown() : new Unknown("is gone", path);
    }
}
