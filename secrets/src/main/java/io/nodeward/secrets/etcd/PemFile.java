package io.nodeward.secrets.etcd;

import io.nodeward.secrets.etcd.EtcdException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Certificates and keys of a connection, in the forms in which kubeadm and others write them. */
final class PemFile {
    private static final int LONGEST = 1 << 20;

    private static final byte[] BEGIN = "-----BEGIN ".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] END = "-----END ".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] DASHES = "-----".getBytes(StandardCharsets.ISO_8859_1);
    /** The headers of RFC 1421, which openssl writes for a key with a passphrase. */
    private static final byte[] ENCRYPTED = "Proc-Type: 4,ENCRYPTED".getBytes(StandardCharsets.ISO_8859_1);

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
        byte[] pkcs8 = {};
        try {
            pkcs8 = pkcs8(what, file, bytes);
            String algorithm = Der.algorithm(pkcs8);
            if (algorithm == null) {
                throw unusable(what, file, "holds a key that is neither RSA, nor EC, nor Ed25519");
            }
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | RuntimeException e) {
            // neither its message nor itself as the cause: they may quote the key
            throw unusable(what, file, "holds no private key that can be read");
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static byte[] pkcs8(String what, Path file, byte[] pem) throws EtcdException {
        for (int at = find(pem, BEGIN, 0); at >= 0; at = find(pem, BEGIN, at)) {
            at += BEGIN.length;
            int labelEnd = find(pem, DASHES, at);
            int end = labelEnd < 0 ? -1 : find(pem, END, labelEnd);
            if (end < 0) {
                break;
            }
            String label = new String(pem, at, labelEnd - at, StandardCharsets.ISO_8859_1);
            byte[] body = Arrays.copyOfRange(pem, labelEnd + DASHES.length, end);
            try {
                switch (label) {
                    case "RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY" -> {
                        if (find(body, ENCRYPTED, 0) >= 0) {
                            throw encrypted(what, file);
                        }
                        byte[] der = Base64.getMimeDecoder().decode(body);
                        return switch (label) {
                            case "RSA PRIVATE KEY" -> Der.ofPkcs1(der);
                            case "EC PRIVATE KEY" -> Der.ofSec1(der);
                            default -> der;
                        };
                    }
                    case "ENCRYPTED PRIVATE KEY" -> throw encrypted(what, file);
                    default -> {} // parameters of a curve, certificates
                }
            } finally {
                Arrays.fill(body, (byte) 0);
            }
            at = end;
        }
        throw unusable(what, file, "holds no private key");
    }

    private static int find(byte[] text, byte[] wanted, int from) {
        for (int i = from; i <= text.length - wanted.length; i++) {
            if (Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
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
