package io.nodeward.secrets.encryption.rewrite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.nodeward.secrets.encryption.TwoServers;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeRequest;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a Secret holds does not come here. */
@Live
@Timeout(180)
class NoContentLiveTest {
    private static final int MASK = 0x5a;

    @Test
    void noAnswerHoldsTheContentOfASecret(Testbed bed) throws Exception {
        try (TwoServers servers = new TwoServers(bed, "secrets")) {
            for (int i = 0; i < 600; i++) {
                Secrets.create(servers.one(), "default", Secrets.name(i), "hidden" + i);
            }
            Recording recording = new Recording(servers.two());
            RewriteResult result = rewrite(recording);
            assertThat(result.counts().rewritten()).isEqualTo(600);
            String bytes = recording.bytes.toString(ISO_8859_1);
            assertThat(bytes).contains("\"name\":\"" + Secrets.name(599) + "\"");
            for (int i = 0; i < 600; i++) {
                assertThat(bytes.contains(Secrets.encoded("hidden" + i))).isFalse();
            }
        }
    }

    /** {@code kubectl apply} repeats the content in an annotation, which the server sends along: it must not stay. */
    @Test
    void contentThatMetadataRepeatsDoesNotStayInTheHeap(Testbed bed, @TempDir Path directory) throws Exception {
        try (TwoServers servers = new TwoServers(bed, "secrets")) {
            byte[] masked = apply(servers, directory.resolve("secret.yaml"));
            Recording recording = new Recording(servers.two());
            assertThat(rewrite(recording).counts().rewritten()).isEqualTo(1);
            assertThat(contains(new ByteArrayInputStream(recording.bytes.toByteArray()), masked))
                    .as("the annotation comes")
                    .isTrue();
            recording.bytes.reset();
            recording.bytes.write(new byte[1 << 20]);

            assertThat(rewrite(servers.one()).counts().rewritten()).isEqualTo(1);
            Path dump = directory.resolve("heap.hprof");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);
            try (InputStream heap = Files.newInputStream(dump)) {
                assertThat(contains(heap, masked)).as("the heap holds it").isFalse();
            }
        }
    }

    /** Returns the content in base64, each byte masked, so that the heap does not hold it for that. */
    private static byte[] apply(TwoServers servers, Path file) throws IOException {
        byte[] random = new byte[48];
        ThreadLocalRandom.current().nextBytes(random);
        String content = Base64.getEncoder().encodeToString(random);
        Files.writeString(file, """
                kind: Secret
                apiVersion: v1
                metadata: {name: applied, namespace: default}
                data: {v: %s}
                """.formatted(content));
        servers.first().kubectl("apply", "--filename=" + file);
        Files.delete(file);
        byte[] masked = content.getBytes(ISO_8859_1);
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= MASK;
        }
        return masked;
    }

    private static boolean contains(InputStream in, byte[] masked) throws IOException {
        int[] failure = new int[masked.length];
        for (int i = 1, k = 0; i < masked.length; i++) {
            while (k > 0 && masked[i] != masked[k]) {
                k = failure[k - 1];
            }
            k += masked[i] == masked[k] ? 1 : 0;
            failure[i] = k;
        }
        byte[] buffer = new byte[1 << 16];
        int matched = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            for (int i = 0; i < read; i++) {
                byte b = (byte) (buffer[i] ^ MASK);
                while (matched > 0 && b != masked[matched]) {
                    matched = failure[matched - 1];
                }
                matched += b == masked[matched] ? 1 : 0;
                if (matched == masked.length) {
                    return true;
                }
            }
        }
        return false;
    }

    private static RewriteResult rewrite(KubeApi api) throws KubeException, InterruptedException {
        return new Rewriter(List.of(api), Limits.DEFAULT, progress -> {}).rewrite(ApiResource.SECRETS, null);
    }

    /** Keeps every byte of every answer. */
    private record Recording(KubeApi api, ByteArrayOutputStream bytes) implements KubeApi {
        Recording(KubeApi api) {
            this(api, new ByteArrayOutputStream());
        }

        @Override
        public URI server() {
            return api.server();
        }

        @Override
        public <T> T send(KubeRequest request, Reader<T> reader) throws KubeException, InterruptedException {
            return api.send(request, body -> {
                byte[] whole = body.readAllBytes();
                synchronized (bytes) {
                    bytes.write(whole);
                }
                return reader.read(new ByteArrayInputStream(whole));
            });
        }

        @Override
        public void closeIdle() {
            api.closeIdle();
        }

        @Override
        public void close() {
            api.close();
        }
    }
}
