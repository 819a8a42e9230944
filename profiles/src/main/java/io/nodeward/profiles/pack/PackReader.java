package io.nodeward.profiles.pack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link PackWriter} wrote, in the same order. Texts are decoded when they are asked for. Instances are for one
 * thread; those of several blocks may be read by as many threads.
 */
public final class PackReader {

    private final byte[] bytes;
    private final int[] starts;
    private final int[] lengths;
    /** Which texts are ASCII, and need no decoding. */
    private final boolean[] plain;

    private final @Nullable String[] texts;
    private int at;

    /**
     * @param parts the bytes in pieces, as ISO 8859-1
     * @throws IllegalArgumentException when the bytes are something else
     */
    public PackReader(String[] parts) {
        this(joined(parts));
    }

    /** @throws IllegalArgumentException when the bytes are something else */
    public PackReader(byte[] bytes) {
        this.bytes = bytes;
        for (int shift = 24; shift >= 0; shift -= 8) {
            if (at >= bytes.length || bytes[at++] != (byte) (PackWriter.MAGIC >>> shift)) {
                throw new IllegalArgumentException("these are not packed controls of this version");
            }
        }
        int count = count();
        starts = new int[count];
        lengths = new int[count];
        texts = new String[count];
        plain = new boolean[count];
        for (int i = 0; i < count; i++) {
            int size = count();
            plain[i] = (size & 1) == 0;
            lengths[i] = size >>> 1;
            starts[i] = at;
            at += lengths[i];
        }
    }

    /** For a block of another. */
    private PackReader(PackReader whole) {
        bytes = whole.bytes;
        starts = whole.starts;
        lengths = whole.lengths;
        plain = whole.plain;
        texts = whole.texts;
        at = whole.at;
    }

    /** Passes over the next block, and returns what reads it later. */
    public PackReader block() {
        int length = count();
        PackReader block = new PackReader(this);
        at += length;
        return block;
    }

    private static byte[] joined(String[] parts) {
        int length = 0;
        for (String part : parts) {
            length += part.length();
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (String part : parts) {
            System.arraycopy(part.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, at, part.length());
            at += part.length();
        }
        return bytes;
    }

    /** The next whole number. */
    public long number() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    /** The next whole number from 0 on. */
    public int count() {
        return (int) varint();
    }

    /** The next text. */
    public String text() {
        return decoded(count() - 1);
    }

    /** The next text, or null. */
    public @Nullable String optionalText() {
        int index = count();
        return index == 0 ? null : decoded(index - 1);
    }

    /** The next several texts. */
    public List<String> texts() {
        int count = count();
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(text());
        }
        return values;
    }

    @SuppressWarnings("deprecation") // takes bytes as they are, where the decoder would look at each
    private String decoded(int index) {
        String text = texts[index];
        if (text == null) {
            text = plain[index]
                    ? new String(bytes, 0, starts[index], lengths[index])
                    : new String(bytes, starts[index], lengths[index], StandardCharsets.UTF_8);
            texts[index] = text;
        }
        return text;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
