package io.nodeward.hostprobes.binaries;

import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Unknown;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests of programs: signatures, whose files they are, and their lines. */
class ManifestTest {

    private static final String HEX = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    private static final String LINE = HEX + "  /usr/bin/kubelet\n";

    @TempDir
    private Path directory;

    private HostTree tree;
    private Path file;
    private Path key;

    @BeforeEach
    void tree() throws IOException {
        tree = new HostTree(directory.resolve("host")).directory("/etc");
        Files.createDirectory(directory.resolve("own"));
        file = directory.resolve("own/binaries.sha256");
        key = directory.resolve("own/binaries.pub");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Manifest manifest() {
        return Manifest.read(tree.root(), new BinaryChecks(BinaryChecks.Verify.AUTO, file.toString(), key.toString()));
    }

    private Group facts() {
        return conforming("binary_manifest", manifest().facts(List.of()));
    }

    private static KeyPair pair(String kind, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        if (kind.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
        } else if (kind.equals("RSA")) {
            generator.initialize(bits);
        }
        return generator.generateKeyPair();
    }

    private static byte[] signature(KeyPair pair, String algorithm, byte[] text) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(pair.getPrivate());
        signer.update(text);
        return signer.sign();
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private Path sig() {
        return Path.of(file + ".sig");
    }

    /** A manifest that is all right. */
    private KeyPair signed(String text) throws IOException, GeneralSecurityException {
        KeyPair pair = pair("Ed25519", 0);
        Files.writeString(file, text);
        Files.writeString(key, pem(pair));
        Files.write(sig(), signature(pair, "Ed25519", text.getBytes(StandardCharsets.UTF_8)));
        return pair;
    }

    @ParameterizedTest
    @CsvSource({
        "Ed25519, 0, Ed25519",
        "EC, 256, SHA256withECDSA",
        "EC, 384, SHA384withECDSA",
        "EC, 384, SHA256withECDSA",
        "RSA, 2048, SHA256withRSA"
    })
    void signaturesRawAndInBase64(String kind, int bits, String algorithm)
            throws IOException, GeneralSecurityException {
        KeyPair pair = pair(kind, bits);
        Files.writeString(file, LINE);
        Files.writeString(key, pem(pair));
        byte[] signature = signature(pair, algorithm, LINE.getBytes(StandardCharsets.UTF_8));
        Files.write(sig(), signature);
        assertThat(told(facts(), "signed")).isEqualTo(true);
        Files.writeString(sig(), Base64.getEncoder().encodeToString(signature));
        assertThat(told(facts(), "signed")).isEqualTo(true);
        Files.writeString(sig(), Base64.getMimeEncoder().encodeToString(signature) + "\n");
        assertThat(told(facts(), "signed")).isEqualTo(true);
        assertThat(manifest().problem()).isNull();
        assertThat(manifest().of("/usr/bin/kubelet"))
                .singleElement()
                .extracting(Manifest.Entry::algorithm)
                .isEqualTo("SHA-256");

        Files.writeString(file, LINE.replace("ca97", "ca98"));
        assertThat(told(facts(), "signed")).isEqualTo(false);
        assertThat(manifest().problem()).isInstanceOf(Unknown.class);
        assertThat(manifest().of("/usr/bin/kubelet")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ed25519, '', pkeyutl -sign -rawin -inkey KEY -in FILE -out SIG",
        "EC, -pkeyopt ec_paramgen_curve:P-256, dgst -sha256 -sign KEY -out SIG FILE",
        "EC, -pkeyopt ec_paramgen_curve:P-384, dgst -sha384 -sign KEY -out SIG FILE",
        "RSA, -pkeyopt rsa_keygen_bits:3072, dgst -sha256 -sign KEY -out SIG FILE"
    })
    void whatOpensslAndSha256sumWrite(String kind, String options, String sign)
            throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "there is no openssl here");
        tree.file("/program", "a");
        Path secret = directory.resolve("own/secret.pem");
        run("openssl genpkey -algorithm " + kind + " " + options + " -out '" + secret + "'");
        run("openssl pkey -in '" + secret + "' -pubout -out '" + key + "'");
        run("sha256sum '" + directory.resolve("host/program") + "' > '" + file + "'");
        run("openssl "
                + sign.replace("KEY", "'" + secret + "'")
                        .replace("SIG", "'" + sig() + "'")
                        .replace("FILE", "'" + file + "'"));
        assertThat(told(facts(), "signed")).isEqualTo(true);
        assertThat(manifest().of(directory.resolve("host/program").toString()))
                .singleElement()
                .extracting(Manifest.Entry::hex)
                .isEqualTo(HEX);
        run("openssl base64 -in '" + sig() + "' -out '" + sig() + ".text' && mv '" + sig() + ".text' '" + sig() + "'");
        assertThat(told(facts(), "signed")).isEqualTo(true);
    }

    private static void run(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).describedAs(script + ": " + text).isZero();
    }

    @Test
    void anotherKeyIsNoKeyOfThisManifest() throws IOException, GeneralSecurityException {
        signed(LINE);
        Files.writeString(key, pem(pair("Ed25519", 0)));
        assertThat(told(facts(), "signed")).isEqualTo(false);
        Files.writeString(key, pem(pair("EC", 256)));
        assertThat(told(facts(), "signed")).isEqualTo(false);
        assertThat(manifest().of("/usr/bin/kubelet")).isEmpty();
    }

    @Test
    void weakKeysAndOthersAreRefused() throws IOException, GeneralSecurityException {
        KeyPair weak = pair("RSA", 1024);
        signed(LINE);
        Files.writeString(key, pem(weak));
        Files.write(sig(), signature(weak, "SHA256withRSA", LINE.getBytes(StandardCharsets.UTF_8)));
        assertThat(told(facts(), "signed").toString()).startsWith("unknown: " + key + " is no public key in PEM");
        Files.writeString(key, pem(pair("EC", 521)));
        assertThat(told(facts(), "signed").toString()).startsWith("unknown: " + key + " is no public key in PEM");
        Files.writeString(key, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        assertThat(told(facts(), "signed").toString()).startsWith("unknown: " + key + " is no public key in PEM");
        Files.writeString(key, pem(weak).replace("PUBLIC", "PRIVATE"));
        assertThat(told(facts(), "signed").toString()).startsWith("unknown: " + key + " is no public key in PEM");
        assertThat(manifest().of("/usr/bin/kubelet")).isEmpty();
    }

    @Test
    void whatIsMissingIsUnknown() throws IOException, GeneralSecurityException {
        signed(LINE);
        Files.delete(sig());
        assertThat(told(facts(), "signed")).isEqualTo("unknown: " + sig() + " does not exist");
        signed(LINE);
        Files.delete(key);
        assertThat(told(facts(), "signed")).isEqualTo("unknown: " + key + " does not exist");
        signed(LINE);
        Files.delete(file);
        assertThat(told(facts(), "signed")).isEqualTo("unknown: " + file + " does not exist");
        assertThat(told(facts(), "missing")).isEqualTo("unknown: " + file + " does not exist");
    }

    @Test
    void whatOthersCanWriteIsNotBelievedThoughItIsSigned() throws IOException, GeneralSecurityException {
        for (Path open : List.of(file, key, directory.resolve("own"))) {
            signed(LINE);
            var before = Files.getPosixFilePermissions(open);
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
            Group facts = facts();
            assertThat(told(facts, "signed")).isEqualTo(true);
            assertThat(told(facts, "untrusted").toString())
                    .contains(open + " (uid ")
                    .contains("0777)");
            assertThat(manifest().problem())
                    .extracting(Unknown::reason)
                    .asString()
                    .contains("others than root can change it");
            assertThat(manifest().of("/usr/bin/kubelet")).isEmpty();
            Files.setPosixFilePermissions(open, before);
            assertThat(told(facts(), "untrusted")).isEqualTo(List.of());
            assertThat(manifest().of("/usr/bin/kubelet")).hasSize(1);
        }
    }

    @Test
    void aLinkInAnOpenDirectoryIsNotBelieved() throws IOException, GeneralSecurityException {
        signed(LINE);
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path link = Files.createSymbolicLink(open.resolve("key"), key);
        key = link;
        assertThat(told(facts(), "untrusted").toString()).contains(open + " (uid ");
        assertThat(manifest().of("/usr/bin/kubelet")).isEmpty();
    }

    @Test
    void aPathMayStandThereInSeveralVersions() throws IOException, GeneralSecurityException {
        signed("# kubelet 1.34\n" + LINE + "\n" + "0".repeat(128) + " */usr/bin/kubelet\r\n"
                + HEX.toUpperCase(java.util.Locale.ROOT) + "  /opt/cni/bin/with a blank\n");
        assertThat(manifest().problem()).isNull();
        assertThat(manifest().of("/usr/bin/kubelet"))
                .extracting(Manifest.Entry::algorithm)
                .containsExactly("SHA-256", "SHA-512");
        assertThat(manifest().of("/opt/cni/bin/with a blank"))
                .extracting(Manifest.Entry::hex)
                .containsExactly(HEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing\n",
                "ca978112  /usr/bin/kubelet\n",
                HEX + " /usr/bin/kubelet\n",
                HEX + "  usr/bin/kubelet\n",
                HEX + "\n",
                "\\" + HEX + "  /a\\nb\n",
                "SHA256 (/usr/bin/kubelet) = " + HEX + "\n",
                "g" + HEX + "  /usr/bin/kubelet\n"
            })
    void whatIsNoManifestIsUnknownAsAWhole(String text) throws IOException, GeneralSecurityException {
        signed(text);
        assertThat(told(facts(), "signed")).isEqualTo(true);
        assertThat(manifest().problem()).isInstanceOf(Unknown.class);
        signed(LINE + text.replace("# nothing", "nothing"));
        if (!text.isEmpty()) {
            assertThat(manifest().problem()).isInstanceOf(Unknown.class);
            assertThat(manifest().of("/usr/bin/kubelet")).isEmpty();
        }
    }

    @Test
    void garbageSignaturesAndKeysAreRefused() throws IOException, GeneralSecurityException {
        Random random = new Random(3);
        for (String[] kind : new String[][] {{"Ed25519", "0", "Ed25519"}, {"EC", "256", "SHA256withECDSA"}}) {
            KeyPair pair = pair(kind[0], Integer.parseInt(kind[1]));
            byte[] text = LINE.getBytes(StandardCharsets.UTF_8);
            byte[] good = signature(pair, kind[2], text);
            byte[] info = pair.getPublic().getEncoded();
            assertThat(ManifestSignature.verifies(info, text, good)).isTrue();
            for (int i = 0; i < 200; i++) {
                byte[] bad = good.clone();
                bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
                assertThat(ManifestSignature.verifies(info, text, bad)).isFalse();
                byte[] other = info.clone();
                other[random.nextInt(other.length)] ^= (byte) (1 + random.nextInt(255));
                ManifestSignature.verifies(other, text, good);
            }
            assertThat(ManifestSignature.verifies(info, text, new byte[0])).isFalse();
            assertThat(ManifestSignature.verifies(new byte[0], text, good)).isFalse();
        }
    }

    @Test
    void nothingIsConfigured() {
        Manifest none = Manifest.read(tree.root(), BinaryChecks.USUAL);
        assertThat(told(conforming("binary_manifest", none.facts(List.of())), "configured"))
                .isEqualTo(false);
        assertThat(none.files()).isEmpty();
    }
}
