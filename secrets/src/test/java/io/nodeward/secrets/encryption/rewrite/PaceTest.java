package io.nodeward.secrets.encryption.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long FAST = TimeUnit.MILLISECONDS.toNanos(100);

    private final Pace pace = new Pace(Limits.DEFAULT);

    @Test
    void asLongAsTheServerKeepsUpItBecomesMore() throws Exception {
        answer(300, FAST, true);
        assertThat(pace.limit()).isEqualTo(8);
    }

    @Test
    void slowerAnswersMakeItLess() throws Exception {
        answer(300, FAST, true);
        answer(96, 5 * FAST, true);
        assertThat(pace.limit()).isLessThanOrEqualTo(4);
        answer(2000, 5 * FAST, true);
        assertThat(pace.limit()).isLessThanOrEqualTo(2);
    }

    @Test
    void thatWritingTakesLongerThanNotWritingIsNoReason() throws Exception {
        answer(300, FAST, false);
        answer(300, 5 * FAST, true);
        assertThat(pace.limit()).isEqualTo(8);
    }

    @Test
    void aRefusalHalvesItAndIsNotTriedAgainSoon() throws Exception {
        answer(300, FAST, true);
        long started = pace.acquire();
        long together = pace.acquire();
        pace.setback(started, Optional.empty());
        pace.setback(together, Optional.empty());
        assertThat(pace.limit()).isEqualTo(4);
        answer(1000, FAST, true);
        assertThat(pace.limit()).isEqualTo(7);
    }

    @Test
    void itWaitsAsLongAsTheServerAsks() throws Exception {
        pace.setback(pace.acquire(), Optional.of(Duration.ofMillis(300)));
        assertThat(pace.failing()).isPositive();
        long start = System.nanoTime();
        pace.answered(pace.acquire(), true);
        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(250));
        assertThat(pace.failing()).isZero();
    }

    @Test
    void theRateIsKept() throws Exception {
        Pace slow = new Pace(Limits.DEFAULT.withMaxRate(100));
        long start = System.nanoTime();
        for (int i = 0; i < 21; i++) {
            slow.acquire();
            slow.abandoned();
        }
        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(190));
    }

    /** Lets answers come as if they had taken so long. */
    private void answer(int count, long nanoseconds, boolean wrote) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            pace.answered(pace.acquire() - nanoseconds, wrote);
        }
    }
}
