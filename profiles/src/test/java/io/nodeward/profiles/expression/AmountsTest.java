package io.nodeward.profiles.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0Mi, 0",
        "0.0, 0",
        "-0, 0",
        "+0n, 0",
        "0e9, 0",
        "0.0%, 0",
        "1, 1",
        "500Mi, 524288000",
        "1Ki, 1024",
        "1Ei, 1152921504606846976",
        "1E, 1000000000000000000",
        "1k, 1000",
        "100m, 0.1",
        "1n, 0.000000001",
        "5u, 0.000005",
        ".5, 0.5",
        "5., 5",
        "1e3, 1000",
        "1E3, 1000",
        "12e-1, 1.2",
        "-1Gi, -1073741824",
        "10%, 10"
    })
    void quantities(String text, double number) {
        assertThat(Amounts.of(text)).isCloseTo(number, within(Math.abs(number) / 1e12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "-", "Mi", "1 Mi", "1KB", "1ki", "1K", "1mi", "1e", "1e1.5", "1e99999", "0x10", "1,5", "1..5",
                "--1", "1%%", "ten", "\u0661"
            })
    void noQuantities(String text) {
        assertThat(Amounts.of(text)).isNull();
    }
}
