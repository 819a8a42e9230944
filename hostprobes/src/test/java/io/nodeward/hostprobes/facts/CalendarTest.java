package io.nodeward.hostprobes.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class CalendarTest {

    /** Four hundred years hold every kind of year, and one before 1970 and two far ones the bounds of certificates. */
    @Test
    void agreesWithJavaOnEveryDay() {
        LocalDate date = LocalDate.of(1800, 1, 1);
        for (int i = 0; i < 150_000; i++, date = date.plusDays(1)) {
            int year = date.getYear();
            int month = date.getMonthValue();
            int day = date.getDayOfMonth();
            assertThat(Calendar.valid(year, month, day)).isTrue();
            assertThat(Calendar.valid(year, month, date.lengthOfMonth() + 1)).isFalse();
            assertThat(Calendar.day(year, month, day)).isEqualTo(date.toEpochDay());
            assertThat(Calendar.date(date.atStartOfDay().toInstant(ZoneOffset.UTC)))
                    .isEqualTo(date.toString());
        }
    }

    @Test
    void writesSeconds() {
        for (String time : new String[] {"0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z"}) {
            assertThat(Calendar.utc(Instant.parse(time).plus(5, ChronoUnit.MILLIS)))
                    .isEqualTo(time);
        }
    }

    @Test
    void refusesWhatIsNoDate() {
        assertThat(Calendar.valid(2025, 2, 29)).isFalse();
        assertThat(Calendar.valid(2024, 2, 29)).isTrue();
        assertThat(Calendar.valid(2024, 13, 1)).isFalse();
        assertThat(Calendar.valid(2024, 0, 1)).isFalse();
        assertThat(Calendar.valid(2024, 1, 0)).isFalse();
        assertThat(Calendar.valid(10_000, 1, 1)).isFalse();
    }
}
