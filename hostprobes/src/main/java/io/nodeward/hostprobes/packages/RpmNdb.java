package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names and versions of packages in rpm's ndb database: slots at the start say where each package's header stands
 * (rpm: lib/backend/ndb/rpmpkg.c); of a header only its index and two texts are read, and all of it where the package has a
 * file of some name.
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

    private static final int LARGEST_HEADER = 8 << 20;
    /** Names of files of all packages: a large host has some ten megabytes. */
    private static final long MOST_NAMES = 256L << 20;

    private RpmNdb() {}

    /** Is given the place of each header. */
    @FunctionalInterface
    private interface Visit {
        boolean at(SeekableByteChannel file, long at) throws IOException;
    }

    /** Headers of the packages that have a file whose last name is one of these. */
    static Read<List<RpmHeader>> holding(HostRoot root, String path, Set<String> basenames) {
        List<byte[]> wanted = new ArrayList<>();
        for (String name : basenames) {
            wanted.add(("\0" + name + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return root.parts(path, channel -> {
            List<RpmHeader> headers = new ArrayList<>();
            long[] read = {0};
            return slots(channel, (file, at) -> header(file, at, wanted, headers, read))
                    ? new Read.Found<>(headers)
                    : new Read.Failed<>(path, "is no ndb database that rpm wrote");
        });
    }

    private static boolean header(
            SeekableByteChannel file, long at, List<byte[]> wanted, List<RpmHeader> headers, long[] total)
            throws IOException {
        ByteBuffer head = ByteBuffer.allocate(SLOT + 8).order(ByteOrder.LITTLE_ENDIAN);
        if (!read(file, at, head) || head.getInt(0) != BLOB_MAGIC) {
            return false;
        }
        head.order(ByteOrder.BIG_ENDIAN);
        int entries = head.getInt(SLOT);
        int size = head.getInt(SLOT + 4);
        if (entries <= 0 || entries > MOST_ENTRIES || size < 0 || size > LARGEST_HEADER) {
            return false;
        }
        ByteBuffer index = ByteBuffer.allocate(entries * SLOT);
        if (!read(file, at + SLOT + 8, index)) {
            return false;
        }
        int from = -1;
        for (int i = 0; i < entries; i++) {
            if (index.getInt(i * SLOT) == RpmHeader.BASENAMES) {
                from = index.getInt(i * SLOT + 8);
            }
        }
        if (from < 0 || from >= size) {
            return true;
        }
        int end = size;
        for (int i = 0; i < entries; i++) {
            int offset = index.getInt(i * SLOT + 8);
            end = offset > from && offset < end ? offset : end;
        }
        total[0] += (long) entries * SLOT + end - from;
        if (total[0] > MOST_NAMES) {
            return false;
        }
        ByteBuffer names = ByteBuffer.allocate(end - from + 1);
        names.limit(end - from);
        long data = at + SLOT + 8 + (long) entries * SLOT;
        if (!fill(file, data + from, names) || !holds(names.array(), wanted)) {
            return true;
        }
        ByteBuffer whole = ByteBuffer.allocate(8 + entries * SLOT + size);
        RpmHeader header = read(file, at + SLOT, whole) ? RpmHeader.of(whole.array()) : null;
        if (header != null) {
            headers.add(header);
        }
        return header != null;
    }

    private static boolean fill(SeekableByteChannel file, long at, ByteBuffer into) throws IOException {
        file.position(at);
        while (into.hasRemaining()) {
            if (file.read(into) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of the names is among names that each end with a zero; before the first stands none. */
    private static boolean holds(byte[] names, List<byte[]> wanted) {
        for (byte[] name : wanted) {
            for (int at = -1; at + name.length <= names.length; at++) {
                int i = at < 0 ? 1 : 0;
                while (i < name.length && names[at + i] == name[i]) {
                    i++;
                }
                if (i == name.length) {
                    return true;
                }
            }
        }
        return false;
    }

    static Read<Map<String, String>> names(HostRoot root, String path) {
        return root.parts(path, file -> {
            Map<String, String> names = new HashMap<>();
            return slots(file, (channel, at) -> blob(channel, at, names))
                    ? new Read.Found<>(names)
                    : new Read.Failed<>(path, "is no ndb database that rpm wrote");
        });
    }

    private static boolean slots(SeekableByteChannel file, Visit visit) throws IOException {
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
                if (offset != 0 && !visit.at(file, offset * SLOT)) {
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
