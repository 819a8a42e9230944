package io.nodeward.profiles.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModesTest {

    @ParameterizedTest
    @CsvSource({
        "0600, 0600, true",
        "0400, 0600, true",
        "0000, 0600, true",
        "0640, 0600, false",
        "0601, 0600, false",
        "4600, 0600, false",
        "600, 0600, true",
        "0700, 0644, false",
        "100644, 0644, false",
        "0800, 0644,",
        "'', 0644,",
        "-1, 0644,",
        "0644, rw,",
        "0000644, 0644,"
    })
    void noBitOutsideOfTheLimit(String mode, String limit, Boolean expected) {
        assertThat(Modes.within(mode, limit)).isEqualTo(expected);
    }
}
