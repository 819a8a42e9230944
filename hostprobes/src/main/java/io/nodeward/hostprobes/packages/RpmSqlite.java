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
import org.jspecify.annotations.Nullable;

/**
 * Packages in rpm's sqlite database. Their names are in the table Name, names of files with the package's number and the
 * file's number in the table Basenames, headers of packages by their numbers in the table Packages. Only pages of the tables
 * that are asked for are read (sqlite.org/fileformat2.html); those that the write-ahead log has anew are taken from there.
 */
final class RpmSqlite {

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int MOST_PAGES = 200_000;
    private static final int MOST_NAMES = 200_000;
    private static final int MOST_BYTES = 64 << 20;
    private static final int DEPTH = 20;
    private static final int LEAF = 0x0d;
    private static final int INTERIOR = 0x05;
    private static final int LOG_HEADER = 32;
    private static final int FRAME_HEADER = 24;

    private final SeekableByteChannel file;
    private final @Nullable SeekableByteChannel log;
    private final Map<Integer, Long> logged = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private int pageSize;
    private int usable;
    private int pages;
    private final Map<String, Integer> tables = new HashMap<>();
    private final List<Place> places = new ArrayList<>();
    private Set<String> wanted = Set.of();

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

    /** A file of a package: the package's number in the database, and the file's number in the package. */
    private record Place(String baseName, long packageNumber, int file) {}

    /** Is given files that were looked for. */
    @FunctionalInterface
    interface Files {
        void file(String path, String packageName, int mode);
    }

    /**
     * Finds files of packages.
     *
     * @param baseNames the last parts of their paths
     * @return nothing to speak of, or why they cannot be found
     */
    static Read<Boolean> files(HostRoot root, String path, Set<String> baseNames, Files files) {
        Read<Boolean> with = root.parts(
                path + "-wal", log -> root.parts(path, file -> new RpmSqlite(file, log).files(path, baseNames, files)));
        return with instanceof Read.Absent<Boolean>
                ? root.parts(path, file -> new RpmSqlite(file, null).files(path, baseNames, files))
                : with;
    }

    private Read<Boolean> files(String path, Set<String> baseNames, Files files) throws IOException {
        try {
            open();
            wanted = baseNames;
            walk(table("Basenames"), 0, this::baseName);
            Map<Long, RpmHeader> headers = new HashMap<>();
            for (Place place : places) {
                RpmHeader header = headers.get(place.packageNumber());
                if (header == null) {
                    header = new RpmHeader(blob(table("Packages"), place.packageNumber()));
                    headers.put(place.packageNumber(), header);
                }
                String found = header.path(place.file(), place.baseName());
                if (found != null) {
                    files.file(found, header.name(), header.mode(place.file()));
                }
            }
            return new Read.Found<>(true);
        } catch (Malformed | IndexOutOfBoundsException e) {
            return new Read.Failed<>(path, "is no sqlite database that rpm wrote");
        }
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
            walk(table("Name"), 0, this::name);
            return new Read.Found<>(names);
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
        walk(1, 0, this::schema);
    }

