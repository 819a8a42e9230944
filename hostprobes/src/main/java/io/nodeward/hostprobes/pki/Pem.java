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

    private static final byte[] BEGIN = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "-----END ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DASHES = "-----".getBytes(StandardCharsets.US_ASCII);

    private final byte[] text;
    private int at;
    private int line = 1;

    private Pem(byte[] text) {
        this.text = text;
    }

    /**
     * One block.
     *
     * @param label what stands after BEGIN
     * @param body what it decodes to, null where it does not; the caller wipes it if it is secret
     * @param headers whether it has header lines, which encrypted keys of the old form have
     * @param line where it begins, from 1
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(String label, byte @Nullable [] body, boolean headers, int line) {

        boolean certificate() {
            return label.equals("CERTIFICATE");
        }

        boolean privateKey() {
            return label.endsWith("PRIVATE KEY");
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
        List<Block> blocks = new ArrayList<>(2);
        Pem reader = new Pem(text);
        while (true) {
            Block block = reader.next();
            if (block == null) {
                return blocks;
            }
            if (blocks.size() == BLOCKS) {
                blocks.forEach(Block::wipe);
                block.wipe();
                throw new MalformedException("holds more than " + BLOCKS + " PEM blocks");
            }
            blocks.add(block);
        }
    }

    private @Nullable Block next() {
        while (at < text.length) {
            int end = lineEnd();
            int begin = indexOf(BEGIN, at, end);
            int from = begin + BEGIN.length;
            int dashes = begin < 0 ? -1 : indexOf(DASHES, from, end);
            boolean exact = begin == at && trimmed(at, end) == dashes + DASHES.length;
            int found = line;
            move(end);
            if (dashes >= 0 && dashes - from <= LABEL) {
                Block block = body(new String(text, from, dashes - from, StandardCharsets.ISO_8859_1), found);
                if (exact || block.privateKey()) {
                    return block;
                }
            }
        }
        return null;
    }

    private Block body(String label, int found) {
        int start = at;
        int stop = text.length;
        boolean closed = false;
        while (at < text.length) {
            int end = lineEnd();
            int first = filled(at, end);
            if (starts(END, first, end)) {
                closed = ends(label, first, end);
                stop = at;
                move(end);
                break;
            }
            if (indexOf(BEGIN, first, end) >= 0) {
                // the one before was never closed
                stop = at;
                break;
            }
            move(end);
        }
        boolean headers = header(start, stop);
        return new Block(label, closed && !headers ? decode(start, stop) : null, headers, found);
    }

    private byte @Nullable [] decode(int start, int stop) {
        byte[] packed = new byte[stop - start];
        int size = 0;
        for (int from = start; from < stop; ) {
            int end = lineEnd(from);
            int first = filled(from, end);
            int last = trimmed(first, end);
            System.arraycopy(text, first, packed, size, last - first);
            size += last - first;
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

    private boolean ends(String label, int first, int last) {
        byte[] name = label.getBytes(StandardCharsets.ISO_8859_1);
        int from = first + END.length;
        return starts(name, from, last) && starts(DASHES, from + name.length, last);
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

    private int lineEnd() {
        return lineEnd(at);
    }

    private int lineEnd(int from) {
        int end = from;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return end;
    }

    private void move(int end) {
        at = Math.min(end + 1, text.length);
        line++;
    }

    private boolean starts(byte[] word, int from, int to) {
        return to - from >= word.length && Arrays.equals(text, from, from + word.length, word, 0, word.length);
    }

    private int indexOf(byte[] word, int from, int to) {
        for (int i = from; i + word.length <= to; i++) {
            if (text[i] == word[0] && starts(word, i, to)) {
                return i;
            }
        }
        return -1;
    }
}
