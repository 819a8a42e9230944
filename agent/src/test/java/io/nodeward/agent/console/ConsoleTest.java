package io.nodeward.agent.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the console knows of its surroundings, and what happens when nobody reads. */
class ConsoleTest {

    @ParameterizedTest
    @CsvSource({
        "auto, true, '', xterm, true",
        "auto, true, 1, xterm, false",
        "auto, true, '', dumb, false",
        "auto, false, '', xterm, false",
        "always, false, 1, dumb, true",
        "never, true, '', xterm, false",
    })
    void colour(String when, boolean terminal, String noColor, String term, boolean expected) {
        Console console = new Console(
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                terminal,
                terminal,
                Map.of("NO_COLOR", noColor, "TERM", term)::get);
        assertThat(console.color(when)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"true, 100, 100", "true, 10, 40", "true, 1000, 120", "true, wide, 80", "false, 100, 80"})
    void width(boolean terminal, String columns, int expected) {
        Console console = new Console(
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                terminal,
                false,
                Map.of("COLUMNS", columns)::get);
        assertThat(console.width()).isEqualTo(expected);
    }

    @Test
    void aReaderThatWentAwayIsNoMistake() {
        failing("Broken pipe").result("text");
    }

    @Test
    void aFullDiskIs() {
        assertThatThrownBy(() -> failing("No space left on device").result("text"))
                .isInstanceOf(Failure.class)
                .hasMessage("cannot write to standard output: no space left on device");
    }

    private static Console failing(String reason) {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
        return new Console(broken, OutputStream.nullOutputStream(), false, false, _ -> null);
    }
}
