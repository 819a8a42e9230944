package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files of packages in rpm's database, by the headers of those packages that have a file of the same last name. */
final class RpmFiles {

    /** Other names of directories that packages may use where one leads to the other. */
    private static final String[][] ALIASES = {
        {"/usr/bin/", "/bin/"},
        {"/usr/bin/", "/usr/sbin/"},
        {"/usr/bin/", "/sbin/"},
        {"/usr/sbin/", "/sbin/"},
        {"/usr/lib/", "/lib/"},
        {"/usr/lib64/", "/lib64/"}
    };

    private RpmFiles() {}

    /** @return why there may be more owners, or null */
    static @Nullable Unknown find(
            HostRoot root,
            String path,
            FileOwners.Merged merged,
            Set<String> wanted,
            Map<String, FileOwners.Owner> found) {
        Map<String, RpmHeader.Entry> entries = new HashMap<>();
        Unknown problem = entries(root, path, merged, wanted, entries);
        for (Map.Entry<String, RpmHeader.Entry> each : entries.entrySet()) {
            RpmHeader.Entry entry = each.getValue();
            found.put(
                    each.getKey(),
                    new FileOwners.Owner(entry.packageName(), entry.mode(), path + ": package " + entry.packageName()));
        }
        return problem;
    }

    /**
     * What packages say of files.
     *
     * @param wanted plain paths
     * @param found takes it by these paths
     */
    static @Nullable Unknown entries(
            HostRoot root,
            String path,
            FileOwners.Merged merged,
            Set<String> wanted,
            Map<String, RpmHeader.Entry> found) {
        Set<String> basenames = new HashSet<>();
        for (String file : wanted) {
            basenames.add(file.substring(file.lastIndexOf('/') + 1));
        }
        Read<List<RpmHeader>> read = path.endsWith(".sqlite")
                ? RpmSqlite.holding(root, path, basenames)
                : RpmNdb.holding(root, path, basenames);
        if (!(read instanceof Read.Found<List<RpmHeader>>(List<RpmHeader> headers))) {
            return read instanceof Read.Failed<List<RpmHeader>> failed
                    ? failed.unknown()
                    : new Unknown("went away while it was read", path);
        }
        for (String file : wanted) {
            for (RpmHeader header : headers) {
                RpmHeader.Entry entry = entry(header, file, merged);
                if (entry != null) {
                    found.put(file, entry);
                    break;
                }
            }
        }
        return null;
    }

    private static RpmHeader.@Nullable Entry entry(RpmHeader header, String file, FileOwners.Merged merged) {
        RpmHeader.Entry entry = header.file(file);
        for (String[] alias : ALIASES) {
            if (entry == null && file.startsWith(alias[0])) {
                String other = alias[1] + file.substring(alias[0].length());
                entry = merged.plain(other).equals(file) ? header.file(other) : null;
            }
        }
        return entry;
    }
}
