package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * rpm's sqlite database: names of packages in the table Name, whose rows are a name and numbers, and headers of those packages
 * that have a file of some name, by the index of the table Basenames. Of the file only the pages on the way are read
 * (sqlite.org/fileformat2.html); pages that the write-ahead log has anew are taken from there.
 */
final class RpmSqlite {

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int MOST_PAGES = 20_000;
    private static final int MOST_NAMES = 200_000;
    private static final int DEPTH = 20;
    private static final int LEAF = 0x0d;
    private static final int INTERIOR = 0x05;
    private static final int INDEX_LEAF = 0x0a;
    private static final int INDEX_INTERIOR = 0x02;
    private static final int LARGEST_HEADER = 8 << 20;
    private static final int MOST_OF_A_NAME = 1000;
    private static final int LOG_HEADER = 32;
    private static final int FRAME_HEADER = 24;

    private final SeekableByteChannel file;
    private final @Nullable SeekableByteChannel log;
    private final Map<Integer, Long> logged = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private int pageSize;
    private int usable;
    private int pages;
    private final Map<String, Integer> roots = new HashMap<>();

    private RpmSqlite(SeekableByteChannel file, @Nullable SeekableByteChannel log) {
        this.file = file;
        this.log = log;
    }

    static Read<Map<String, String>> names(HostRoot root, String path) {
        Read<Map<String, String>> with =
                root.parts(path + "-wal", log -> root.parts(path, file -> new RpmSqlite(file, log).names(path)));
        return with instanceof Read.Absent<Map<String, String>>
                ? root.parts(path, file -> new RpmSqlite(file, null).names(path))
                : with;
    }

    /** Headers of the packages that have a file whose last name is one of these. */
    static Read<List<RpmHeader>> holding(HostRoot root, String path, Set<String> basenames) {
        Read<List<RpmHeader>> with = root.parts(
                path + "-wal", log -> root.parts(path, file -> new RpmSqlite(file, log).holding(path, basenames)));
        return with instanceof Read.Absent<List<RpmHeader>>
                ? root.parts(path, file -> new RpmSqlite(file, null).holding(path, basenames))
                : with;
    }

    /** The bytes are not those of such a file. */
    private static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;

