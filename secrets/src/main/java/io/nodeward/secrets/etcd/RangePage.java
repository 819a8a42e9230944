package io.nodeward.secrets.etcd;

import java.util.List;

/**
 * The answer to one range request.
 *
 * @param cluster the id of the cluster that answered
 * @param revision the newest of the cluster when it was answered
 * @param keys in the order of their bytes
 * @param more whether the range holds more keys than these
 * @param count of all keys in the range
 * @param bytes of the answer
 */
record RangePage<T>(long cluster, long revision, List<StoredKey<T>> keys, boolean more, long count, int bytes) {}
