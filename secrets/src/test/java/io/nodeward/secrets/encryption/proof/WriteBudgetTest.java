package io.nodeward.secrets.encryption.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WriteBudgetTest {
    private static final FoundObjects NONE = new FoundObjects(0, List.of());
    private static final ProofResult RESULT = new ProofResult(
            250_000,
            new TreeMap<>(Map.of(
                    "secrets",
                    new TreeMap<>(Map.of(
                            new StoredAs(Form.AESGCM, "key-2", ""), new Tally(40, 90, 220_000, 249_000),
                            new StoredAs(Form.AESGCM, "key-1", ""), new Tally(5, 9, 100, 200))))),
            NONE,
            NONE);

    @Test
    void isBetweenWhatIsStoredAndAllThatWasWritten() {
        assertThat(WriteBudget.of(RESULT, "key-2", 219_000)).isEqualTo(new WriteBudget(40, 31_000));
        assertThat(WriteBudget.of(RESULT, "key-2", 219_000).mayBeSpent()).isFalse();
    }

    @Test
    void countsEverythingWhenTheFirstUseIsNotKnown() {
        assertThat(WriteBudget.of(RESULT, "key-1", 0)).isEqualTo(new WriteBudget(5, 250_000));
        assertThat(WriteBudget.of(RESULT, "key-1", 0).mayBeSpent()).isTrue();
    }

    @Test
    void knowsNothingOfAnEtcdThatWasPutBack() {
        assertThatThrownBy(() -> WriteBudget.of(RESULT, "key-2", 250_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("restored from a snapshot");
    }
}
