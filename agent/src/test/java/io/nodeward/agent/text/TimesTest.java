package io.nodeward.agent.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times without java.time.format say the same as with it. */
class TimesTest {

    @Test
    void anyPointInTimeIsWrittenAsTheLibraryWritesIt() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(-62_135_596_800L, 253_402_300_800L));
            assertThat(Times.utc(instant)).isEqualTo(instant.toString());
        }
        assertThat(Times.utc(Instant.parse("2026-01-01T00:00:00.987Z"))).isEqualTo("2026-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT5S, 5s",
        "PT90M, 1h30m",
        "PT720H, 720h",
        "PT0.25S, 250ms",
        "PT-10S, -10s",
        "PT0.000000001S, 1ns",
        "PT1M0.5S, 1m500ms",
        "PT0.0015S, 1ms500000ns"
    })
    void durations(Duration duration, String text) {
        assertThat(Times.duration(duration)).isEqualTo(text);
    }
}
