package io.nodeward.agent.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Text stays within its width, except for words that are longer. */
class ParagraphsTest {

    @Test
    void linesAreBrokenBetweenWords() {
        assertThat(new Paragraphs(20)
                        .wrap("  mend: ", 4, "set it to false and go home")
                        .toString())
                .isEqualTo("  mend: set it to\n    false and go\n    home\n");
    }

    @Test
    void aLongWordStaysWhole() {
        assertThat(new Paragraphs(10).wrap("a ", "/etc/kubernetes/pki/ca.crt b").toString())
                .isEqualTo("a /etc/kubernetes/pki/ca.crt\n  b\n");
    }

    @Test
    void colourTakesNoColumns() {
        assertThat(new Paragraphs(12)
                        .colored("\033[31m", "FAIL", "\033[0m")
                        .wrap(" ", 2, "abc def ghi")
                        .toString())
                .isEqualTo("\033[31mFAIL\033[0m abc def\n  ghi\n");
    }

    @Test
    void noText() {
        assertThat(new Paragraphs(10).wrap("a", "").gap().line("b").toString()).isEqualTo("a\n\nb\n");
    }
}
