package io.nodeward.hostprobes.pki;

import java.util.Arrays;

/**
 * A cursor over DER elements that follow each other in a range of bytes. Nothing is copied unless asked for. As strict
 * about lengths as the components themselves are: definite, in their shortest form, inside what encloses them.
 */
final class Der {

    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    private final byte[] bytes;
    private final int start;
    private final int end;
    private int at;

    Der(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.at = start;
        this.end = end;
    }

    Der(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** A constructed, context-specific tag: {@code [number]}. */
    static int context(int number) {
        return 0xA0 | number;
    }

    boolean more() {
        return at < end;
    }

    /** The tag of the next element, or -1 at the end. */
    int tag() {
        return at < end ? bytes[at] & 0xFF : -1;
    }

    /** The content of the next element, which must have this tag; the cursor moves behind it. */
    Der enter(int tag) throws MalformedException {
        if (tag() != tag) {
            throw new MalformedException("is not made as it should be");
        }
        return enter();
    }

    /** The content of the next element; the cursor moves behind it. */
    Der enter() throws MalformedException {
        if (end - at < 2 || (bytes[at] & 0x1F) == 0x1F) {
            throw cut();
        }
        int length = bytes[at + 1] & 0xFF;
        int content = at + 2;
        if (length > 0x7F) {
            int octets = length & 0x7F;
            if (octets == 0 || octets > 4 || octets > end - content) {
                throw cut();
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | (bytes[content + i] & 0xFF);
            }
            content += octets;
            if (length < 0x80 || (octets > 1 && length >>> (8 * (octets - 1)) == 0)) {
                throw new MalformedException("has a length that is not DER");
            }
        }
        if (length > end - content) {
            throw cut();
        }
        at = content + length;
        return new Der(bytes, content, content + length);
    }

    /** The next element with its tag and length; the cursor moves behind it. */
    Der whole() throws MalformedException {
        int from = at;
        enter();
        return new Der(bytes, from, at);
    }

    void skip() throws MalformedException {
        enter();
    }

    /** Holds that nothing follows. */
    void finish() throws MalformedException {
        if (at < end) {
            throw new MalformedException("has something behind its end");
        }
    }

    int length() {
        return end - start;
    }

    int octet(int index) {
        return bytes[start + index] & 0xFF;
    }

    byte[] copy() {
        return Arrays.copyOfRange(bytes, start, end);
    }

    /** Moves past leading zero octets, for numbers that are compared or measured. */
    Der magnitude() {
        int from = start;
        while (from < end && bytes[from] == 0) {
            from++;
        }
        return new Der(bytes, from, end);
    }

    /** Bits of a number without its leading zeros. */
    int bits() {
        Der number = magnitude();
        return number.length() == 0 ? 0 : number.length() * 8 - Integer.numberOfLeadingZeros(number.octet(0)) + 24;
    }

    boolean same(Der other) {
        return Arrays.equals(bytes, start, end, other.bytes, other.start, other.end);
    }

    boolean same(byte[] other) {
        return Arrays.equals(bytes, start, end, other, 0, other.length);
    }

    /** The octets of a bit string, which must be whole octets. */
    Der wholeOctets() throws MalformedException {
        if (length() == 0 || octet(0) != 0) {
            throw new MalformedException("is not made as it should be");
        }
        return new Der(bytes, start + 1, end);
    }

    /** An object identifier in its dotted form. */
    String dotted() throws MalformedException {
        if (length() == 0 || length() > 64 || (bytes[end - 1] & 0x80) != 0) {
            throw new MalformedException("is not made as it should be");
        }
        StringBuilder out = new StringBuilder(24);
        long arc = 0;
        for (int i = start; i < end; i++) {
            if ((arc == 0 && bytes[i] == (byte) 0x80) || arc > Integer.MAX_VALUE) {
                throw new MalformedException("is not made as it should be");
            }
            arc = arc << 7 | (bytes[i] & 0x7F);
            if (bytes[i] >= 0) {
                if (out.isEmpty()) {
                    long first = Math.min(arc / 40, 2);
                    out.append(first).append('.').append(arc - 40 * first);
                } else {
                    out.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return out.toString();
    }

    private static MalformedException cut() {
        return new MalformedException("is cut short or damaged");
    }
}
