package io.nodeward.secrets.etcd;

import com.google.protobuf.ByteString;
import io.nodeward.secrets.etcd.EtcdException.Kind;

/**
 * Holds an answer against what was asked for and against the answer before it: keys in order, inside of the range, not
 * newer than the revision, and as many as etcd counted. What does not add up is an error, never a smaller result.
 */
final class RangeChecks {
    private RangeChecks() {}

    /** @param expected how many keys the range must have; negative if that is not known yet */
    static void check(RangePage<?> page, KeyRange range, long revision, long expected) throws EtcdException {
        int size = page.keys().size();
        if (expected >= 0 && page.count() != expected) {
            throw wrong("it counts " + page.count() + " keys where " + expected + " are left");
        }
        if (page.more() != page.count() > size || (page.more() && size == 0)) {
            throw wrong("it sends " + size + " of " + page.count() + " keys and says that "
                    + (page.more() ? "there are more" : "these are all"));
        }
        if (page.revision() < revision) {
            throw wrong("it is at revision " + page.revision() + ", which is before the " + revision
                    + " that was asked for");
        }
        ByteString last = ByteString.EMPTY;
        for (StoredKey<?> key : page.keys()) {
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
