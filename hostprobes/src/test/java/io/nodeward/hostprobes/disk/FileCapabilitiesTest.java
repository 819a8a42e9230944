package io.nodeward.hostprobes.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The attribute security.capability, as setcap writes it. */
class FileCapabilitiesTest {

    private static FileCapabilities of(String hex) {
        return FileCapabilities.of(HexFormat.of().parseHex(hex));
    }

    @Test
    void ofEachVersion() {
        // setcap cap_net_raw+ep on Debian 12
        assertThat(of("0100000200200000000000000000000000000000").names()).containsExactly("NET_RAW");
        assertThat(of("010000010020000000000000").names()).containsExactly("NET_RAW");
        FileCapabilities three = of("0100000300200000000000000000000000000000e8030000");
        assertThat(three.names()).containsExactly("NET_RAW");
        assertThat(three.namespaceRoot()).isEqualTo(1000);
        // cap_setuid, cap_bpf
        assertThat(of("0000000280000000000000008000000000000000").names()).containsExactly("SETUID", "BPF");
        assertThat(of("0000000280000000000000008000000000000000").dangerous()).containsExactly("SETUID", "BPF");
        assertThat(of("0000000200000000002000000000000000000000").names()).containsExactly("NET_RAW");
    }

    @Test
    void garbageIsTakenForTheWorst() {
        for (String hex :
                List.of("", "01", "01000002", "01000009002000000000000000000000000000000000", "0100000200200000")) {
            assertThat(of(hex).dangerous()).describedAs(hex).contains("SYS_ADMIN");
        }
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertThat(FileCapabilities.of(bytes).names())
                    .doesNotHaveDuplicates()
                    .hasSizeLessThanOrEqualTo(64);
        }
    }
}
