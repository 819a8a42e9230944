package io.nodeward.secrets.etcd;

import com.google.protobuf.ByteString;

/**
 * One key and what was kept of its value.
 *
 * @param modRevision of its newest write
 * @param version writes since it was created, 1 for the creation
 * @param kept what the {@link ValueReader} took
 */
public record StoredKey<T>(ByteString key, long modRevision, long version, T kept) {}
