package io.nodeward.secrets.etcd;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;

/**
 * Takes from the bytes of a stored value what is wanted, as they come from the connection. What it does not read is
 * skipped and never in an array of ours.
 *
 * @param <T> what is kept of a value
 */
@FunctionalInterface
public interface ValueReader<T> {
    /**
     * Reads some of a value.
     *
     * @param value whose limit is the end of the value; it may be left anywhere before that
     * @param length of the value in bytes
     * @throws IOException when the value ends too early for what was asked of {@code value}; an odd value is for the
     *     implementation to describe, not to throw for
     */
    T read(CodedInputStream value, int length) throws IOException;
}
