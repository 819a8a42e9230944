package io.nodeward.agent.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile text is shown, not obeyed. */
class PlainTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/kubernetes/pki/ca.crt", "a ~ b", "größer als 日本", "1 < 2 & \"3\""})
    void harmlessTextStaysAsItIs(String text) {
        assertThat(Plain.line(text)).isEqualTo(text);
    }

    @Test
    void whatATerminalWouldObeyIsEscaped() {
        assertThat(Plain.line("a\nb\tc\rd")).isEqualTo("a\\nb\\tc\\rd");
        assertThat(Plain.line("\033[31mred\007\u007F\0")).isEqualTo("\\x1b[31mred\\x07\\x7f\\x00");
        assertThat(Plain.line("\u009B31m\u0085")).isEqualTo("\\u009b31m\\u0085");
        assertThat(Plain.line("abc\u202Egnp.exe\u2066\u200B\uFEFF\u2028"))
                .isEqualTo("abc\\u202egnp.exe\\u2066\\u200b\\ufeff\\u2028");
        assertThat(Plain.line(new String(Character.toChars(0xE0041)))).isEqualTo("\\u0e0041");
        assertThat(Plain.line("\uD800x")).isEqualTo("\\ud800x");
    }

    @Test
    void longTextIsCutAndTheRestCounted() {
        assertThat(Plain.line("abcdef", 3)).isEqualTo("abc... (3 more characters)");
        assertThat(Plain.line("abc", 3)).isEqualTo("abc");
        assertThat(Plain.line("ab\uD83D\uDE00", 3)).isEqualTo("ab... (2 more characters)");
    }
}
