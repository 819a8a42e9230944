package io.nodeward.hostprobes.kubernetes.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority of a test and what it issues. */
final class Authority {

    private static final AtomicLong SERIAL = new AtomicLong(1000);

    private final X500Name name;
    private final KeyPair keys;
    private final byte[] certificate;

    Authority(String name) {
        this.name = new X500Name("CN=" + name);
        this.keys = pair("EC");
        this.certificate = make(this.name, keys, null);
    }

    String pem() {
        return pem("CERTIFICATE", certificate);
    }

    /** @param algorithm EC, RSA or Ed25519 */
    Issued issue(String subject, KeyPurposeId usage, String algorithm) {
        KeyPair pair = pair(algorithm);
        return new Issued(make(new X500Name(subject), pair, usage), pair);
    }

    Issued server(String subject) {
        return issue(subject, KeyPurposeId.id_kp_serverAuth, "EC");
    }

    Issued client(String subject) {
        return issue(subject, KeyPurposeId.id_kp_clientAuth, "EC");
    }

    private byte[] make(X500Name subject, KeyPair pair, @Nullable KeyPurposeId usage) {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                name,
                BigInteger.valueOf(SERIAL.incrementAndGet()),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(1))),
                subject,
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(usage == null));
            if (usage != null) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage));
            }
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair pair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + new String(Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(der), US_ASCII) + "\n-----END "
                + label + "-----\n";
    }

    /** A certificate and its key. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Issued(byte[] der, KeyPair keys) {

        String certificate() {
            return pem("CERTIFICATE", der);
        }

        String pkcs8() {
            return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        }

        /** PKCS #1 of an RSA key, SEC 1 of an EC key. */
        String old() {
            try {
                byte[] inner = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())
                        .parsePrivateKey()
                        .toASN1Primitive()
                        .getEncoded();
                return pem(keys.getPrivate().getAlgorithm() + " PRIVATE KEY", inner);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Presents it as a server. */
        KeyManager[] managers() {
            try {
                Certificate parsed =
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, new char[0]);
                store.setKeyEntry("server", keys.getPrivate(), new char[0], new Certificate[] {parsed});
                KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
                factory.init(store, new char[0]);
                return factory.getKeyManagers();
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean is(byte[] other) {
            return Arrays.equals(der, other);
        }
    }
}
