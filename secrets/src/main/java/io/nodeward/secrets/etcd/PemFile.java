package io.nodeward.secrets.etcd;

import io.nodeward.secrets.etcd.EtcdException.Kind;
import java.io.ByteArrayInputStream;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** Certificates and keys of a connection, in the forms in which kubeadm and others write them. */
final class PemFile {
    private static final int LONGEST = 1 << 20;

    private PemFile() {}

    /** All certificates of a file, in its order; at least one. {@code what} it is called in messages. */
    static List<X509Certificate> certificates(String what, Path file) throws EtcdException {
        byte[] bytes = read(what, file);
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
                certificates.add((X509Certificate) certificate);
            }
        } catch (CertificateException e) {
            throw unusable(what, file, "holds no PEM certificate that can be read");
        }
        if (certificates.isEmpty()) {
            throw unusable(what, file, "holds no certificate");
        }
        return certificates;
    }

    /** The private key of a file: PKCS#1 and SEC1 as kubeadm and openssl write them, or PKCS#8; not encrypted. */
    static PrivateKey privateKey(String what, Path file) throws EtcdException {
        byte[] bytes = read(what, file);
        char[] text = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            text[i] = (char) (bytes[i] & 0xff);
        }
        Arrays.fill(bytes, (byte) 0);
        try (PEMParser parser = new PEMParser(new CharArrayReader(text))) {
            PrivateKeyInfo key = firstKey(what, file, parser);
            byte[] encoded = key.getEncoded();
            try {
                return KeyFactory.getInstance(algorithm(what, file, key))
                        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } finally {
                Arrays.fill(encoded, (byte) 0);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // neither its message nor itself as the cause: they may quote the key
            throw unusable(what, file, "holds no private key that can be read");
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    private static PrivateKeyInfo firstKey(String what, Path file, PEMParser parser) throws IOException, EtcdException {
        for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
            switch (object) {
                case PEMKeyPair pair -> {
                    return pair.getPrivateKeyInfo();
                }
                case PrivateKeyInfo key -> {
                    return key;
                }
                case PEMEncryptedKeyPair encrypted -> throw encrypted(what, file);
                case PKCS8EncryptedPrivateKeyInfo encrypted -> throw encrypted(what, file);
                default -> {} // parameters of a curve, certificates
            }
        }
        throw unusable(what, file, "holds no private key");
    }

    private static String algorithm(String what, Path file, PrivateKeyInfo key) throws EtcdException {
        ASN1ObjectIdentifier id = key.getPrivateKeyAlgorithm().getAlgorithm();
        if (id.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return "RSA";
        }
        if (id.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return "EC";
        }
        if (id.equals(EdECObjectIdentifiers.id_Ed25519)) {
            return "Ed25519";
        }
        throw unusable(what, file, "holds a key that is neither RSA, nor EC, nor Ed25519");
    }

    private static byte[] read(String what, Path file) throws EtcdException {
        @Nullable String problem;
        try {
            if (!Files.isRegularFile(file) && Files.exists(file)) {
                problem = "is not a regular file";
            } else {
                try (InputStream in = Files.newInputStream(file)) {
                    byte[] bytes = in.readNBytes(LONGEST + 1);
                    if (bytes.length <= LONGEST) {
                        return bytes;
                    }
                    problem = "is larger than 1 MiB";
                }
            }
        } catch (NoSuchFileException e) {
            problem = "does not exist";
        } catch (AccessDeniedException e) {
            problem = "may not be read by this user; run as root";
        } catch (IOException e) {
            problem = "cannot be read: " + e.getMessage();
        }
        throw unusable(what, file, problem);
    }

    private static EtcdException encrypted(String what, Path file) {
        return unusable(what, file, "is encrypted with a passphrase, which etcd's clients cannot use");
    }

    private static EtcdException unusable(String what, Path file, String problem) {
        return new EtcdException(Kind.CONFIGURATION, what + " " + file + " " + problem);
    }
}
