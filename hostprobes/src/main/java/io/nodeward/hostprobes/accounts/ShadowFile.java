package io.nodeward.hostprobes.accounts;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** /etc/shadow without its hashes: kinds of passwords and their ages (shadow(5)). */
final class ShadowFile {

    static final String PATH = "/etc/shadow";

    private static final int LIMIT = 4 << 20;
    private static final int FIELDS = 9;

    private ShadowFile() {}

    /**
     * An entry.
     *
     * @param kind of its password
     * @param changed day of the last change, -1 where none is given
     * @param most days until it has to be changed, -1 for never
     */
    record Entry(String kind, long changed, long most, int line) {}

    /** Entries by names, of several with one name the first. */
    static Read<Map<String, Entry>> read(HostRoot root) {
        Read<byte[]> read = root.bytes(PATH, LIMIT);
        if (read instanceof Read.Found<byte[]>(byte[] bytes)) {
            try {
                return new Read.Found<>(parse(bytes));
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }
        return read.map(_ -> Map.of());
    }

    private static Map<String, Entry> parse(byte[] bytes) {
        Map<String, Entry> entries = new HashMap<>();
        int[] starts = new int[FIELDS + 1];
        int from = 0;
        int number = 0;
        while (from < bytes.length) {
            int end = from;
            int fields = 1;
            starts[0] = from;
            while (end < bytes.length && bytes[end] != '\n') {
                if (bytes[end] == ':' && fields <= FIELDS) {
                    starts[fields++] = end + 1;
                }
                end++;
            }
            number++;
            if (fields >= 2) {
                String name = text(bytes, from, starts[1] - 1);
                int behind = fields > 2 ? starts[2] - 1 : end;
                entries.putIfAbsent(
                        name,
                        new Entry(
                                PasswordKind.of(bytes, starts[1], behind),
                                number(bytes, starts, fields, end, 2),
                                number(bytes, starts, fields, end, 4),
                                number));
            }
            from = end + 1;
        }
        return entries;
    }

    private static long number(byte[] bytes, int[] starts, int fields, int end, int index) {
        if (index >= fields) {
            return -1;
        }
        return Lines.number(text(bytes, starts[index], index + 1 < fields ? starts[index + 1] - 1 : end));
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, Math.max(0, to - from), StandardCharsets.UTF_8);
    }
}
