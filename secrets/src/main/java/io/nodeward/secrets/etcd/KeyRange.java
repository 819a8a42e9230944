package io.nodeward.secrets.etcd;

import com.google.protobuf.ByteString;

/**
 * Keys from one to before another, in the order of their bytes. A zero byte alone as the end is etcd's sign for no end.
 */
public record KeyRange(ByteString from, ByteString to) {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    /** This key alone. */
    public static KeyRange only(ByteString key) {
        return new KeyRange(key, key.concat(ZERO));
    }

    /** All keys that begin so. */
    public static KeyRange below(String prefix) {
        ByteString from = ByteString.copyFromUtf8(prefix);
        return new KeyRange(from, after(from));
    }

    /** All keys that sort before those of {@link #below}. */
    public static KeyRange before(String prefix) {
        return new KeyRange(ZERO, ByteString.copyFromUtf8(prefix));
    }

    /** All keys that sort behind those of {@link #below}. */
    public static KeyRange behind(String prefix) {
        return new KeyRange(after(ByteString.copyFromUtf8(prefix)), ZERO);
    }

    /** What is left when the keys up to and with this one have been seen. */
    KeyRange behind(ByteString seen) {
        return new KeyRange(seen.concat(ZERO), to);
    }

    /** Whether a key is in it. */
    public boolean holds(ByteString key) {
        var order = ByteString.unsignedLexicographicalComparator();
        return order.compare(key, from) >= 0 && (to.equals(ZERO) || order.compare(key, to) < 0);
    }

    /** Every prefix here is text, so that its last byte is never the highest one. */
    private static ByteString after(ByteString prefix) {
        if (prefix.isEmpty()) {
            return ZERO;
        }
        byte[] bytes = prefix.toByteArray();
        bytes[bytes.length - 1]++;
        return ByteString.copyFrom(bytes);
    }
}
