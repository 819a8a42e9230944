package io.nodeward.secrets.etcd;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * Looks for a key in the middle of a range. etcd does not tell the key at a position, but it counts the keys from any one
 * on, and names the first, without reading a value.
 */
final class Halving {
    /** A range with fewer keys is read in a moment anyway. */
    static final long WORTHWHILE = 5_000;

    /** Each costs etcd a walk over its index. */
    private static final int PROBES = 16;

    private final EtcdCluster cluster;
    private final long revision;

    Halving(EtcdCluster cluster, long revision) {
        this.cluster = cluster;
        this.revision = revision;
    }

    List<KeyRange> of(KeyRange range) throws EtcdException {
        KeyNames whole = cluster.names(range, revision, 1);
        if (whole.count() < WORTHWHILE) {
            return List.of(range);
        }
        ByteString low = whole.first().getFirst();
        ByteString high = range.to();
        ByteString best = low;
        long bestBehind = whole.count();
        for (int i = 0; i < PROBES; i++) {
            KeyNames from = cluster.names(new KeyRange(middle(low, high), range.to()), revision, 1);
            long behind = from.count();
            if (Math.abs(2 * behind - whole.count()) < Math.abs(2 * bestBehind - whole.count())) {
                best = from.first().getFirst();
                bestBehind = behind;
            }
            if (Math.abs(2 * behind - whole.count()) < whole.count() / 5) {
                break;
            }
            if (2 * behind < whole.count()) {
                high = middle(low, high);
            } else {
                low = from.first().getFirst();
            }
        }
        return best.equals(low) && bestBehind == whole.count()
                ? List.of(range)
                : List.of(new KeyRange(range.from(), best), new KeyRange(best, range.to()));
    }

    /** Text between two texts, seen as fractions to the base of 256; the second may be the sign for no end. */
    static ByteString middle(ByteString low, ByteString high) {
        boolean endless = high.size() == 1 && high.byteAt(0) == 0;
        int size = Math.max(low.size(), high.size()) + 1;
        byte[] middle = new byte[size];
        int carry = 0; // of the sum, from the right
        int[] sum = new int[size];
        for (int i = size - 1; i >= 0; i--) {
            int a = i < low.size() ? low.byteAt(i) & 0xff : 0;
            int b = endless || i >= high.size() ? 0 : high.byteAt(i) & 0xff;
            int total = a + b + carry;
            sum[i] = total & 0xff;
            carry = total >> 8;
        }
        int above = carry + (endless ? 1 : 0); // of the halved sum, from the left
        for (int i = 0; i < size; i++) {
            int value = (above << 8) + sum[i];
            middle[i] = (byte) (value >> 1);
            above = value & 1;
        }
        return ByteString.copyFrom(middle);
    }
}
