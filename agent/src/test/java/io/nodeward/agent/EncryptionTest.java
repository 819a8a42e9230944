package io.nodeward.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodeward.testbed.ApiServer;
import io.nodeward.testbed.Etcd;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import io.nodeward.testbed.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** {@code nodeward encryption} as an operator runs it, on a real API server, its etcd and OpenBao. */
@Live
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EncryptionTest {

    private static final Path PROGRAM = Path.of("target/dist/bin/nodeward").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Path directory;
    private static Path file;
    private static Etcd etcd;
    private static ApiServer server;
    private static Vault vault;
    private static Thread restarting;

    private record Said(int code, String out, String err) {}

    @BeforeAll
    static void start(Testbed bed) throws Exception {
        directory = bed.directory();
        file = Files.createDirectories(directory.resolve("encryption")).resolve("config.yaml");
        Files.writeString(file, """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources: [{resources: [secrets], providers: [{identity: {}}]}]
                """);
        etcd = bed.etcd();
        vault = bed.vault();
        Files.writeString(directory.resolve("token"), vault.rootToken());
        server = bed.apiServer(bed.controlPlane(), etcd)
                .encryption(file)
                .flag("encryption-provider-config-automatic-reload", "true")
                .start();
        for (int i = 0; i < 5; i++) {
            server.kubectl(
                    "create", "secret", "generic", "s" + i, "--namespace=kube-system", "--from-literal=v=hushhush" + i);
        }
        // servers look at their file each minute, which takes too long for a test
        restarting = Thread.ofVirtual().start(EncryptionTest::restartOnChange);
    }

    private static void restartOnChange() {
        try {
            String last = Files.readString(file);
            while (true) {
                Thread.sleep(200);
                String now = Files.readString(file);
                if (!now.equals(last)) {
                    last = now;
                    server.restart();
                }
            }
        } catch (IOException | InterruptedException e) {
            // the test has ended
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        restarting.interrupt();
        restarting.join();
    }

    @Test
    @Order(1)
    void plainTextIsSeen() throws Exception {
        Said status = nodeward("status");
        assertThat(status.code()).as(status.err()).isZero();
        assertThat(status.out())
                .contains("secrets: identity (plain text)")
                .contains("has loaded it")
                .contains("plain text can still be read: secrets");
    }

    @Test
    @Order(2)
    void whoDoesNotSayWhereKeysAreKeptIsAsked() throws Exception {
        Said refused = nodeward("enable");
        assertThat(refused.code()).isEqualTo(5);
        assertThat(refused.err())
                .contains("nobody has said where new keys are to be kept")
                .contains("resume");
        Said second = nodeward("rotate", "--escrow", "none");
        assertThat(second.code()).isEqualTo(2);
        assertThat(second.err()).contains("has not ended");
        Said back = nodeward("rollback");
        assertThat(back.code()).as(back.err()).isZero();
        assertThat(nodeward("rollback").code()).isEqualTo(2);
    }

    @Test
    @Order(3)
    void enabledThroughVault() throws Exception {
        List<String> escrow = List.of(
                "--escrow",
                "vault",
                "--vault-addr",
                vault.address(),
                "--vault-token-file",
                directory.resolve("token").toString());
        Said enabled = nodeward("enable", escrow.toArray(String[]::new));
        assertThat(enabled.code()).as(enabled.err()).isZero();
        assertThat(enabled.err()).contains("5 of 5 objects written anew").contains("by secretbox:nw-");
        assertThat(stored()).allSatisfy(value -> assertThat(value).startsWith("k8s:enc:secretbox:v1:nw-"));
        String key = stored().getFirst().split(":")[4];
        JsonNode kept = JSON.readTree(
                vault.call("GET", "secret/data/nodeward/encryption/" + key, "").body());
        assertThat(kept.at("/data/data/provider").asText()).isEqualTo("secretbox");
        assertThat(Base64.getDecoder().decode(kept.at("/data/data/secret").asText()))
                .hasSize(32);
        assertThat(Files.readString(file)).contains(kept.at("/data/data/secret").asText());
    }

    @Test
    @Order(4)
    void theProofIsSigned() throws Exception {
        Path report = directory.resolve("proof.json");
        Said verified = nodeward("verify", "--format", "json", "--output", report.toString());
        assertThat(verified.code()).as(verified.err()).isZero();
        ObjectNode proof = (ObjectNode) JSON.readTree(report.toFile());
        assertThat(proof.get("holds").asBoolean()).isTrue();
        assertThat(proof.at("/stored/0/objects").asInt()).isEqualTo(5);
        JsonNode signature = proof.remove("signature");
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(
                        Base64.getDecoder().decode(signature.get("publicKey").asText()))));
        verifier.update(new JsonCanonicalizer(proof.toString()).getEncodedUTF8());
        assertThat(verifier.verify(
                        Base64.getDecoder().decode(signature.get("value").asText())))
                .isTrue();
    }

    @Test
    @Order(5)
    void whatSomebodyPutsIntoEtcdIsFound() throws Exception {
        etcd.etcdctl("put", "/registry/secrets/kube-system/planted", "k8s-not-encrypted");
        try {
            Said verified = nodeward("verify");
            assertThat(verified.code()).isEqualTo(1);
            assertThat(verified.out()).contains("secrets kube-system/planted is stored by identity");
            assertThat(verified.out()).doesNotContain("k8s-not-encrypted");
        } finally {
            etcd.etcdctl("del", "/registry/secrets/kube-system/planted");
        }
    }

    @Test
    @Order(6)
    void rotatedToAnotherProviderAndBack() throws Exception {
        Said rotated = nodeward(
                "rotate", "--provider", "aesgcm", "--escrow", "none", "--keep-old-keys-for", "0", "--drop-identity");
        assertThat(rotated.code()).as(rotated.err()).isZero();
        assertThat(stored()).allSatisfy(value -> assertThat(value).startsWith("k8s:enc:aesgcm:v1:nw-"));
        JsonNode status = JSON.readTree(nodeward("status", "--format", "json").out());
        assertThat(status.get("holds").asBoolean()).isTrue();
        assertThat(status.get("plainTextReadable")).isEmpty();
        assertThat(status.at("/keys")).hasSize(1);
        assertThat(status.at("/keys/0/writesAtMost").asLong()).isPositive();
        Said disabled = nodeward("disable", "--keep-old-keys-for", "0");
        assertThat(disabled.code()).as(disabled.err()).isZero();
        assertThat(stored()).allSatisfy(value -> assertThat(value).startsWith("k8s\0"));
        assertThat(server.kubectl("get", "secret", "s3", "--namespace=kube-system", "--output=jsonpath={.data.v}"))
                .isEqualTo(Base64.getEncoder().encodeToString("hushhush3".getBytes(UTF_8)));
    }

    @Test
    @Order(7)
    void whatIsAskedWronglyTouchesNothing() throws Exception {
        byte[] before = Files.readAllBytes(file);
        Map<List<String>, Integer> mistakes = Map.of(
                List.of("rotate", "--escrow", "none"), 2, // nothing is encrypted
                List.of("enable", "--provider", "rot13"), 2,
                List.of("enable", "--provider", "kms"), 2,
                List.of("enable", "--escrow", "shoebox"), 2,
                List.of("enable", "--escrow", "file:/tmp"), 2,
                List.of("enable", "--keep-old-keys-for", "a while"), 2,
                List.of("disable", "--provider", "aescbc"), 2,
                List.of("rewrite", "--resources", "pods"), 2,
                List.of("verify", "--etcd", "https://127.0.0.1:1"), 3,
                List.of("enable", "--apiserver", "https://127.0.0.1:1", "--escrow", "none"), 3);
        for (Map.Entry<List<String>, Integer> mistake : mistakes.entrySet()) {
            List<String> words = mistake.getKey();
            Said said =
                    nodeward(words.getFirst(), words.subList(1, words.size()).toArray(String[]::new));
            assertThat(said.code()).as(words + ": " + said.err()).isEqualTo(mistake.getValue());
            assertThat(said.err())
                    .as(words.toString())
                    .startsWith("nodeward: ")
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ");
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    /** What etcd has of the Secrets, the beginning of each. */
    private static List<String> stored() {
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            byte[] value = etcd.get("/registry/secrets/kube-system/s" + i);
            stored.add(new String(value, 0, Math.min(60, value.length), ISO_8859_1));
        }
        return stored;
    }

    private static Said nodeward(String action, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                PROGRAM.toString(),
                "encryption",
                action,
                "--kubeconfig=" + server.kubeconfig(),
                "--encryption-config=" + file,
                "--etcd-cacert=" + etcd.ca(),
                "--etcd-cert=" + etcd.clientCertificate(),
                "--etcd-key=" + etcd.clientKey(),
                "--state-dir=" + directory.resolve("state")));
        List<String> words = List.of(more);
        if (!words.contains("--etcd")) {
            command.add("--etcd=" + etcd.url());
        }
        command.addAll(words);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
