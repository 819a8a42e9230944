package io.nodeward.secrets.kube;

import io.nodeward.secrets.kube.KubeException.Kind;
import java.io.ByteArrayInputStream;
import java.io.CharArrayReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.jspecify.annotations.Nullable;

/** The TLS side of a connection: trusts the cluster's CA only, and shows the user's certificate. */
final class ClientTls {
    private final SSLContext context;

    private ClientTls(SSLContext context) {
        this.context = context;
    }

    /**
     * @param file to be named in errors
     * @param ca PEM certificates; null for the CAs that Java trusts, as kubectl then takes the system's
     * @param key PEM in PKCS#1, SEC1 or PKCS#8; is wiped
     */
    static ClientTls of(Path file, byte @Nullable [] ca, byte @Nullable [] certificate, byte @Nullable [] key)
            throws KubeException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(ca == null ? null : store(certificates(file, "certificate-authority", ca)));
            KeyManagerFactory keys = null;
            if (certificate != null && key != null) {
                keys = keys(
                        certificates(file, "client-certificate", certificate).toArray(Certificate[]::new),
                        privateKey(file, key));
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
            return new ClientTls(context);
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(file, "has certificates or a key that TLS cannot be set up with");
        }
    }

    SSLContext context() {
        return context;
    }

    private static KeyStore store(Collection<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        return store;
    }

    private static KeyManagerFactory keys(Certificate[] chain, PrivateKey key)
            throws GeneralSecurityException, IOException {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        char[] password = HexFormat.of().formatHex(random).toCharArray(); // the store is never written
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("client", key, password, chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        return keys;
    }

    private static Collection<? extends Certificate> certificates(Path file, String what, byte[] pem)
            throws KubeException {
        try {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (GeneralSecurityException e) {
            // told below, without quoting
        }
        throw unusable(file, "has a " + what + " that is no PEM certificate");
    }

    private static PrivateKey privateKey(Path file, byte[] pem) throws KubeException {
        char[] text = new char[pem.length];
        for (int i = 0; i < pem.length; i++) {
            text[i] = (char) (pem[i] & 0xff);
        }
        Arrays.fill(pem, (byte) 0);
        try (PEMParser parser = new PEMParser(new CharArrayReader(text))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                PrivateKeyInfo info = object instanceof PEMKeyPair pair
                        ? pair.getPrivateKeyInfo()
                        : object instanceof PrivateKeyInfo pkcs8 ? pkcs8 : null;
                if (info != null) {
                    byte[] encoded = info.getEncoded();
                    try {
                        return KeyFactory.getInstance(algorithm(info))
                                .generatePrivate(new PKCS8EncodedKeySpec(encoded));
                    } finally {
                        Arrays.fill(encoded, (byte) 0);
                    }
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // neither the message nor the exception is kept: they may quote the key
        } finally {
            Arrays.fill(text, '\0');
        }
        throw unusable(file, "has a client-key that is no unencrypted RSA, EC or Ed25519 key in PEM");
    }

    private static String algorithm(PrivateKeyInfo key) throws GeneralSecurityException {
        var id = key.getPrivateKeyAlgorithm().getAlgorithm();
        if (id.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return "RSA";
        }
        if (id.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return "EC";
        }
        if (id.equals(EdECObjectIdentifiers.id_Ed25519)) {
            return "Ed25519";
        }
        throw new GeneralSecurityException();
    }

    private static KubeException unusable(Path file, String problem) {
        return new KubeException(
                Kind.CONFIGURATION, "the kubeconfig " + file + " " + problem + "\n  mend it, or name another");
    }
}
