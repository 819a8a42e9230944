package io.nodeward.hostprobes.pki;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Private keys are told by their content, in every format that is met on a node, and compared without being shown. */
class PrivateKeysTest {

    private static final List<KeyPair> PAIRS =
            List.of(Made.RSA, Made.RSA_OTHER, Made.EC, Made.EC_OTHER, Made.EC_384, Made.ED25519, Made.ED25519_OTHER);

    private static PublicKeyInfo publicKey(KeyPair pair) throws MalformedException {
        return new PublicKeyInfo(new Der(pair.getPublic().getEncoded()));
    }

    private static PrivateKeyInfo info(KeyPair pair) {
        return PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
    }

    private static String pkcs8(KeyPair pair) {
        return Made.pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    /** PKCS #1, as openssl and kubeadm write it, or SEC 1. */
    private static byte[] traditional(KeyPair pair) throws Exception {
        return info(pair).parsePrivateKey().toASN1Primitive().getEncoded();
    }

    private static List<byte[]> formats(KeyPair pair) throws Exception {
        List<byte[]> formats = new ArrayList<>();
        formats.add(pkcs8(pair).getBytes(US_ASCII));
        formats.add(pkcs8(pair).replace("\n", "\r\n").getBytes(US_ASCII));
        formats.add(pkcs8(pair).strip().getBytes(US_ASCII));
        formats.add(("Bag Attributes\n  x: y\n" + pkcs8(pair)).getBytes(US_ASCII));
        formats.add(
                ("certificate first\n" + Made.certificate(Made.authority(Made.EC)) + pkcs8(pair)).getBytes(US_ASCII));
        formats.add(pair.getPrivate().getEncoded());
        if (pair.getPrivate().getAlgorithm().equals("RSA")) {
            formats.add(traditional(pair));
            formats.add(Made.pem("RSA PRIVATE KEY", traditional(pair)).getBytes(US_ASCII));
        }
        if (pair.getPrivate().getAlgorithm().equals("EC")) {
            ECPrivateKey bare = ECPrivateKey.getInstance(info(pair).parsePrivateKey());
            org.bouncycastle.asn1.ASN1Encodable curve =
                    info(pair).getPrivateKeyAlgorithm().getParameters();
            int bits = Made.EC_384 == pair ? 384 : 256;
            byte[] withoutPoint = new ECPrivateKey(bits, bare.getKey(), curve).getEncoded();
            formats.add(Made.pem("EC PARAMETERS", curve.toASN1Primitive().getEncoded())
                    .concat(Made.pem("EC PRIVATE KEY", withoutPoint))
                    .getBytes(US_ASCII));
            formats.add(withoutPoint);
            byte[] point = org.bouncycastle.asn1.x509.SubjectPublicKeyInfo.getInstance(
                            pair.getPublic().getEncoded())
                    .getPublicKeyData()
                    .getOctets();
            byte[] whole = new ECPrivateKey(bits, bare.getKey(), new org.bouncycastle.asn1.DERBitString(point), curve)
                    .getEncoded();
            formats.add(Made.pem("EC PRIVATE KEY", whole).getBytes(US_ASCII));
            formats.add(Made.pem(
                            "PRIVATE KEY",
                            new PrivateKeyInfo(
                                            info(pair).getPrivateKeyAlgorithm(),
                                            new ECPrivateKey(
                                                    bits,
                                                    bare.getKey(),
                                                    new org.bouncycastle.asn1.DERBitString(point),
                                                    null))
                                    .getEncoded())
                    .getBytes(US_ASCII));
        }
        return formats;
    }

    static List<KeyPair> pairs() {
        return PAIRS;
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("pairs")
    void everyFormatBelongsToItsOwnAndToNoOther(KeyPair pair) throws Exception {
        for (byte[] format : formats(pair)) {
            assertThat(Content.of(format, Pem.blocks(format))).isEqualTo(Content.PRIVATE_KEY);
            for (KeyPair other : PAIRS) {
                assertThat(PrivateKeys.belongs(format.clone(), publicKey(other)))
                        .isEqualTo(other == pair);
            }
        }
    }

    @Test
    void aKeyThatNamesNoCurveIsTriedOnTheCertificatesOwn() throws Exception {
        // the Java runtime leaves it out inside PKCS #8
        byte[] file = Made.pem("EC PRIVATE KEY", traditional(Made.EC)).getBytes(US_ASCII);
        assertThat(PrivateKeys.belongs(file, publicKey(Made.EC))).isTrue();
        assertThat(PrivateKeys.belongs(file, publicKey(Made.EC_OTHER))).isFalse();
        assertThat(PrivateKeys.belongs(file, publicKey(Made.RSA))).isFalse();
    }

    @Test
    void encryptedAndForeignKeysAreRecognisedAndNotCompared() throws Exception {
        StringWriter encrypted = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(encrypted)) {
            writer.writeObject(new JcaPKCS8Generator(
                    Made.RSA.getPrivate(),
                    new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
                            .setProvider(new BouncyCastleProvider())
                            .setPassword("secret".toCharArray())
                            .build()));
        }
        refused(encrypted.toString().getBytes(US_ASCII), "is encrypted");
        byte[] der =
                Pem.blocks(encrypted.toString().getBytes(US_ASCII)).getFirst().body();
        refused(java.util.Objects.requireNonNull(der), "is encrypted");

        StringWriter old = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(old)) {
            writer.writeObject(
                    Made.RSA.getPrivate(),
                    new JcePEMEncryptorBuilder("AES-256-CBC")
                            .setProvider(new BouncyCastleProvider())
                            .build("secret".toCharArray()));
        }
        assertThat(old.toString()).contains("Proc-Type: 4,ENCRYPTED");
        refused(old.toString().getBytes(US_ASCII), "is encrypted");

        byte[] ssh = OpenSSHPrivateKeyUtil.encodePrivateKey(PrivateKeyFactory.createKey(info(Made.ED25519)));
        refused(Made.pem("OPENSSH PRIVATE KEY", ssh).getBytes(US_ASCII), "is a key in the format of OpenSSH");
    }

