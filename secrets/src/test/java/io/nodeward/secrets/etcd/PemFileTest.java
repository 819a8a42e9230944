package io.nodeward.secrets.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFileTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 4096})
    void readsRsaAsKubeadmWritesIt(int bits) throws Exception {
        KeyPair pair = pair("RSA", bits);
        byte[] pkcs1 = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        assertThat(read(pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(pair.getPrivate());
        assertThat(read(pem("PRIVATE KEY", pair.getPrivate().getEncoded()))).isEqualTo(pair.getPrivate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void readsEcBehindItsParameters(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        KeyPair pair = generator.generateKeyPair();
        ECPrivateKey bare = ECPrivateKey.getInstance(
                PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded()).parsePrivateKey());
        var oid = ECNamedCurveTable.getOID(curve);
        int bits = ECNamedCurveTable.getByOID(oid).getN().bitLength();
        byte[] sec1 = new ECPrivateKey(bits, bare.getKey(), bare.getPublicKey(), oid).getEncoded();

        assertThat(read(pem("EC PARAMETERS", oid.getEncoded()) + pem("EC PRIVATE KEY", sec1)))
                .isInstanceOfSatisfying(
                        java.security.interfaces.ECPrivateKey.class,
                        key -> assertThat(key.getS()).isEqualTo(bare.getKey()));
        assertThat(read(pem("PRIVATE KEY", pair.getPrivate().getEncoded()))).isEqualTo(pair.getPrivate());
        assertThatThrownBy(() -> read(pem("EC PRIVATE KEY", bare.getEncoded())))
                .hasMessageContaining("no private key that can be read");
    }

    @Test
    void readsEd25519() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertThat(read("a comment\n" + pem("PRIVATE KEY", pair.getPrivate().getEncoded())))
                .isEqualTo(pair.getPrivate());
    }

    @Test
    void saysWhatIsWrongAndQuotesNothing() throws Exception {
        String encrypted = """
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-256-CBC,00

                c2VjcmV0
                -----END RSA PRIVATE KEY-----
                """;
        refused(encrypted, "is encrypted with a passphrase");
        refused(pem("ENCRYPTED PRIVATE KEY", new byte[20]), "is encrypted with a passphrase");
        refused("", "holds no private key");
        refused(pem("CERTIFICATE", new byte[20]), "holds no private key");
        refused(pem("RSA PRIVATE KEY", "c2VjcmV0".getBytes(UTF_8)), "holds no private key that can be read");
        refused(pem("PRIVATE KEY", new byte[300]), "holds no private key that can be read");
        refused("-----BEGIN PRIVATE KEY-----\nc2VjcmV0", "holds no private key");
        refused(
                pem(
                        "PRIVATE KEY",
                        KeyPairGenerator.getInstance("X25519")
                                .generateKeyPair()
                                .getPrivate()
                                .getEncoded()),
                "neither RSA, nor EC, nor Ed25519");
    }

    @Test
    void namesAFileThatCannotBeRead() throws IOException {
        assertThatThrownBy(() -> PemFile.privateKey("the etcd client key", directory.resolve("none")))
                .hasMessageContaining("the etcd client key " + directory + "/none does not exist");
        assertThatThrownBy(() -> PemFile.certificates("the etcd CA file", directory))
                .hasMessageContaining("is not a regular file");
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThatThrownBy(() -> PemFile.certificates("the etcd CA file", empty))
                .isInstanceOf(EtcdException.class)
                .hasMessageContaining("holds no certificate");
    }

    private void refused(String content, String why) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(EtcdException.class)
                .hasMessageContaining("the etcd client key " + directory.resolve("key"))
                .hasMessageContaining(why)
                .hasMessageNotContaining("c2VjcmV0")
                .hasNoCause();
    }

    private PrivateKey read(String content) throws IOException, EtcdException {
        return PemFile.privateKey("the etcd client key", Files.writeString(directory.resolve("key"), content));
    }

    private static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
