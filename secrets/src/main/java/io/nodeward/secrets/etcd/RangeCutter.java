package io.nodeward.secrets.etcd;

import io.etcd.jetcd.api.RangeRequest;
import io.grpc.MethodDescriptor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a range into pieces that several threads can read at once, by its keys alone. Every answer of etcd counts the whole
 * rest of its range, so that reading a long range by pages takes the square of its length; a piece with an end of its own
 * is counted in a moment. Safe for many threads.
 */
final class RangeCutter {
    /** A part of the range, and how many keys it has. */
    record Piece(KeyRange range, long count) {}

    /** Keys of one answer: few enough to begin soon, and so many that there are few such answers. */
    private static final int FEWEST_KEYS = 10_000;

    private static final int MOST_KEYS = 25_000;
    private static final int ANSWERS = 10;
    private static final int TAKEN = 64 << 20;

    private static final MethodDescriptor<RangeRequest, RangePage<Boolean>> KEYS =
            RangeMethod.reading((value, length) -> true);

    private final EtcdCluster cluster;
    private final long revision;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private KeyRange left;
    private long expected = -1;
    private boolean more = true;
    private int limit = FEWEST_KEYS;

    RangeCutter(EtcdCluster cluster, KeyRange range, long revision) {
        this.cluster = cluster;
        this.left = range;
        this.revision = revision;
    }

    /** The next piece, of about so many keys; empty at the end of the range. */
    synchronized Optional<Piece> next(long keys) throws EtcdException {
        if (pieces.isEmpty() && more) {
            cut(Math.clamp(keys, 1, MOST_KEYS));
        }
        return Optional.ofNullable(pieces.poll());
    }

    private void cut(int size) throws EtcdException {
        RangePage<Boolean> page = page();
        RangeChecks.check(page, left, revision, expected);
        List<StoredKey<Boolean>> keys = page.keys();
        more = page.more();
        KeyRange behind = more ? left.behind(keys.getLast().key()) : left;
        for (int i = 0; i < keys.size(); i += size) {
            int next = Math.min(i + size, keys.size());
            pieces.add(new Piece(
                    new KeyRange(
                            i == 0 ? left.from() : keys.get(i).key(),
                            next < keys.size() ? keys.get(next).key() : more ? behind.from() : left.to()),
                    next - i));
        }
        left = behind;
        expected = page.count() - keys.size();
        limit = Math.clamp(page.count() / ANSWERS, FEWEST_KEYS, MOST_KEYS);
    }

    private RangePage<Boolean> page() throws EtcdException {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(left.from())
                .setRangeEnd(left.to())
                .setRevision(revision)
                .setLimit(limit)
                .setKeysOnly(true)
                .build();
        return cluster.anyOf(endpoint -> {
            RangePage<Boolean> page = endpoint.call(KEYS, request, RangeScan.LIMIT, TAKEN, RangeScan.DOING);
            cluster.requireSameCluster(page.cluster(), endpoint);
            return page;
        });
    }
}
