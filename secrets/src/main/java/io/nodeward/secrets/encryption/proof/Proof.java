package io.nodeward.secrets.encryption.proof;

import com.google.protobuf.ByteString;
import io.nodeward.secrets.etcd.EtcdCluster;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.etcd.EtcdException.Kind;
import io.nodeward.secrets.etcd.KeyNames;
import io.nodeward.secrets.etcd.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Reads from etcd how objects are stored. Of a value only what tells that is looked at, and nothing of it is kept. All is
 * read at one revision; if that is compacted away meanwhile, everything is read again at a newer one. What cannot be read
 * whole is an exception, never a smaller count.
 */
public final class Proof {
    /** API servers compact every five minutes; a proof takes seconds. */
    private static final int ATTEMPTS = 3;

    /** While etcd makes one page another is read; more of them would only fill memory. */
    private static final int READERS = 2;

    /** The API servers' note of what they compacted, beside their prefix. */
    private static final ByteString COMPACTION_NOTE = ByteString.copyFromUtf8("compact_rev_key");

    private Proof() {}

    /** Is told now and then how many objects have been read; by several threads, one of which may overtake another. */
    @FunctionalInterface
    public interface Progress {
        void read(long objects);
    }

    /** Proves at the newest revision. */
    public static ProofResult of(EtcdCluster etcd, ProofRequest request, Progress progress) throws EtcdException {
        for (int attempt = 1; ; attempt++) {
            long revision = etcd.revision(request.root());
            try {
                return at(revision, etcd, request, progress);
            } catch (EtcdException e) {
                if (e.kind() != Kind.COMPACTED) {
                    throw e;
                }
                if (attempt == ATTEMPTS) {
                    throw new EtcdException(
                            Kind.COMPACTED,
                            "etcd was compacted " + ATTEMPTS + " times while it was read, the last time at revision "
                                    + revision + "; compact less often, or prove again when nothing else compacts");
                }
            }
        }
    }

    private static ProofResult at(long revision, EtcdCluster etcd, ProofRequest request, Progress progress)
            throws EtcdException {
        StoragePrefix reader = new StoragePrefix(request.keyNames());
        AtomicLong read = new AtomicLong();
        List<Counting> countings = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            countings.add(new Counting(request, more -> progress.read(read.addAndGet(more))));
        }
        for (KeyRange range : request.ranges()) {
            etcd.scan(range, revision, reader, countings);
        }
        Counting all = new Counting(request, more -> {});
        countings.forEach(all::add);
        ProofResult result = all.result(revision);
        progress.read(result.objects());
        return result;
    }

    /**
     * Keys of etcd that are not below the prefix: of other clusters or programs, and not looked into. The API servers' own
     * note of their compactions is left out.
     *
     * @param atMost how many are named
     */
    public static KeyNames outside(EtcdCluster etcd, ProofRequest request, long revision, int atMost)
            throws EtcdException {
        KeyNames before = etcd.names(KeyRange.before(request.root()), revision, atMost + 1);
        KeyNames behind = etcd.names(KeyRange.behind(request.root()), revision, atMost + 1);
        List<ByteString> named = new ArrayList<>();
        Stream.concat(before.first().stream(), behind.first().stream())
                .filter(key -> !key.equals(COMPACTION_NOTE))
                .limit(atMost)
                .forEach(named::add);
        long notes = etcd.names(KeyRange.only(COMPACTION_NOTE), revision, 1).count();
        return new KeyNames(before.count() + behind.count() - notes, named);
    }
}
