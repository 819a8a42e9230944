package io.nodeward.profiles.pack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes numbers and texts for {@link PackReader}. Not safe for several threads. */
public final class PackWriter {

    static final int MAGIC = 0x4e575033;

    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Map<String, Integer> texts = new LinkedHashMap<>();

    /** A whole number; small ones take one byte. */
    public void number(long value) {
        varint(body, value << 1 ^ value >> 63);
    }

    /** A whole number from 0 on; small ones take one byte. */
    public void count(int value) {
        varint(body, value);
    }

    /** A text; a second use of the same one takes a byte or two. */
    public void text(String value) {
        Integer known = texts.get(value);
        if (known == null) {
            known = texts.size();
            texts.put(value, known);
        }
        count(known + 1);
    }

    /** A text or null. */
    public void optionalText(@Nullable String value) {
        if (value == null) {
            count(0);
        } else {
            text(value);
        }
    }

    /** Several texts. */
    public void texts(Collection<String> values) {
        count(values.size());
        values.forEach(this::text);
    }

    /** What {@code writing} writes, as a block that {@link PackReader#block} can pass over. */
    public void block(Runnable writing) {
        ByteArrayOutputStream outer = body;
        body = new ByteArrayOutputStream();
        writing.run();
        byte[] block = body.toByteArray();
        body = outer;
        count(block.length);
        body.writeBytes(block);
    }

    /** Everything that was written. */
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(MAGIC >>> shift);
        }
        varint(out, texts.size());
        texts.keySet().forEach(text -> {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            // whoever reads it need not decode what is ASCII
            varint(out, utf8.length << 1 | (utf8.length == text.length() ? 0 : 1));
            out.writeBytes(utf8);
        });
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
