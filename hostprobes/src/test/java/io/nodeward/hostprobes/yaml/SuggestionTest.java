package io.nodeward.hostprobes.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {

    @Test
    void typingMistakesAreRecognised() {
        List<String> known = List.of("enabled", "excluded", "mode");
        assertThat(Suggestion.nearest("enabeld", known)).isEqualTo("enabled");
        assertThat(Suggestion.nearest("Enabled", known)).isEqualTo("enabled");
        assertThat(Suggestion.nearest("modes", known)).isEqualTo("mode");
        assertThat(Suggestion.of("mdoe", known)).isEqualTo(" (did you mean mode?)");
    }

    @Test
    void nothingIsGuessedFromAnotherWord() {
        assertThat(Suggestion.nearest("kubelet", List.of("enabled", "mode"))).isNull();
        assertThat(Suggestion.of("kubelet", List.of())).isEmpty();
    }
}
