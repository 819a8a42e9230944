package io.nodeward.hostprobes.pki;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Real keys and certificates for tests. Keys are made once, for RSA's take their time. */
final class Made {

    static final KeyPair RSA = pair("RSA", 2048);
    static final KeyPair RSA_OTHER = pair("RSA", 2048);
    static final KeyPair EC = curve("secp256r1");
    static final KeyPair EC_OTHER = curve("secp256r1");
    static final KeyPair EC_384 = curve("secp384r1");
    static final KeyPair ED25519 = pair("Ed25519", 255);
    static final KeyPair ED25519_OTHER = pair("Ed25519", 255);

    static final Instant FROM = Instant.parse("2026-01-02T03:04:05Z");
    static final Instant TO = Instant.parse("2036-01-02T03:04:05Z");

    private Made() {}

    static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair curve(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String signature(KeyPair signer) {
        return switch (signer.getPrivate().getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
    }

    static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, PublicKey key) {
        return new X509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(4711),
                Date.from(FROM),
                Date.from(TO),
                subject,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    static byte[] sign(X509v3CertificateBuilder builder, KeyPair signer) {
        return sign(builder, signer, signature(signer));
    }

    static byte[] sign(X509v3CertificateBuilder builder, KeyPair signer, String algorithm) {
        try {
            return builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()))
                    .getEncoded();
        } catch (OperatorCreationException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As kubeadm makes one for the API server. */
    static byte[] server(KeyPair key, KeyPair issuer) {
        try {
            X509v3CertificateBuilder builder =
                    builder(new X500Name("CN=kubernetes"), new X500Name("CN=kube-apiserver"), key.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "kubernetes.default.svc"),
                new GeneralName(GeneralName.iPAddress, "10.96.0.1"),
                new GeneralName(GeneralName.iPAddress, "fd00::1")
            }));
            return sign(builder, issuer);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An administrator's, with the group in its organization. */
    static byte[] client(KeyPair key, KeyPair issuer, String name) {
        return sign(builder(new X500Name("CN=kubernetes"), new X500Name(name), key.getPublic()), issuer);
    }

    static byte[] authority(KeyPair key) {
        try {
            X509v3CertificateBuilder builder =
                    builder(new X500Name("CN=kubernetes"), new X500Name("CN=kubernetes"), key.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            return sign(builder, key);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + new String(Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(der), US_ASCII) + "\n-----END "
                + label + "-----\n";
    }

    static String certificate(byte[] der) {
        return pem("CERTIFICATE", der);
    }
}
