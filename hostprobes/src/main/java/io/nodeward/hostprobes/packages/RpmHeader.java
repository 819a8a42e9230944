package io.nodeward.hostprobes.packages;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The header of a package in rpm's database: an index of tags, then their data, numbers in network order (rpm: docs/manual/hregions.md,
 * lib/header.cc). What does not fit is as if it were not there.
 */
final class RpmHeader {

    private static final int ENTRY = 16;
    private static final int MOST_ENTRIES = 10_000;
    /** Files of one name in a package; to look for the directory of each takes its time. */
    private static final int MOST_OF_A_NAME = 100;

    private static final int NAME = 1000;
    private static final int INSTALLED = 1008;
    private static final int SIZES = 1028;
    private static final int STATES = 1029;
    private static final int MODES = 1030;
    private static final int TIMES = 1034;
    private static final int DIGESTS = 1035;
    private static final int DIRECTORY_INDEXES = 1116;
    static final int BASENAMES = 1117;
    private static final int DIRECTORIES = 1118;
    private static final int ALGORITHM = 5011;

    private final ByteBuffer bytes;
    private final int entries;
    private final int data;

    private RpmHeader(ByteBuffer bytes, int entries) {
        this.bytes = bytes;
        this.entries = entries;
        this.data = 8 + entries * ENTRY;
    }

    /**
     * A file of a package.
     *
     * @param mode its permission bits
     * @param algorithm by the Java runtime's name, empty where it is not known
     * @param hex its checksum, empty for none
     * @param modified the time that rpm gives its content
     * @param installed when rpm began to install the package
     */
    record Entry(
            String packageName,
            int mode,
            String algorithm,
            String hex,
            long size,
            Instant modified,
            Instant installed) {}

    /** @return null for what is no header */
    static @Nullable RpmHeader of(byte[] blob) {
        ByteBuffer bytes = ByteBuffer.wrap(blob);
        if (blob.length < 8) {
            return null;
        }
        int entries = bytes.getInt(0);
        long whole = 8L + (long) entries * ENTRY + (bytes.getInt(4) & 0xffff_ffffL);
        return entries <= 0 || entries > MOST_ENTRIES || whole > blob.length ? null : new RpmHeader(bytes, entries);
    }

    String name() {
        int at = at(NAME);
        return at < 0 ? "" : text(at);
    }

    /**
     * @param path by a name of the package's own
     * @return null where the package has no such file, or did not install it
     */
    @Nullable Entry file(String path) {
        int slash = path.lastIndexOf('/');
        String directory = path.substring(0, slash + 1);
        String name = path.substring(slash + 1);
        int count = count(BASENAMES);
        int at = at(BASENAMES);
        int same = 0;
        for (int i = 0; i < count && at >= 0 && at < bytes.limit() && same < MOST_OF_A_NAME; i++) {
            if (is(at, name)) {
                same++;
                if (directory(i).equals(directory) && state(i) == 0) {
                    return entry(i);
                }
            }
            at = next(at);
        }
        return null;
    }

    private Entry entry(int index) {
        return new Entry(
                name(),
                (int) number(MODES, 2, index) & 07777,
                algorithm(),
                string(DIGESTS, index),
                number(SIZES, 4, index),
                Instant.ofEpochSecond(number(TIMES, 4, index)),
                Instant.ofEpochSecond(number(INSTALLED, 4, 0)));
    }

    /** By the numbers of OpenPGP, RFC 9580; MD5 where it is not said. */
    private String algorithm() {
        return switch ((int) number(ALGORITHM, 4, 0)) {
            case 0, 1 -> "MD5";
            case 2 -> "SHA-1";
            case 8 -> "SHA-256";
            case 9 -> "SHA-384";
            case 10 -> "SHA-512";
            case 11 -> "SHA-224";
            default -> "";
        };
    }

    private String directory(int index) {
        return string(DIRECTORIES, (int) number(DIRECTORY_INDEXES, 4, index));
    }

    /** 0 for a file that is installed; others were left out, or belong to another package too that replaced them. */
    private int state(int index) {
        return at(STATES) < 0 ? 0 : (int) number(STATES, 1, index);
    }

    private String string(int tag, int index) {
        int at = at(tag);
        if (at < 0 || index < 0 || index >= count(tag)) {
            return "";
        }
        for (int i = 0; i < index && at < bytes.limit(); i++) {
            at = next(at);
        }
        return text(at);
    }

    private long number(int tag, int size, int index) {
        int at = at(tag) + size * index;
        if (at(tag) < 0 || index < 0 || index >= count(tag) || at + size > bytes.limit()) {
            return 0;
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | (bytes.get(at + i) & 0xff);
        }
        return value;
    }

    /** Where the data of a tag begins, or -1. */
    private int at(int tag) {
        for (int i = 0; i < entries; i++) {
            if (bytes.getInt(8 + i * ENTRY) == tag) {
                int offset = bytes.getInt(8 + i * ENTRY + 8);
                return offset < 0 || offset >= bytes.limit() - data ? -1 : data + offset;
            }
        }
        return -1;
    }

    private int count(int tag) {
        for (int i = 0; i < entries; i++) {
            if (bytes.getInt(8 + i * ENTRY) == tag) {
                return Math.min(Math.max(bytes.getInt(8 + i * ENTRY + 12), 0), bytes.limit());
            }
        }
        return 0;
    }

    private int next(int at) {
        int end = at;
        while (end < bytes.limit() && bytes.get(end) != 0) {
            end++;
        }
        return end + 1;
    }

    private boolean is(int at, String name) {
        int length = name.length();
        if (at + length >= bytes.limit() || bytes.get(at + length) != 0) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((bytes.get(at + i) & 0xff) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text(int at) {
        if (at >= bytes.limit()) {
            return "";
        }
        int end = next(at) - 1;
        byte[] text = new byte[end - at];
        bytes.get(at, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