    private static void refused(byte[] file, String reason) throws Exception {
        assertThat(Content.of(file, Pem.blocks(file))).isEqualTo(Content.PRIVATE_KEY);
        assertThatThrownBy(() -> PrivateKeys.belongs(file, publicKey(Made.RSA))).hasMessageStartingWith(reason);
    }

    @Test
    void keyStoresCountAsPrivateKeys() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, "secret".toCharArray());
        assertThat(Content.of(out.toByteArray(), List.of())).isEqualTo(Content.PRIVATE_KEY);
        KeyStore old = KeyStore.getInstance("JKS");
        old.load(null, null);
        out.reset();
        old.store(out, "secret".toCharArray());
        assertThat(Content.of(out.toByteArray(), List.of())).isEqualTo(Content.PRIVATE_KEY);
    }

    @Test
    void whatIsNoPrivateKey() throws Exception {
        byte[] rsaPublic = org.bouncycastle.asn1.x509.SubjectPublicKeyInfo.getInstance(
                        Made.RSA.getPublic().getEncoded())
                .parsePublicKey()
                .getEncoded();
        content("", Content.EMPTY);
        content("hello\n", Content.OTHER);
        content("\n", Content.OTHER);
        content(Made.certificate(Made.authority(Made.RSA)), Content.CERTIFICATE);
        content(Made.pem("CERTIFICATE REQUEST", new byte[100]), Content.OTHER);
        content(Made.pem("X509 CRL", new byte[100]), Content.OTHER);
        content(Made.pem("PUBLIC KEY", Made.RSA.getPublic().getEncoded()), Content.PUBLIC_KEY);
        content("ssh-ed25519 AAAA root@n1\n", Content.PUBLIC_KEY);
        assertThat(Content.of(Made.EC.getPublic().getEncoded(), List.of())).isEqualTo(Content.PUBLIC_KEY);
        assertThat(Content.of(rsaPublic, List.of())).isEqualTo(Content.PUBLIC_KEY);
        assertThat(Content.of(Made.authority(Made.EC), List.of())).isEqualTo(Content.CERTIFICATE);
        for (String text : List.of("", "hello", Made.certificate(Made.authority(Made.RSA)))) {
            assertThatThrownBy(() -> PrivateKeys.belongs(text.getBytes(US_ASCII), publicKey(Made.RSA)))
                    .hasMessage("holds no private key");
        }
    }

    @Test
    void hiddenKeysCount() throws Exception {
        String pem = pkcs8(Made.EC);
        content(Made.certificate(Made.authority(Made.RSA)) + pem, Content.PRIVATE_KEY);
        content(pem + Made.certificate(Made.authority(Made.RSA)), Content.PRIVATE_KEY);
        content("data:\n  key: |\n" + pem.indent(4), Content.PRIVATE_KEY);
        content("{\"key\": \"" + pem.replace("\n", "\\n") + "\"}", Content.PRIVATE_KEY);
        content(pem.substring(0, pem.length() / 2), Content.PRIVATE_KEY);
        content("users:\n- user: {client-key-data: LS0t}\n", Content.PRIVATE_KEY);
        content("PuTTY-User-Key-File-3: ssh-ed25519\n", Content.PRIVATE_KEY);
        content("# made today\nAGE-SECRET-KEY-1QQQ\n", Content.PRIVATE_KEY);
        content("\u00ef\u00bb\u00bf" + pem, Content.PRIVATE_KEY);
    }

    private static void content(String text, Content expected) throws Exception {
        byte[] file = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(Content.of(file, Pem.blocks(file))).as(text).isEqualTo(expected);
    }

    @Test
    void damagedKeysFailWithoutShowingAnything() throws Exception {
        Random random = new Random(11);
        List<byte[]> files = new ArrayList<>();
        for (KeyPair pair : List.of(Made.RSA, Made.EC, Made.ED25519)) {
            files.addAll(formats(pair));
        }
        for (int i = 0; i < 4_000; i++) {
            byte[] file = files.get(random.nextInt(files.size())).clone();
            String before = Base64.getEncoder().encodeToString(file);
            for (int change = 0; change < 4; change++) {
                file[random.nextInt(file.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                file = Arrays.copyOf(file, random.nextInt(file.length));
            }
            byte[] damaged = file;
            try {
                PrivateKeys.belongs(damaged, publicKey(i % 2 == 0 ? Made.EC : Made.RSA));
            } catch (MalformedException e) {
                assertThat(e.problem()).matches("[a-zA-Z0-9 ,#-]+").hasSizeLessThan(100);
                assertThat(e.getCause()).isNull();
                assertThat(before).doesNotContain(e.problem());
            }
            for (Pem.Block block : Pem.blocks(damaged)) {
                assertThat(block.toString()).doesNotContain("body");
            }
        }
    }
}