        Malformed() {
            super("is no sqlite database that rpm wrote");
        }
    }

    private Read<Map<String, String>> names(String path) throws IOException {
        try {
            open();
            walk(root("Name"), 0, false);
            return new Read.Found<>(names);
        } catch (Malformed | IndexOutOfBoundsException e) {
            return new Read.Failed<>(path, "is no sqlite database that rpm wrote");
        }
    }

    private Read<List<RpmHeader>> holding(String path, Set<String> basenames) throws IOException {
        try {
            open();
            Set<Long> rows = new TreeSet<>();
            for (String name : basenames) {
                index(root("Basenames_key_idx"), name.getBytes(StandardCharsets.UTF_8), 0, rows);
            }
            Set<Long> packages = new TreeSet<>();
            for (long row : rows) {
                byte[] record = row(root("Basenames"), row, 0);
                if (record == null) {
                    throw new Malformed();
                }
                packages.add(column(record, 1));
            }
            List<RpmHeader> headers = new ArrayList<>();
            for (long number : packages) {
                byte[] record = row(root("Packages"), number, 0);
                RpmHeader header = record == null ? null : RpmHeader.of(blob(record));
                if (header == null) {
                    throw new Malformed();
                }
                headers.add(header);
            }
            return new Read.Found<>(headers);
        } catch (Malformed | IndexOutOfBoundsException e) {
            return new Read.Failed<>(path, "is no sqlite database that rpm wrote");
        }
    }

    private void open() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(100);
        read(file, 0, header);
        for (int i = 0; i < MAGIC.length; i++) {
            check(header.get(i) == MAGIC[i]);
        }
        int size = header.getShort(16) & 0xffff;
        pageSize = size == 1 ? 65_536 : size;
        check(pageSize >= 512 && Integer.bitCount(pageSize) == 1);
        usable = pageSize - (header.get(20) & 0xff);
        check(usable >= 480);
        log();
        walk(1, 0, true);
    }

    private int root(String name) throws Malformed {
        Integer page = roots.get(name);
        if (page == null || page <= 0) {
            throw new Malformed();
        }
        return page;
    }

    /** Numbers of the rows whose key is this, by the index of a table: its entries are in order, in inner pages too. */
    private void index(int number, byte[] key, int depth, Set<Long> rows) throws IOException {
        check(depth < DEPTH && rows.size() < MOST_OF_A_NAME);
        ByteBuffer page = page(number);
        int kind = page.get(0);
        check(kind == INDEX_LEAF || kind == INDEX_INTERIOR);
        int cells = page.getShort(3) & 0xffff;
        int pointers = kind == INDEX_LEAF ? 8 : 12;
        for (int i = 0; i < cells; i++) {
            int cell = page.getShort(pointers + 2 * i) & 0xffff;
            int[] at = {kind == INDEX_LEAF ? cell : cell + 4};
            number(page, at);
            int begin = at[0];
            long headerSize = number(page, at);
            int length = length(number(page, at));
            int rowType = (int) number(page, at);
            int text = (int) (begin + headerSize);
            int order = compare(page, text, length, key);
            if (order >= 0 && kind == INDEX_INTERIOR) {
                index(page.getInt(cell), key, depth + 1, rows);
            }
            if (order > 0) {
                return;
            }
            if (order == 0) {
                check(rowType >= 1 && rowType <= 6 || rowType == 8 || rowType == 9);
                rows.add(value(page, text + length, rowType));
            }
        }
        if (kind == INDEX_INTERIOR) {
            index(page.getInt(8), key, depth + 1, rows);
        }
    }

    private static int compare(ByteBuffer page, int at, int length, byte[] key) {
        int same = Math.min(length, key.length);
        for (int i = 0; i < same; i++) {
            int order = Integer.compare(page.get(at + i) & 0xff, key[i] & 0xff);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(length, key.length);
    }

    /** The record of a row; null where there is none of this number. */
    private byte @Nullable [] row(int number, long row, int depth) throws IOException {
        check(depth < DEPTH);
        ByteBuffer page = page(number);
        int kind = page.get(0);
        check(kind == LEAF || kind == INTERIOR);
        int cells = page.getShort(3) & 0xffff;
        for (int i = 0; i < cells; i++) {
            int cell = page.getShort((kind == LEAF ? 8 : 12) + 2 * i) & 0xffff;
            int[] at = {kind == LEAF ? cell : cell + 4};
            long size = kind == LEAF ? number(page, at) : 0;
            long key = number(page, at);
            if (kind == INTERIOR && row <= key) {
                return row(page.getInt(cell), row, depth + 1);
            }
            if (kind == LEAF && row == key) {
                return record(page, at[0], size);
            }
        }
        return kind == INTERIOR ? row(page.getInt(8), row, depth + 1) : null;
    }

    /** What does not fit into a page goes on in a chain of others. */
    private byte[] record(ByteBuffer page, int at, long size) throws IOException {
        check(size > 0 && size <= LARGEST_HEADER);
        int most = usable - 35;
        int least = (usable - 12) * 32 / 255 - 23;
        int some = least + (int) ((size - least) % (usable - 4));
        int local = (int) (size <= most ? size : some <= most ? some : least);
        byte[] record = new byte[(int) size];
        page.get(at, record, 0, local);
        int done = local;
        int next = done < record.length ? page.getInt(at + local) : 0;
        while (done < record.length) {
            ByteBuffer more = page(next);
            int part = Math.min(usable - 4, record.length - done);
            more.get(4, record, done, part);
            done += part;
            next = more.getInt(0);
        }
        return record;
    }

    /** A whole number in a record. */
    private static long column(byte[] record, int wanted) throws Malformed {
        ByteBuffer bytes = ByteBuffer.wrap(record);
        int[] at = {0};
        int value = (int) number(bytes, at);
        for (int column = 0; ; column++) {
            long type = number(bytes, at);
            if (column == wanted) {
                check(type >= 1 && type <= 6 || type == 8 || type == 9);
                return value(bytes, value, (int) type);
            }
            value += length(type);
        }
    }

    /** The second column of a package's row; the first is its number, which is not in the record. */
    private static byte[] blob(byte[] record) throws Malformed {
        ByteBuffer bytes = ByteBuffer.wrap(record);
        int[] at = {0};
        int value = (int) number(bytes, at);
        value += length(number(bytes, at));
        long type = number(bytes, at);
        check(type >= 12 && type % 2 == 0);
        byte[] blob = new byte[length(type)];
        bytes.get(value, blob);
        return blob;
    }

    private static long value(ByteBuffer bytes, int at, int type) throws Malformed {
        if (type == 8 || type == 9) {
            return type == 8 ? 0 : 1;
        }
        long value = 0;
        for (int i = 0; i < length(type); i++) {
            value = value << 8 | (bytes.get(at + i) & 0xff);
        }
        return value;
    }

    private static void check(boolean right) throws Malformed {
        if (!right) {
            throw new Malformed();
        }
    }

    private static void read(SeekableByteChannel from, long at, ByteBuffer into) throws IOException {
        into.clear();
        from.position(at);
        while (into.hasRemaining()) {
            if (from.read(into) < 0) {
                throw new Malformed();
            }
        }
        into.flip();
    }

    /** Which pages the log has, up to its last commit; frames of an older round have other salts. */
    private void log() throws IOException {
        SeekableByteChannel from = log;
        if (from == null || from.size() < LOG_HEADER) {
            return;
        }
        ByteBuffer header = ByteBuffer.allocate(LOG_HEADER);
        read(from, 0, header);
        if ((header.getInt(0) & ~1) != 0x377f0682 || header.getInt(8) != pageSize) {
            return;
        }
        long salts = header.getLong(16);
        Map<Integer, Long> open = new HashMap<>();
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER);
        long at = LOG_HEADER;
        while (at + FRAME_HEADER + pageSize <= from.size() && open.size() < MOST_PAGES) {
            read(from, at, frame);
            if (frame.getLong(8) != salts) {
                break;
            }
            open.put(frame.getInt(0), at + FRAME_HEADER);
            if (frame.getInt(4) != 0) {
                logged.putAll(open);
                open.clear();
            }
            at += FRAME_HEADER + pageSize;
        }
    }

    private ByteBuffer page(int number) throws IOException {
        check(number > 0 && ++pages < MOST_PAGES);
        ByteBuffer page = ByteBuffer.allocate(pageSize);
        Long in = logged.get(number);
        SeekableByteChannel from = log;
        if (in != null && from != null) {
            read(from, in, page);
        } else {
            read(file, (number - 1L) * pageSize, page);
        }
        return page;
    }

    /** A tree of rows: of the schema when {@code schema}, else of names. */
    private void walk(int number, int depth, boolean schema) throws IOException {
        check(depth < DEPTH);
        ByteBuffer page = page(number);
        int start = number == 1 ? 100 : 0;
        int kind = page.get(start);
        check(kind == LEAF || kind == INTERIOR);
        int cells = page.getShort(start + 3) & 0xffff;
        int pointers = start + (kind == LEAF ? 8 : 12);
        for (int i = 0; i < cells; i++) {
            int cell = page.getShort(pointers + 2 * i) & 0xffff;
            if (kind == INTERIOR) {
                walk(page.getInt(cell), depth + 1, schema);
            } else {
                row(page, cell, schema);
            }
        }
        if (kind == INTERIOR) {
            walk(page.getInt(start + 8), depth + 1, schema);
        }
    }

    private void row(ByteBuffer page, int cell, boolean schema) throws IOException {
        int[] at = {cell};
        long size = number(page, at);
        number(page, at);
        int begin = at[0];
        long headerSize = number(page, at);
        // long rows go on elsewhere; what is looked for stands in front
        int limit = (int) Math.min(begin + Math.min(size, usable - 35L), page.limit());
        int headerEnd = (int) Math.min(begin + headerSize, limit);
        int value = headerEnd;
        String[] texts = new String[4];
        long rootPage = 0;
        for (int column = 0; column < 4 && at[0] < headerEnd; column++) {
            long type = number(page, at);
            int length = length(type);
            if (value + length > limit) {
                break;
            }
            if (type >= 13 && type % 2 == 1) {
                byte[] bytes = new byte[length];
                page.get(value, bytes);
                texts[column] = new String(bytes, StandardCharsets.UTF_8);
            } else if (column == 3 && type >= 1 && type <= 4) {
                for (int i = 0; i < length; i++) {
                    rootPage = rootPage << 8 | (page.get(value + i) & 0xff);
                }
            } else if (column == 3 && type == 9) {
                rootPage = 1;
            }
            value += length;
        }
        if (!schema) {
            check(texts[0] != null && names.size() < MOST_NAMES);
            names.put(texts[0], "");
        } else if (texts[1] != null) {
            roots.put(texts[1], (int) rootPage);
        }
    }

    private static int length(long type) throws Malformed {
        if (type >= 12) {
            check(type < 1 << 27);
            return (int) (type - 12) / 2;
        }
        return new int[] {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0}[(int) type];
    }

    /** A number of one to nine bytes, seven bits each but for the last. */
    private static long number(ByteBuffer page, int[] at) {
        long value = 0;
        for (int i = 0; i < 9; i++) {
            int next = page.get(at[0]++) & 0xff;
            if (i == 8) {
                return value << 8 | next;
            }
            value = value << 7 | (next & 0x7f);
            if (next < 0x80) {
                return value;
            }
        }
        return value;
    }
}
