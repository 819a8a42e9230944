package io.nodeward.hostprobes.packages;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A package's header as rpm's database holds it (rpm: docs/manual/format_header.md): numbers of entries and bytes, then
 * entries of a tag, a type, an offset and a count, then their data. Throws IndexOutOfBoundsException for what is none.
 */
final class RpmHeader {

    private static final int ENTRY = 16;
    private static final int MOST_ENTRIES = 10_000;
    private static final int NAME = 1000;
    private static final int MODES = 1030;
    private static final int DIRECTORY_INDEXES = 1116;
    private static final int BASE_NAMES = 1117;
    private static final int DIRECTORIES = 1118;

    private final ByteBuffer blob;
    private final int entries;

    RpmHeader(ByteBuffer blob) {
        this.blob = blob;
        this.entries = blob.getInt(0);
        if (entries <= 0 || entries > MOST_ENTRIES) {
            throw new IndexOutOfBoundsException("no header");
        }
    }

    String name() {
        return text(NAME, 0);
    }

    /** The path of a file by its number; null where the package has no such file. */
    @Nullable String path(int file, String baseName) {
        int index = entry(DIRECTORY_INDEXES);
        if (index < 0
                || file < 0
                || file >= count(index)
                || !text(BASE_NAMES, file).equals(baseName)) {
            return null;
        }
        return text(DIRECTORIES, blob.getInt(data(index) + 4 * file)) + baseName;
    }

    /** Permissions of a file by its number; less than 0 where it does not say. */
    int mode(int file) {
        int index = entry(MODES);
        return index < 0 || file >= count(index) ? -1 : blob.getShort(data(index) + 2 * file) & 07777;
    }

    private int entry(int tag) {
        for (int i = 0; i < entries; i++) {
            if (blob.getInt(8 + i * ENTRY) == tag) {
                return 8 + i * ENTRY;
            }
        }
        return -1;
    }

    private int data(int entry) {
        return 8 + entries * ENTRY + blob.getInt(entry + 8);
    }

    private int count(int entry) {
        return blob.getInt(entry + 12);
    }

    /** Texts of an entry stand one behind the other, each with a zero at its end. */
    private String text(int tag, int number) {
        int entry = entry(tag);
        if (entry < 0 || number < 0 || number >= count(entry)) {
            throw new IndexOutOfBoundsException("no such text");
        }
        int at = data(entry);
        for (int i = 0; i < number; i++) {
            while (blob.get(at) != 0) {
                at++;
            }
            at++;
        }
        int end = at;
        while (blob.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - at];
        blob.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
