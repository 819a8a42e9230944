package io.nodeward.hostprobes.disk;

import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether numbers of users and groups are somebody's: of passwd and group, of the ranges that subuid(5) and subgid(5) give
 * to users for their containers, or of those from which systemd takes users of services (systemd: docs/UIDS-GIDS.md).
 * Immutable.
 */
final class Owners {

    private static final int LIMIT = 1 << 20;
    private static final long SERVICES_FIRST = 61_184;
    private static final long SERVICES_LAST = 65_519;
    private static final List<String> OWN_SOURCES = List.of("files", "compat", "systemd", "altfiles", "db");

    private final Accounts accounts;
    private final List<long[]> userRanges;
    private final List<long[]> groupRanges;
    private final @Nullable String otherSource;

    private Owners(Accounts accounts, List<long[]> userRanges, List<long[]> groupRanges, @Nullable String otherSource) {
        this.accounts = accounts;
        this.userRanges = userRanges;
        this.groupRanges = groupRanges;
        this.otherSource = otherSource;
    }

    static Owners read(HostRoot root, Accounts accounts) {
        return new Owners(accounts, ranges(root, "/etc/subuid"), ranges(root, "/etc/subgid"), otherSource(root));
    }

    /** Where names of users come from beside files, so that a number without a name proves nothing; null for nowhere. */
    @Nullable String otherSource() {
        return otherSource;
    }

    boolean user(int number) {
        return somebody(Integer.toUnsignedLong(number), accounts.hasUser(number), userRanges);
    }

    boolean group(int number) {
        return somebody(Integer.toUnsignedLong(number), accounts.hasGroup(number), groupRanges);
    }

    private static boolean somebody(long number, boolean named, List<long[]> ranges) {
        if (named || (number >= SERVICES_FIRST && number <= SERVICES_LAST)) {
            return true;
        }
        for (long[] range : ranges) {
            if (number >= range[0] && number < range[0] + range[1]) {
                return true;
            }
        }
        return false;
    }

    private static List<long[]> ranges(HostRoot root, String path) {
        List<long[]> ranges = new ArrayList<>();
        if (root.text(path, LIMIT) instanceof Read.Found<String>(String text)) {
            for (Lines.Line line : Lines.of(text)) {
                List<String> fields = Lines.cut(line.text(), ":");
                if (fields.size() == 3) {
                    long first = Lines.number(fields.get(1));
                    long count = Lines.number(fields.get(2));
                    if (first > 0 && count > 0) {
                        ranges.add(new long[] {first, count});
                    }
                }
            }
        }
        return ranges;
    }

    private static @Nullable String otherSource(HostRoot root) {
        if (root.text("/etc/nsswitch.conf", LIMIT) instanceof Read.Found<String>(String text)) {
            for (Lines.Line line : Lines.of(text)) {
                if (line.text().startsWith("passwd:") || line.text().startsWith("group:")) {
                    for (String word :
                            Lines.words(line.text().substring(line.text().indexOf(':') + 1))) {
                        if (!word.startsWith("[") && !word.endsWith("]") && !OWN_SOURCES.contains(word)) {
                            return word;
                        }
                    }
                }
            }
        }
        return null;
    }
}
