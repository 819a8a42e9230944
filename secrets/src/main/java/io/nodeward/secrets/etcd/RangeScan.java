package io.nodeward.secrets.etcd;

import io.etcd.jetcd.api.RangeRequest;
import io.grpc.MethodDescriptor;
import io.nodeward.secrets.etcd.EtcdException.Kind;
import java.time.Duration;

/**
 * Reads keys and values as they were at one revision, page by page. A page is as large as its bytes allow, so that memory
 * does not grow with the size of the values. For one thread.
 */
final class RangeScan<T> {
    static final Duration LIMIT = Duration.ofSeconds(30);

    /** How large an answer should be, in bytes. */
    private static final int WANTED = 2 << 20;
    /** How large it may be. */
    private static final int TAKEN = 4 * WANTED;
    /** How large the answer with one value alone may be; etcd takes values of 1.5 MiB, and more only if told to. */
    private static final int ALONE = 64 << 20;

    private static final int FIRST_KEYS = 500;
    private static final int MOST_KEYS = 10_000;
    static final String DOING = "read a range of keys";

    private final EtcdCluster cluster;
    private final MethodDescriptor<RangeRequest, RangePage<T>> method;
    private final long revision;
    private long limit = FIRST_KEYS;

    RangeScan(EtcdCluster cluster, ValueReader<T> reader, long revision) {
        this.cluster = cluster;
        this.method = RangeMethod.reading(reader);
        this.revision = revision;
    }

    /** Hands all keys of a range over, in order. {@code count} is how many they must be. */
    void read(KeyRange range, long count, KeyConsumer<T> each) throws EtcdException {
        KeyRange left = range;
        long expected = count;
        boolean more = true;
        while (more) {
            RangePage<T> page = page(left);
            RangeChecks.check(page, left, revision, expected);
            for (StoredKey<T> key : page.keys()) {
                each.accept(key);
            }
            expected -= page.keys().size();
            more = page.more();
            if (more) {
                left = left.behind(page.keys().getLast().key());
            }
        }
    }

    /** How many keys a page takes, as far as is known by now. */
    long pageKeys() {
        return limit;
    }

    private RangePage<T> page(KeyRange range) throws EtcdException {
        while (true) {
            RangeRequest request = RangeRequest.newBuilder()
                    .setKey(range.from())
                    .setRangeEnd(range.to())
                    .setRevision(revision)
                    .setLimit(limit)
                    .build();
            int taken = limit == 1 ? ALONE : TAKEN;
            try {
                RangePage<T> page = cluster.anyOf(endpoint -> {
                    RangePage<T> answer = endpoint.call(method, request, LIMIT, taken, DOING);
                    cluster.requireSameCluster(answer.cluster(), endpoint);
                    return answer;
                });
                adapt(page);
                return page;
            } catch (EtcdException e) {
                if (e.kind() != Kind.TOO_LARGE || limit == 1) {
                    throw e;
                }
                limit = Math.max(1, limit / 8);
            }
        }
    }

    private void adapt(RangePage<T> page) {
        if (!page.keys().isEmpty()) {
            long perKey = Math.max(1, page.bytes() / page.keys().size());
            limit = Math.clamp(WANTED / perKey, 1, Math.min(MOST_KEYS, 4 * limit));
        }
    }
}
