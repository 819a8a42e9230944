package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files of packages in apk's database: after {@code P:} a package, {@code F:} a directory, {@code R:} a file in it and
 * {@code a:} owner, group and mode where these are not 0:0:755 or 0:0:644 (apk-v2(5)).
 */
final class ApkFiles {

    private static final int LIMIT = 64 << 20;
    private static final int USUAL = 0755;

    private ApkFiles() {}

    static @Nullable Unknown find(
            HostRoot root,
            String path,
            FileOwners.Merged merged,
            Set<String> wanted,
            Map<String, FileOwners.Owner> found) {
        Read<byte[]> read = root.bytes(path, LIMIT);
        if (!(read instanceof Read.Found<byte[]>(byte[] bytes))) {
            return read instanceof Read.Failed<byte[]> failed ? failed.unknown() : new Unknown("is gone", path);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        String name = "";
        String directory = "";
        String file = "";
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            if (end > from + 1 && text.charAt(from + 1) == ':') {
                switch (text.charAt(from)) {
                    case 'P' -> name = text.substring(from + 2, end);
                    case 'F' -> directory = text.substring(from + 2, end);
                    case 'R' -> {
                        file = merged.plain(
                                (directory.isEmpty() ? "/" : "/" + directory + "/") + text.substring(from + 2, end));
                        if (wanted.contains(file)) {
                            found.put(file, new FileOwners.Owner(name, USUAL, path));
                        }
                    }
                    case 'a' -> {
                        if (wanted.contains(file)) {
                            found.put(file, new FileOwners.Owner(name, mode(text.substring(from + 2, end)), path));
                        }
                    }
                    default -> {
                        // says nothing of files
                    }
                }
            }
            from = end + 1;
        }
        return null;
    }

    /** {@code 0:0:4111} */
    private static int mode(String owners) {
        int value = 0;
        for (int i = owners.lastIndexOf(':') + 1; i < owners.length(); i++) {
            int digit = owners.charAt(i) - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            value = (8 * value + digit) & 0xffff;
        }
        return value;
    }
}
