package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Versions in a list of packages as apt keeps them, deb822(5); of some ten megabytes only what is installed is kept. */
final class PackageList {

    private static final byte[] PACKAGE = "Package: ".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] VERSION = "Version: ".getBytes(StandardCharsets.ISO_8859_1);
    private static final int CHUNK = 256 << 10;
    /** The largest that there is, of all of Debian, has some fifty megabytes. */
    private static final long LIMIT = 256L << 20;

    private final Set<String> wanted;
    private final Map<String, String> versions = new HashMap<>();
    private String name = "";

    private PackageList(Set<String> wanted) {
        this.wanted = wanted;
    }

    /** The newest version of each of the wanted packages that the list has. */
    static Read<Map<String, String>> read(HostRoot root, String path, Set<String> wanted) {
        return root.parts(path, file -> {
            PackageList list = new PackageList(wanted);
            return file.size() <= LIMIT && list.all(file)
                    ? new Read.Found<>(list.versions)
                    : new Read.Failed<>(path, "is no list of packages");
        });
    }

    /** @return whether these were lines of text */
    private boolean all(SeekableByteChannel file) throws IOException {
        byte[] bytes = new byte[CHUNK];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long total = 0;
        while (true) {
            int read = file.read(buffer);
            int length = buffer.position();
            total += Math.max(read, 0);
            if (total > LIMIT) {
                return false;
            }
            int from = 0;
            for (int end = 0; end < length; end++) {
                if (bytes[end] == '\n') {
                    line(bytes, from, end);
                    from = end + 1;
                }
            }
            if (read < 0) {
                // the last line may have no end
                line(bytes, from, length);
                return true;
            }
            if (from == 0 && length == CHUNK) {
                return false;
            }
            buffer.position(from).limit(length);
            buffer.compact();
        }
    }

    private void line(byte[] bytes, int from, int end) {
        if (end == from) {
            name = "";
        } else if (bytes[from] == 'P' && begins(bytes, from, end, PACKAGE)) {
            String found = text(bytes, from + PACKAGE.length, end);
            name = wanted.contains(found) ? found : "";
        } else if (!name.isEmpty() && bytes[from] == 'V' && begins(bytes, from, end, VERSION)) {
            String version = text(bytes, from + VERSION.length, end);
            String known = versions.get(name);
            if (known == null || DebVersion.compare(known, version) < 0) {
                versions.put(name, version);
            }
        }
    }

    private static String text(byte[] bytes, int from, int end) {
        return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).strip();
    }

    private static boolean begins(byte[] bytes, int from, int end, byte[] word) {
        if (end - from < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (bytes[from + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
