package io.nodeward.secrets.encryption.proof;

import com.google.protobuf.ByteString;
import io.nodeward.secrets.encryption.proof.FoundObjects.Found;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.etcd.EtcdException.Kind;
import io.nodeward.secrets.etcd.KeyConsumer;
import io.nodeward.secrets.etcd.StoredKey;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** Sums up what is read, object by object. */
final class Counting implements KeyConsumer<StoredAs> {
    private static final int TELL_EVERY = 1 << 10;

    /** Of resources, and of ways in which one is stored. No cluster has so many; memory must not grow with what is found. */
    private static final int MOST_KINDS = 10_000;

    private final ProofRequest request;
    private final LongConsumer told;
    private final ByteString root;
    private final SortedMap<String, SortedMap<StoredAs, Tally>> resources = new TreeMap<>();
    private final Finds unwanted;
    private final Finds undecodable;
    private long unread;

    /** @param told of how many more were read, now and then */
    Counting(ProofRequest request, LongConsumer told) {
        this.request = request;
        this.told = told;
        this.root = ByteString.copyFromUtf8(request.root());
        this.unwanted = new Finds(request.atMostNamed());
        this.undecodable = new Finds(request.atMostNamed());
    }

    @Override
    public void accept(StoredKey<StoredAs> key) throws EtcdException {
        ObjectName object =
                request.layout().object(key.key().substring(root.size()).toStringUtf8());
        StoredAs stored = key.kept();
        SortedMap<StoredAs, Tally> ways = resources.computeIfAbsent(object.resource(), it -> new TreeMap<>());
        ways.merge(stored, Tally.of(key.modRevision(), key.version()), Tally::plus);
        if (resources.size() > MOST_KINDS || ways.size() > MOST_KINDS) {
            throw new EtcdException(
                    Kind.BAD_ANSWER,
                    "etcd has more than " + MOST_KINDS + " resources or encryption keys below " + request.root()
                            + ", which no API server writes; is the prefix right?");
        }
        if (stored.form() == Form.UNDECODABLE) {
            undecodable.add(key.key(), object, stored);
        }
        if (!request.wanted().allows(object.resource(), stored)) {
            unwanted.add(key.key(), object, stored);
        }
        if (++unread == TELL_EVERY) {
            told.accept(unread);
            unread = 0;
        }
    }

    /** Adds what another thread counted, which has ended. */
    void add(Counting other) {
        other.resources.forEach((resource, ways) -> {
            SortedMap<StoredAs, Tally> mine = resources.computeIfAbsent(resource, it -> new TreeMap<>());
            ways.forEach((way, tally) -> mine.merge(way, tally, Tally::plus));
        });
        unwanted.add(other.unwanted);
        undecodable.add(other.undecodable);
    }

    ProofResult result(long revision) {
        return new ProofResult(revision, resources, unwanted.found(), undecodable.found());
    }

    /** Counts all, keeps the first in the order of keys. */
    private static final class Finds {
        private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

        private final int atMost;
        private final SortedMap<ByteString, Found> named = new TreeMap<>(ORDER);
        private long total;

        Finds(int atMost) {
            this.atMost = atMost;
        }

        void add(ByteString key, ObjectName object, StoredAs stored) {
            total++;
            // keys come in order
            if (named.size() < atMost) {
                named.put(key, new Found(object, stored));
            }
        }

        void add(Finds other) {
            total += other.total;
            named.putAll(other.named);
            while (named.size() > atMost) {
                named.remove(named.lastKey());
            }
        }

        FoundObjects found() {
            return new FoundObjects(total, List.copyOf(named.values()));
        }
    }
}
