package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Names and versions of packages in rpm's ndb database: slots at the start say where each package's header stands
 * (rpm: lib/backend/ndb/rpmpkg.c); of a header only its index and two texts are read.
 */
final class RpmNdb {

    private static final int PAGE = 4096;
    private static final int SLOT = 16;
    private static final int MAGIC = 'R' | 'p' << 8 | 'm' << 16 | 'P' << 24;
    private static final int SLOT_MAGIC = 'S' | 'l' << 8 | 'o' << 16 | 't' << 24;
    private static final int BLOB_MAGIC = 'B' | 'l' << 8 | 'b' << 16 | 'S' << 24;
    private static final int MOST_SLOT_PAGES = 2000;
    private static final int MOST_ENTRIES = 10_000;
    private static final int NAME = 1000;
    private static final int VERSION = 1001;

    private RpmNdb() {}

    static Read<Map<String, String>> names(HostRoot root, String path) {
        return root.parts(path, file -> {
            Map<String, String> names = new HashMap<>();
            return slots(file, names)
                    ? new Read.Found<>(names)
                    : new Read.Failed<>(path, "is no ndb database that rpm wrote");
        });
    }

    private static boolean slots(SeekableByteChannel file, Map<String, String> names) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(2 * SLOT).order(ByteOrder.LITTLE_ENDIAN);
        if (!read(file, 0, header) || header.getInt(0) != MAGIC) {
            return false;
        }
        int pages = header.getInt(12);
        if (pages <= 0 || pages > MOST_SLOT_PAGES) {
            return false;
        }
        ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < pages; i++) {
            if (!read(file, (long) i * PAGE, page)) {
                return false;
            }
            for (int at = i == 0 ? 2 * SLOT : 0; at < PAGE; at += SLOT) {
                if (page.getInt(at) != SLOT_MAGIC) {
                    return false;
                }
                long offset = page.getInt(at + 8) & 0xffff_ffffL;
                if (offset != 0 && !blob(file, offset * SLOT, names)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean read(SeekableByteChannel file, long at, ByteBuffer into) throws IOException {
        into.clear();
        file.position(at);
        while (into.hasRemaining()) {
            if (file.read(into) < 0) {
                return false;
            }
        }
        into.flip();
        return true;
    }

    private static boolean blob(SeekableByteChannel file, long at, Map<String, String> names) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(SLOT + 8).order(ByteOrder.LITTLE_ENDIAN);
        if (!read(file, at, head) || head.getInt(0) != BLOB_MAGIC) {
            return false;
        }
        head.order(ByteOrder.BIG_ENDIAN);
        int entries = head.getInt(SLOT);
        int size = head.getInt(SLOT + 4);
        if (entries <= 0 || entries > MOST_ENTRIES || size < 0) {
            return false;
        }
        ByteBuffer index = ByteBuffer.allocate(entries * SLOT);
        if (!read(file, at + SLOT + 8, index)) {
            return false;
        }
        long data = at + SLOT + 8 + (long) entries * SLOT;
        String name = "";
        String version = "";
        for (int i = 0; i < entries; i++) {
            int tag = index.getInt(i * SLOT);
            int offset = index.getInt(i * SLOT + 8);
            if ((tag == NAME || tag == VERSION) && offset >= 0 && offset < size) {
                String text = text(file, data + offset, Math.min(256, size - offset));
                name = tag == NAME ? text : name;
                version = tag == VERSION ? text : version;
            }
        }
        if (name.isEmpty()) {
            return false;
        }
        names.put(name, version);
        return true;
    }

    private static String text(SeekableByteChannel file, long at, int most) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(most);
        if (!read(file, at, bytes)) {
            return "";
        }
        int end = 0;
        while (end < most && bytes.get(end) != 0) {
            end++;
        }
        return new String(bytes.array(), 0, end, StandardCharsets.UTF_8);
    }
}
