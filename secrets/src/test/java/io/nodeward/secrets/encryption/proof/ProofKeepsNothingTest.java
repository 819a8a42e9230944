package io.nodeward.secrets.encryption.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.netty.handler.ssl.SslProvider;
import io.nodeward.secrets.etcd.Connections;
import io.nodeward.secrets.etcd.EtcdCluster;
import io.nodeward.testbed.Etcd;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A heap dump after a proof over plaintext holds none of it. */
@Live
class ProofKeepsNothingTest {
    private static final int OBJECTS = 5_000;

    /** What stands in every object, behind the bytes that tell the form; backwards, so that this text is not found itself. */
    private static final String BACKWARDS = "\":\"a\"{:\"atad\",\"terceS\":\"dnik";

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void noValueIsInTheHeap(SslProvider provider, Testbed bed, Etcd etcd) throws Exception {
        etcd.fill("json", OBJECTS);
        Path dump = bed.directory().resolve("heap.hprof");
        try (EtcdCluster cluster = Connections.open(Connections.to(etcd), provider)) {
            ProofResult result =
                    Proof.of(cluster, ProofRequest.of(List.of("secrets"), Wanted.anything()), objects -> {});
            assertThat(result.plaintext()).isEqualTo(OBJECTS);

            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);
        }
        assertThat(occurrences(dump, new StringBuilder("secretbox").reverse().toString()))
                .as("what the dump does hold")
                .isPositive();
        assertThat(occurrences(dump, BACKWARDS)).isZero();
        Files.delete(dump);
    }

    /** How often a text, given backwards, stands in a file. */
    private static int occurrences(Path file, String backwards) throws IOException {
        byte[] wanted = new StringBuilder(backwards).reverse().toString().getBytes(ISO_8859_1);
        int found = 0;
        int matched = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                matched = b == wanted[matched] ? matched + 1 : b == wanted[0] ? 1 : 0;
                if (matched == wanted.length) {
                    found++;
                    matched = 0;
                }
            }
        }
        return found;
    }
}
