package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * dpkg's lists of files, {@code info/PACKAGE.list}: a path a line. Modes are not among them, but for those that somebody set
 * by dpkg-statoverride(1). Lists of packages that are likely to have a file are read first, so that on most hosts a few are
 * enough.
 */
final class DpkgFiles {

    static final String LISTS = "/var/lib/dpkg/info";
    private static final String OVERRIDES = "/var/lib/dpkg/statoverride";
    private static final String SUFFIX = ".list";
    private static final int ENTRIES = 200_000;
    private static final int LIMIT = 32 << 20;

    private final HostRoot root;
    private final FileOwners.Merged merged;

    DpkgFiles(HostRoot root, FileOwners.Merged merged) {
        this.root = root;
        this.merged = merged;
    }

    /**
     * Finds owners.
     *
     * @param wanted plain paths, each with names of packages that are likely to have it
     * @return why there may be others, or null
     */
    @Nullable Unknown find(Map<String, String> wanted, Map<String, FileOwners.Owner> found) {
        Read<List<String>> listed = root.list(LISTS, ENTRIES);
        if (listed instanceof Read.Failed<List<String>> failed) {
            return failed.unknown();
        }
        Map<String, List<String>> lists = new HashMap<>();
        int count = 0;
        if (listed instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                if (name.endsWith(SUFFIX)) {
                    count++;
                    // of packages for several architectures, PACKAGE:amd64.list
                    int end = name.indexOf(':');
                    end = end < 0 ? name.length() - SUFFIX.length() : end;
                    lists.computeIfAbsent(name.substring(0, end), _ -> new ArrayList<>())
                            .add(name);
                }
            }
        }
        if (count == 0) {
            return new Unknown("holds no lists of files", LISTS, !root.live());
        }
        Wanted missing = new Wanted(wanted.keySet());
        Map<String, Integer> overrides = overrides();
        Set<String> read = new HashSet<>();
        Unknown problem = null;
        for (String hints : new HashSet<>(wanted.values())) {
            for (String hint : Lines.words(hints)) {
                for (String name : lists.getOrDefault(hint, List.of())) {
                    if (read.add(name)) {
                        problem = list(hint, name, missing, overrides, found, problem);
                    }
                }
            }
        }
        for (Map.Entry<String, List<String>> entry : lists.entrySet()) {
            for (String name : entry.getValue()) {
                if (missing.left() == 0) {
                    return null;
                }
                if (read.add(name)) {
                    problem = list(entry.getKey(), name, missing, overrides, found, problem);
                }
            }
        }
        return problem;
    }

    private @Nullable Unknown list(
            String packageName,
            String name,
            Wanted missing,
            Map<String, Integer> overrides,
            Map<String, FileOwners.Owner> found,
            @Nullable Unknown problem) {
        String path = LISTS + "/" + name;
        Read<byte[]> read = root.bytes(path, LIMIT);
        if (read instanceof Read.Failed<byte[]> failed) {
            return failed.unknown();
        }
        if (read instanceof Read.Found<byte[]>(byte[] bytes)) {
            int from = 0;
            while (from < bytes.length) {
                int end = from;
                while (end < bytes.length && bytes[end] != '\n') {
                    end++;
                }
                if (end > from && missing.maybe(bytes, from, end)) {
                    String plain = merged.plain(new String(bytes, from, end - from, StandardCharsets.UTF_8));
                    if (missing.take(plain)) {
                        found.put(plain, new FileOwners.Owner(packageName, overrides.getOrDefault(plain, -1), path));
                    }
                }
                from = end + 1;
            }
        }
        return problem;
    }

    /** {@code root messagebus 4754 /usr/lib/dbus-1.0/dbus-daemon-launch-helper} */
    private Map<String, Integer> overrides() {
        Map<String, Integer> overrides = new HashMap<>();
        if (root.text(OVERRIDES, LIMIT) instanceof Read.Found<String>(String text)) {
            for (Lines.Line line : Lines.of(text)) {
                List<String> words = Lines.words(line.text());
                if (words.size() == 4 && words.get(2).length() <= 5) {
                    int mode = octal(words.get(2));
                    if (mode >= 0) {
                        overrides.put(merged.plain(words.get(3)), mode);
                    }
                }
            }
        }
        return overrides;
    }

    private static int octal(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            value = 8 * value + digit;
        }
        return value;
    }

    /** Paths that are still looked for, told apart by the sum of the last bytes of a line before a text is made of it. */
    private static final class Wanted {
        private static final int TAIL = 12;
        private static final int SLOTS = 4096;

        private final Set<String> paths;
        private final boolean[] sums = new boolean[SLOTS];

        Wanted(Set<String> paths) {
            this.paths = new HashSet<>(paths);
            for (String path : paths) {
                byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
                sums[sum(bytes, 0, bytes.length)] = true;
            }
        }

        int left() {
            return paths.size();
        }

        boolean maybe(byte[] bytes, int from, int end) {
            return sums[sum(bytes, from, end)];
        }

        boolean take(String path) {
            return paths.remove(path);
        }

        /** Of the name at the end, which is the same however the directories before it are called. */
        private static int sum(byte[] bytes, int from, int end) {
            int sum = 0;
            for (int i = end - 1; i >= from && i >= end - TAIL && bytes[i] != '/'; i--) {
                sum = 31 * sum + bytes[i];
            }
            return sum & (SLOTS - 1);
        }
    }
}
