package io.nodeward.secrets.vault;

import io.nodeward.secrets.vault.VaultException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trusts all CAs of a PEM file; the driver itself would take the first one only. */
final class Trust {

    private Trust() {}

    static SSLContext in(Path file) throws VaultException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new VaultException(Kind.UNTRUSTED, file + " holds no certificate of a CA");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (CertificateException e) {
            throw new VaultException(Kind.UNTRUSTED, file + " holds no certificate of a CA");
        } catch (IOException | GeneralSecurityException e) {
            throw new VaultException(
                    Kind.UNTRUSTED, "the CAs for Vault in " + file + " cannot be read: " + e.getMessage());
        }
    }
}
