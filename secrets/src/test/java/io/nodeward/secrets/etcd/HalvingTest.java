package io.nodeward.secrets.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HalvingTest {
    private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

    @Test
    void theMiddleIsBetween() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            ByteString one = noise(random);
            ByteString other = noise(random);
            if (ORDER.compare(one, other) == 0 || isNoEnd(one) || isNoEnd(other)) {
                continue;
            }
            ByteString low = ORDER.compare(one, other) < 0 ? one : other;
            ByteString high = ORDER.compare(one, other) < 0 ? other : one;
            ByteString middle = Halving.middle(low, high);
            assertThat(ORDER.compare(low, middle)).isLessThanOrEqualTo(0);
            assertThat(ORDER.compare(middle, high)).isLessThanOrEqualTo(0);
        }
    }

    @Test
    void whatHasNoEndHasAMiddleToo() {
        ByteString noEnd = ByteString.copyFrom(new byte[1]);
        assertThat(Halving.middle(ByteString.copyFrom(new byte[] {0}), noEnd).byteAt(0))
                .isEqualTo((byte) 0x80);
        assertThat(Halving.middle(ByteString.copyFrom(new byte[] {(byte) 0xfe}), noEnd)
                        .byteAt(0))
                .isEqualTo((byte) 0xff);
    }

    private static boolean isNoEnd(ByteString key) {
        return key.size() == 1 && key.byteAt(0) == 0;
    }

    private static ByteString noise(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(4)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
