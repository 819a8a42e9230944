package io.nodeward.secrets.etcd;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * Some keys of a range, without values.
 *
 * @param count of all keys in it
 * @param first the first ones
 */
public record KeyNames(long count, List<ByteString> first) {}
