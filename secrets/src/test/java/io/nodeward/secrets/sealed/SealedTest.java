package io.nodeward.secrets.sealed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedTest {

    private static final int MOST = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 65_535, 65_536, 65_537, 200_000})
    void eachRecipientOpensIt(int size) throws SealingException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        try (Identity one = Identity.generate();
                Identity two = Identity.generate()) {
            byte[] sealed = Sealed.seal(content, List.of(one.recipient(), two.recipient()));
            assertThat(new String(sealed, US_ASCII)).startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n");
            assertThat(Sealed.open(sealed, one, "it", MOST)).isEqualTo(content);
            try (Identity read = Identity.read(two.file(), "two")) {
                assertThat(read.recipient()).isEqualTo(two.recipient());
                assertThat(Sealed.open(sealed, read, "it", MOST)).isEqualTo(content);
            }
        }
    }

    @Test
    void nobodyElseOpensIt() throws SealingException {
        try (Identity mine = Identity.generate();
                Identity other = Identity.generate()) {
            byte[] sealed = Sealed.seal(new byte[100], List.of(mine.recipient()));
            assertThatThrownBy(() -> Sealed.open(sealed, other, "escrow.age", MOST))
                    .isInstanceOf(SealingException.class)
                    .hasMessageContaining("escrow.age cannot be opened");
            assertThatThrownBy(() -> Sealed.open(sealed, mine, "escrow.age", 99))
                    .hasMessageContaining("more than 99 bytes");
            sealed[sealed.length / 2] ^= 1;
            assertThatThrownBy(() -> Sealed.open(sealed, mine, "escrow.age", MOST))
                    .isInstanceOf(SealingException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "age1",
                "ssh-ed25519 AAAA",
                "AGE-SECRET-KEY-1QQQQQQ",
                "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
            })
    void whoIsNoRecipientIsNamed(String recipient) {
        assertThatThrownBy(() -> Sealed.seal(new byte[1], List.of(recipient)))
                .isInstanceOf(SealingException.class)
                .hasMessageContaining("is no public key of age");
    }

    @Test
    void whatHoldsNoKeyIsRefused() {
        assertThatThrownBy(() -> Identity.read("# public key: age1\n".getBytes(US_ASCII), "node.key"))
                .isInstanceOf(SealingException.class)
                .hasMessageContaining("node.key holds no private key of age");
    }
}
