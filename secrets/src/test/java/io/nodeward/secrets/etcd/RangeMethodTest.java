package io.nodeward.secrets.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our reader of range answers against protobuf's own. */
class RangeMethodTest {
    private static final int BEGIN = 7;

    /** Keeps the length and a few bytes, as the proof does. */
    private static final ValueReader<Kept> READER =
            (value, length) -> new Kept(length, ByteString.copyFrom(value.readRawBytes(Math.min(length, BEGIN))));

    private record Kept(int length, ByteString begin) {}

    @Test
    void readsWhatProtobufReads() {
        Random random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            RangeResponse response = response(random);
            assertSame(parse(response.toByteArray()), response);
        }
    }

    @Test
    void readsFieldsInAnyOrderAndPassesOverUnknownOnes() throws Exception {
        RangeResponse one = response(new Random(1)).toBuilder().clearHeader().build();
        RangeResponse header = RangeResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(9).setMemberId(-1))
                .setMore(true)
                .build();
        byte[] unknown = {(15 << 3) | 2, 3, 'a', 'b', 'c', (14 << 3), 1};
        byte[] bytes = concat(concat(one.toByteArray(), unknown), header.toByteArray());

        assertSame(parse(bytes), RangeResponse.parseFrom(bytes));
    }

    @Test
    void truncatedAnswersAreRefusedOrAreWhatProtobufReadsToo() throws Exception {
        byte[] whole = response(new Random(3)).toByteArray();
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            RangeResponse expected;
            try {
                expected = RangeResponse.parseFrom(part);
            } catch (InvalidProtocolBufferException e) {
                assertThatThrownBy(() -> parse(part)).isInstanceOf(StatusRuntimeException.class);
                refused++;
                continue;
            }
            assertSame(parse(part), expected);
        }
        assertThat(refused).isGreaterThan(whole.length / 2);
    }

    /** What is damaged is never read as something else than protobuf would. */
    @Test
    void damagedAnswersAreRefusedOrAreWhatProtobufReadsToo() {
        Random random = new Random(5);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = response(random).toByteArray();
            if (bytes.length == 0) {
                continue;
            }
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            RangePage<Kept> page;
            try {
                page = parse(bytes);
            } catch (StatusRuntimeException e) {
                continue;
            }
            RangeResponse expected;
            try {
                expected = RangeResponse.parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                // protobuf also looks into what we pass over: the header's other fields
                continue;
            }
            assertSame(page, expected);
            read++;
        }
        assertThat(read).isGreaterThan(100);
    }

    private static void assertSame(RangePage<Kept> page, RangeResponse expected) {
        assertThat(page.cluster()).isEqualTo(expected.getHeader().getClusterId());
        assertThat(page.revision()).isEqualTo(expected.getHeader().getRevision());
        assertThat(page.count()).isEqualTo(expected.getCount());
        assertThat(page.more()).isEqualTo(expected.getMore());
        assertThat(page.keys())
                .isEqualTo(expected.getKvsList().stream()
                        .map(kv -> new StoredKey<>(
                                kv.getKey(),
                                kv.getModRevision(),
                                kv.getVersion(),
                                new Kept(
                                        kv.getValue().size(),
                                        kv.getValue()
                                                .substring(
                                                        0,
                                                        Math.min(
                                                                BEGIN,
                                                                kv.getValue().size())))))
                        .toList());
    }

    private static RangePage<Kept> parse(byte[] bytes) {
        return RangeMethod.reading(READER).parseResponse(new ByteArrayInputStream(bytes));
    }

    private static RangeResponse response(Random random) {
        RangeResponse.Builder response = RangeResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder()
                        .setClusterId(random.nextLong())
                        .setRevision(random.nextLong(1 << 20))
                        .setRaftTerm(3))
                .setMore(random.nextBoolean())
                .setCount(random.nextInt(1000));
        for (int i = random.nextInt(5); i > 0; i--) {
            response.addKvs(KeyValue.newBuilder()
                    .setKey(noise(random, 60))
                    .setCreateRevision(random.nextLong(1 << 20))
                    .setModRevision(random.nextLong(1 << 20))
                    .setVersion(random.nextLong(100))
                    .setLease(random.nextInt(2) * 77L)
                    .setValue(noise(random, random.nextInt(4) == 0 ? 5_000 : 30)));
        }
        return response.build();
    }

    private static ByteString noise(Random random, int atMost) {
        byte[] bytes = new byte[random.nextInt(atMost)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
