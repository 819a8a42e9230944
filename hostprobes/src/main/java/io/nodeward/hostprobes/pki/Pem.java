package io.nodeward.hostprobes.pki;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Blocks of PEM (RFC 7468) in a file, with whatever stands between them passed over. */
final class Pem {

    /** Certificates in one file, above any real trust bundle. */
    static final int BLOCKS = 500;

    private static final int LABEL = 64;
    private static final String PRIVATE = "PRIVATE KEY";

    private static final byte[] BEGIN = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "-----END ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DASHES = "-----".getBytes(StandardCharsets.US_ASCII);

    private final byte[] text;
    private final boolean keys;
    private int at;

    private Pem(byte[] text, boolean keys) {
        this.text = text;
        this.keys = keys;
    }

    /**
     * One block.
     *
     * @param label what stands after BEGIN
     * @param body what it decodes to, null where it does not or is not wanted; the caller wipes it if it is secret
     * @param headers whether it has header lines, which encrypted keys of the old form have
     * @param offset where it begins
     * @param line the same as a line, from 1; 0 when it is the only one
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(String label, byte @Nullable [] body, boolean headers, int offset, int line) {

        boolean certificate() {
            return label.equals("CERTIFICATE");
        }

        boolean privateKey() {
            return label.endsWith(PRIVATE);
        }

        void wipe() {
            if (body != null) {
                Arrays.fill(body, (byte) 0);
            }
        }

        @Override
        public String toString() {
            return label + " in line " + line;
        }
    }

    /**
     * Returns the blocks of a text, wherever on a line they begin.
     *
     * @throws MalformedException if there are more than {@value #BLOCKS}
     */
    static List<Block> blocks(byte[] text) throws MalformedException {
        return blocks(new Pem(text, true));
    }

    /** As {@link #blocks}, but bodies of private keys are not decoded and null. */
    static List<Block> withoutKeys(byte[] text) throws MalformedException {
        return blocks(new Pem(text, false));
    }

    private static List<Block> blocks(Pem reader) throws MalformedException {
        List<Block> blocks = new ArrayList<>(2);
        while (true) {
            Block block = reader.next();
            if (block == null) {
                return blocks.size() < 2 ? blocks : numbered(reader.text, blocks);
            }
            if (blocks.size() == BLOCKS) {
                blocks.forEach(Block::wipe);
                block.wipe();
                throw new MalformedException("holds more than " + BLOCKS + " PEM blocks");
            }
            blocks.add(block);
        }
    }

    private static List<Block> numbered(byte[] text, List<Block> blocks) {
        List<Block> numbered = new ArrayList<>(blocks.size());
        int line = 1;
        int at = 0;
        for (Block block : blocks) {
            for (; at < block.offset(); at++) {
                if (text[at] == '\n') {
                    line++;
                }
            }
            numbered.add(new Block(block.label(), block.body(), block.headers(), block.offset(), line));
        }
        return numbered;
    }

    private @Nullable Block next() {
        while (true) {
            int begin = dashes(at) - DASHES.length;
            if (begin < 0) {
                return null;
            }
            int from = begin + BEGIN.length;
            at = begin + DASHES.length;
            if (!starts(BEGIN, begin, text.length)) {
                continue;
            }
            int limit = Math.min(text.length, from + LABEL + DASHES.length);
            int close = from;
            while (close < limit && text[close] != '-' && text[close] != '\n') {
                close++;
            }
            if (!starts(DASHES, close, limit)) {
                continue;
            }
            at = close + DASHES.length;
            int end = filled(at, text.length);
            boolean exact = (begin == 0 || text[begin - 1] == '\n') && (end == text.length || text[end] == '\n');
            String label = new String(text, from, close - from, StandardCharsets.ISO_8859_1);
            if (exact) {
                return body(label, begin, Math.min(end + 1, text.length));
            }
            if (label.endsWith(PRIVATE)) {
                // quoted in something else, so that nobody reads it as a key, but it is there
                return new Block(label, null, false, begin, 0);
            }
        }
    }

    private Block body(String label, int begin, int start) {
        int dashes = dashes(start);
        int stop = dashes < 0 ? text.length : dashes - DASHES.length;
        int first = stop;
        while (first > start && blank(text[first - 1])) {
            first--;
        }
        boolean closed = (first == start || text[first - 1] == '\n') && ends(label, stop);
        boolean headers = header(start, stop);
        at = stop;
        boolean wanted = keys || !label.endsWith(PRIVATE);
        return new Block(label, wanted && closed && !headers ? decode(start, first) : null, headers, begin, 0);
    }

    /**
     * Where the next run of at least five dashes ends, or -1. Only every fifth octet is looked at, for a cold Java runtime
     * takes its time over each.
     */
    private int dashes(int from) {
        int i = from + DASHES.length - 1;
        while (i < text.length) {
            if (text[i] != '-') {
                i += DASHES.length;
                continue;
            }
            int first = i;
            while (first > from && text[first - 1] == '-') {
                first--;
            }
            int end = i + 1;
            while (end < text.length && text[end] == '-') {
                end++;
            }
            if (end - first >= DASHES.length) {
                return end;
            }
            i = end + DASHES.length - 1;
        }
        return -1;
    }

    private byte @Nullable [] decode(int start, int stop) {
        byte[] body = decode(start, stop, true);
        return body == null ? decode(start, stop, false) : body;
    }

    /** @param even whether lines are taken to be as long as the first one where a line ends there */
    private byte @Nullable [] decode(int start, int stop, boolean even) {
        byte[] packed = new byte[stop - start];
        int size = 0;
        int width = -1;
        for (int from = start; from < stop; ) {
            int end = even && width > 0 && from + width < stop && text[from + width] == '\n'
                    ? from + width
                    : Math.min(lineEnd(from), stop);
            int first = filled(from, end);
            int last = trimmed(first, end);
            System.arraycopy(text, first, packed, size, last - first);
            size += last - first;
            if (width < 0) {
                width = end - from;
            }
            from = end + 1;
        }
        byte[] exact = Arrays.copyOf(packed, size);
        byte[] room = new byte[size / 4 * 3 + 3];
        try {
            return size % 4 == 0 ? Arrays.copyOf(room, Base64.getDecoder().decode(exact, room)) : null;
        } catch (IllegalArgumentException e) {
            return null;
        } finally {
            Arrays.fill(packed, (byte) 0);
            Arrays.fill(exact, (byte) 0);
            Arrays.fill(room, (byte) 0);
        }
    }

    private boolean ends(String label, int from) {
        byte[] name = label.getBytes(StandardCharsets.ISO_8859_1);
        int close = from + END.length + name.length;
        return starts(END, from, text.length)
                && starts(name, from + END.length, text.length)
                && starts(DASHES, close, text.length);
    }

    /** {@code Proc-Type: 4,ENCRYPTED} in the first line: base64 has no colon. */
    private boolean header(int start, int stop) {
        for (int i = start; i < stop && text[i] != '\n'; i++) {
            if (text[i] == ':') {
                return true;
            }
        }
        return false;
    }

    private static boolean blank(byte c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    private int filled(int from, int end) {
        int first = from;
        while (first < end && blank(text[first])) {
            first++;
        }
        return first;
    }

    private int trimmed(int from, int end) {
        int last = end;
        while (last > from && blank(text[last - 1])) {
            last--;
        }
        return last;
    }

    private int lineEnd(int from) {
        int end = from;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return end;
    }

    private boolean starts(byte[] word, int from, int to) {
        return to - from >= word.length && Arrays.equals(text, from, from + word.length, word, 0, word.length);
    }
}
