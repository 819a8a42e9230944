package io.nodeward.secrets.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.RangeRequest;
import io.grpc.MethodDescriptor;
import io.nodeward.secrets.etcd.EtcdException.Kind;
import java.time.Duration;

/**
 * Reads all keys of a range as they were at one revision, page by page. A page is as large as its bytes allow, so that
 * memory does not grow with the number nor with the size of the values.
 *
 * <p>Each answer is held against the one before: keys in order, inside of the range, not newer than the revision, and as
 * many as etcd counted. What does not add up is an error, never a smaller result.
 */
final class RangeScan<T> {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** How large an answer should be, in bytes. */
    private static final int WANTED = 2 << 20;
    /** How large it may be. */
    private static final int TAKEN = 4 * WANTED;
    /** How large the answer with one value alone may be; etcd takes values of 1.5 MiB, and more only if told to. */
    private static final int ALONE = 64 << 20;

    private static final int FIRST_KEYS = 500;
    private static final int MOST_KEYS = 10_000;
    private static final String DOING = "read a range of keys";

    private final EtcdCluster cluster;
    private final MethodDescriptor<RangeRequest, RangePage<T>> method;
    private final long revision;
    private long limit = FIRST_KEYS;

    RangeScan(EtcdCluster cluster, ValueReader<T> reader, long revision) {
        this.cluster = cluster;
        this.method = RangeMethod.reading(reader);
        this.revision = revision;
    }

    /** Hands all keys over, in order, in the calling thread. Returns how many they were. */
    long read(KeyRange range, KeyConsumer<T> each) throws EtcdException {
        KeyRange left = range;
        long seen = 0;
        long expected = -1;
        boolean more = true;
        while (more) {
            RangePage<T> page = page(left);
            check(page, left, expected);
            for (StoredKey<T> key : page.keys()) {
                each.accept(key);
            }
            seen += page.keys().size();
            expected = page.count() - page.keys().size();
            more = page.more();
            if (more) {
                left = left.behind(page.keys().getLast().key());
            }
        }
        return seen;
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

    private void check(RangePage<T> page, KeyRange range, long expected) throws EtcdException {
        int size = page.keys().size();
        if (expected >= 0 && page.count() != expected) {
            throw wrong("it counts " + page.count() + " keys where " + expected + " are left");
        }
        if (page.more() != page.count() > size || (page.more() && size == 0)) {
            throw wrong("it sends " + size + " of " + page.count() + " keys and says that "
                    + (page.more() ? "there are more" : "these are all"));
        }
        if (page.revision() < revision) {
            throw wrong("it is at revision " + page.revision() + ", which is before the " + revision + " of the proof");
        }
        ByteString last = ByteString.EMPTY;
        for (StoredKey<T> key : page.keys()) {
            if (!range.holds(key.key())
                    || ByteString.unsignedLexicographicalComparator().compare(key.key(), last) <= 0) {
                throw wrong("it sends a key that is out of order or was not asked for");
            }
            if (key.modRevision() < 1 || key.modRevision() > revision || key.version() < 1) {
                throw wrong("it sends a key as of revision " + key.modRevision() + " for revision " + revision);
            }
            last = key.key();
        }
    }

    private static EtcdException wrong(String how) {
        return new EtcdException(
                Kind.BAD_ANSWER,
                "etcd's answer to a range request contradicts itself: " + how + "; nothing is proved by it");
    }
}
