package io.nodeward.secrets.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * etcd's range call with a reader of answers that takes the keys and hands every value to a {@link ValueReader}: jetcd's
 * own would copy all of them to the heap.
 */
final class RangeMethod<T> implements MethodDescriptor.Marshaller<RangePage<T>> {
    /** Little, since values go through it where they are next to keys. */
    private static final int BUFFER = 512;

    private final ValueReader<T> reader;

    private RangeMethod(ValueReader<T> reader) {
        this.reader = reader;
    }

    static <T> MethodDescriptor<RangeRequest, RangePage<T>> reading(ValueReader<T> reader) {
        return KVGrpc.getRangeMethod().toBuilder(
                        KVGrpc.getRangeMethod().getRequestMarshaller(), new RangeMethod<>(reader))
                .build();
    }

    @Override
    public InputStream stream(RangePage<T> page) {
        throw new UnsupportedOperationException("answers are only read");
    }

    @Override
    public RangePage<T> parse(InputStream stream) {
        try {
            int bytes = stream instanceof KnownLength ? stream.available() : 0;
            CodedInputStream in = CodedInputStream.newInstance(stream, BUFFER);
            in.setSizeLimit(Integer.MAX_VALUE);
            return page(in, bytes);
        } catch (IOException e) {
            // gRPC makes it the cause of a status; its own text is protobuf's and quotes nothing
            throw Status.INTERNAL
                    .withDescription("malformed range answer")
                    .withCause(e)
                    .asRuntimeException();
        }
    }

    private RangePage<T> page(CodedInputStream in, int bytes) throws IOException {
        Header header = new Header(0, 0);
        long count = 0;
        boolean more = false;
        List<StoredKey<T>> keys = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case RangeResponse.HEADER_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    header = header(in);
                case RangeResponse.KVS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> keys.add(key(in));
                case RangeResponse.MORE_FIELD_NUMBER << 3 -> more = in.readBool();
                case RangeResponse.COUNT_FIELD_NUMBER << 3 -> count = in.readInt64();
                default -> in.skipField(tag);
            }
        }
        return new RangePage<>(header.cluster(), header.revision(), keys, more, count, bytes);
    }

    private record Header(long cluster, long revision) {}

    private static Header header(CodedInputStream in) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        long cluster = 0;
        long revision = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case ResponseHeader.CLUSTER_ID_FIELD_NUMBER << 3 -> cluster = in.readUInt64();
                case ResponseHeader.REVISION_FIELD_NUMBER << 3 -> revision = in.readInt64();
                default -> in.skipField(tag);
            }
        }
        end(in, outer);
        return new Header(cluster, revision);
    }

    private StoredKey<T> key(CodedInputStream in) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        ByteString key = ByteString.EMPTY;
        long modRevision = 0;
        long version = 0;
        @Nullable T kept = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case KeyValue.KEY_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> key = in.readBytes();
                case KeyValue.MOD_REVISION_FIELD_NUMBER << 3 -> modRevision = in.readInt64();
                case KeyValue.VERSION_FIELD_NUMBER << 3 -> version = in.readInt64();
                case KeyValue.VALUE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> kept = value(in);
                default -> in.skipField(tag);
            }
        }
        end(in, outer);
        // protobuf leaves out what is empty
        return new StoredKey<>(
                key,
                modRevision,
                version,
                kept == null ? reader.read(CodedInputStream.newInstance(new byte[0]), 0) : kept);
    }

    private T value(CodedInputStream in) throws IOException {
        int length = in.readRawVarint32();
        int outer = in.pushLimit(length);
        T kept = reader.read(in, length);
        in.skipRawBytes(in.getBytesUntilLimit());
        in.popLimit(outer);
        return kept;
    }

    /** The end of a stream ends a message too, but too early. */
    private static void end(CodedInputStream in, int outer) throws IOException {
        if (in.getBytesUntilLimit() != 0) {
            throw new EOFException("the answer is truncated");
        }
        in.popLimit(outer);
    }
}
