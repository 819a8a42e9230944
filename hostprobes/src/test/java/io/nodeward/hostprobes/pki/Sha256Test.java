package io.nodeward.hostprobes.pki;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {

    /** The examples that NIST publishes with FIPS 180-4. */
    @Test
    void theStandardsOwnExamples() {
        assertThat(Sha256.hex("abc".getBytes(US_ASCII)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Sha256.hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".getBytes(US_ASCII)))
                .isEqualTo("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    }

    @Test
    void theSameAsTheJavaRuntimesForEveryLength() throws Exception {
        Random random = new Random(1);
        MessageDigest reference = MessageDigest.getInstance("SHA-256");
        for (int length = 0; length < 1000; length++) {
            byte[] message = new byte[length];
            random.nextBytes(message);
            assertThat(Sha256.hex(message))
                    .describedAs("length " + length)
                    .isEqualTo(HexFormat.of().formatHex(reference.digest(message)));
        }
    }
}