    private int table(String name) throws Malformed {
        Integer root = tables.get(name);
        check(root != null && root > 0);
        return root == null ? 0 : root;
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

    @FunctionalInterface
    private interface Row {
        void at(ByteBuffer page, int cell) throws IOException;
    }

    /** A tree of rows. */
    private void walk(int number, int depth, Row row) throws IOException {
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
                walk(page.getInt(cell), depth + 1, row);
            } else {
                row.at(page, cell);
            }
        }
        if (kind == INTERIOR) {
            walk(page.getInt(start + 8), depth + 1, row);
        }
    }

    /** Type, name, table and first page of a table. */
    private void schema(ByteBuffer page, int cell) throws IOException {
        Object[] values = values(page, cell);
        if ("table".equals(values[0]) && values[1] instanceof String name && values[3] instanceof Long root) {
            tables.put(name, root.intValue());
        }
    }

    private void name(ByteBuffer page, int cell) throws IOException {
        Object[] values = values(page, cell);
        check(values[0] instanceof String && names.size() < MOST_NAMES);
        names.put((String) values[0], "");
    }

    private void baseName(ByteBuffer page, int cell) throws IOException {
        Object[] values = values(page, cell);
        check(values[0] instanceof String);
        if (wanted.contains((String) values[0]) && values[1] instanceof Long number && values[2] instanceof Long file) {
            check(places.size() < MOST_NAMES);
            places.add(new Place((String) values[0], number, file.intValue()));
        }
    }

    /** The first four values of a row, texts and whole numbers; false for others. */
    private Object[] values(ByteBuffer page, int cell) throws IOException {
        int[] at = {cell};
        long size = number(page, at);
        number(page, at);
        int begin = at[0];
        long headerSize = number(page, at);
        // long rows go on elsewhere; what is looked for stands in front
        int limit = (int) Math.min(begin + Math.min(size, usable - 35L), page.limit());
        int headerEnd = (int) Math.min(begin + headerSize, limit);
        int value = headerEnd;
        Object[] values = {false, false, false, false};
        for (int column = 0; column < 4 && at[0] < headerEnd; column++) {
            long type = number(page, at);
            int length = length(type);
            if (value + length > limit) {
                break;
            }
            if (type >= 13 && type % 2 == 1) {
                byte[] bytes = new byte[length];
                page.get(value, bytes);
                values[column] = new String(bytes, StandardCharsets.UTF_8);
            } else if (type >= 1 && type <= 6) {
                long whole = page.get(value);
                for (int i = 1; i < length; i++) {
                    whole = whole << 8 | (page.get(value + i) & 0xff);
                }
                values[column] = whole;
            } else if (type == 8 || type == 9) {
                values[column] = type - 8;
            }
            value += length;
        }
        return values;
    }

    /** The second value of the row of a number, which is large and goes on in pages of its own. */
    private ByteBuffer blob(int number, long row) throws IOException {
        int next = number;
        for (int depth = 0; depth < DEPTH; depth++) {
            ByteBuffer page = page(next);
            int kind = page.get(0);
            check(kind == LEAF || kind == INTERIOR);
            int cells = page.getShort(3) & 0xffff;
            next = kind == INTERIOR ? page.getInt(8) : 0;
            for (int i = 0; i < cells; i++) {
                int cell = page.getShort((kind == LEAF ? 8 : 12) + 2 * i) & 0xffff;
                int[] at = {kind == LEAF ? cell : cell + 4};
                long size = kind == LEAF ? number(page, at) : 0;
                long key = number(page, at);
                if (kind == LEAF && key == row) {
                    check(size > 0 && size < MOST_BYTES);
                    return second(payload(page, at[0], (int) size));
                }
                if (kind == INTERIOR && row <= key) {
                    next = page.getInt(cell);
                    break;
                }
            }
            check(kind == INTERIOR);
        }
        throw new Malformed();
    }

    /** All of a row: what stands in its page, then in pages that each name the next one. */
    private ByteBuffer payload(ByteBuffer page, int at, int size) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(size);
        int most = usable - 35;
        int least = (usable - 12) * 32 / 255 - 23;
        int local = size;
        if (size > most) {
            int fits = least + (size - least) % (usable - 4);
            local = fits <= most ? fits : least;
        }
        check(at + local <= page.limit());
        whole.put(page.slice(at, local));
        int next = local < size ? page.getInt(at + local) : 0;
        while (whole.hasRemaining()) {
            ByteBuffer more = page(next);
            next = more.getInt(0);
            whole.put(more.slice(4, Math.min(usable - 4, whole.remaining())));
        }
        return whole.flip();
    }

    private static ByteBuffer second(ByteBuffer row) throws IOException {
        int[] at = {0};
        long headerSize = number(row, at);
        int first = length(number(row, at));
        number(row, at);
        long from = headerSize + first;
        check(from > 0 && from < row.limit());
        return row.slice((int) from, row.limit() - (int) from);
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
