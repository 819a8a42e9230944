package io.nodeward.hostprobes.pki;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {

    private static final byte[] FIRST = Made.authority(Made.RSA);
    private static final byte[] SECOND = Made.authority(Made.EC);

    private static List<Pem.Block> blocks(String text) throws MalformedException {
        return Pem.blocks(text.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "  \n", "\t\r\n"})
    void everyEndOfLine(String end) throws Exception {
        String text = (Made.certificate(FIRST) + "junk -----\n\n" + Made.certificate(SECOND)).replace("\n", end);
        assertThat(blocks(text)).extracting(Pem.Block::body).containsExactly(FIRST, SECOND);
        assertThat(blocks(text.stripTrailing())).extracting(Pem.Block::body).containsExactly(FIRST, SECOND);
    }

    @Test
    void linesAreCounted() throws Exception {
        assertThat(blocks("a\nb\n" + Made.certificate(FIRST) + "c\n" + Made.certificate(SECOND)))
                .extracting(Pem.Block::line)
                .containsExactly(3, 3 + (int) Made.certificate(FIRST).lines().count() + 1);
    }

    @Test
    void oneLongLineAndManyShortOnes() throws Exception {
        String body = java.util.Base64.getEncoder().encodeToString(FIRST);
        assertThat(blocks("-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----")
                        .getFirst()
                        .body())
                .isEqualTo(FIRST);
        assertThat(blocks("-----BEGIN CERTIFICATE-----\n" + body.replaceAll("(.)", "$1\n")
                                + "-----END CERTIFICATE-----")
                        .getFirst()
                        .body())
                .isEqualTo(FIRST);
    }

    @Test
    void damagedBlocksHaveNoBodyAndSpoilNoOther() throws Exception {
        String good = Made.certificate(FIRST);
        for (String bad : List.of(
                "-----BEGIN CERTIFICATE-----\nAAAA\n",
                "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END OTHER-----\n",
                "-----BEGIN CERTIFICATE-----\nx: y\n\nAAAA\n-----END CERTIFICATE-----\n")) {
            List<Pem.Block> blocks = blocks(bad + good);
            assertThat(blocks).hasSize(2);
            assertThat(blocks.getFirst().body()).isNull();
            assertThat(blocks.getLast().body()).isEqualTo(FIRST);
        }
    }

    @Test
    void aCertificateThatIsOnlyQuotedIsNone() throws Exception {
        assertThat(blocks(Made.certificate(FIRST).indent(2))).isEmpty();
        assertThat(blocks("x " + Made.certificate(FIRST))).isEmpty();
    }

    @Test
    void numberAndTimeAreBounded() {
        assertThatThrownBy(() -> blocks(Made.certificate(SECOND).repeat(501)))
                .hasMessage("holds more than 500 PEM blocks");
        String many = "-----BEGIN PRIVATE KEY-----\n".repeat(40_000);
        assertThat(Duration.ofSeconds(5)).isGreaterThan(time(() -> assertThatThrownBy(() -> blocks(many))));
        String dashes = "-----BEGIN ".repeat(95_000);
        assertThat(Duration.ofSeconds(5)).isGreaterThan(time(() -> {
            try {
                assertThat(blocks(dashes)).isEmpty();
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }));
    }

    private static Duration time(Runnable what) {
        long start = System.nanoTime();
        what.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
