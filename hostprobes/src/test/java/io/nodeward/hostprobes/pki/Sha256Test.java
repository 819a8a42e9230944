package io.nodeward.hostprobes.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {

    @Test
    void asTheJavaRuntimesOwn() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Random random = new Random(1);
        for (int length = 0; length < 1000; length++) {
            byte[] message = new byte[length];
            random.nextBytes(message);
            assertThat(Sha256.hex(message)).isEqualTo(HexFormat.of().formatHex(digest.digest(message)));
        }
    }
}
