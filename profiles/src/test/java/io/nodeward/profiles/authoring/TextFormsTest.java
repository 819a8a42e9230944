package io.nodeward.profiles.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.profiles.expression.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormsTest {

    @ParameterizedTest
    @CsvSource({
        "4h0m0s, 14400000000000",
        "0, 0",
        "0s, 0",
        "1.5h, 5400000000000",
        "-300ms, -300000000",
        "1h1m1s1ms1us1ns, 3661001001001",
        ".5s, 500000000",
        "1.s, 1000000000",
        "720h, 2592000000000000"
    })
    void durations(String text, long nanos) {
        assertThat(TextForms.duration(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "3 days", "3d", "h", "-", "1h 2m", "1..5s", "s1", "99999999999999999999h", "."})
    void noDurations(String text) {
        assertThat(TextForms.duration(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4h0m0s", "1m30s", "0s", "300ms", "2µs", "7ns", "1.5s", "-1h0m0s", "2h0m0.25s"})
    void durationsAreShownAsTheyAreWritten(String text) {
        Duration duration = TextForms.duration(text);
        assertThat(duration == null ? "" : Texts.of(duration)).isEqualTo(text);
    }

    @Test
    void timesAndDays() {
        assertThat(TextForms.timestamp("2026-01-31T12:00:00+02:00")).isEqualTo(Instant.parse("2026-01-31T10:00:00Z"));
        assertThat(TextForms.timestamp("2026-01-31")).isNull();
        assertThat(TextForms.day("2026-12-31")).isEqualTo(LocalDate.of(2026, 12, 31));
        assertThat(TextForms.day("2026-13-31")).isNull();
        assertThat(TextForms.day("2026-2-3")).isNull();
        assertThat(TextForms.day("31.12.2026")).isNull();
        assertThat(TextForms.day("2026-0a-01")).isNull();
    }
}
