package io.nodeward.secrets.etcd;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.nodeward.secrets.etcd.EtcdException.Kind;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.List;
import javax.net.ssl.SSLException;

/** The TLS side of a connection. */
final class ClientTls {
    private ClientTls() {}

    /**
     * Trusts the connection's CA only and shows its client certificate. TLS is BoringSSL's where its library can be loaded:
     * the JDK's decrypts slowly until it is compiled, which takes longer than a proof.
     *
     * @throws EtcdException of kind {@code CONFIGURATION}, naming the file that cannot be used
     */
    static SslContext context(EtcdConnection connection) throws EtcdException {
        return context(connection, GrpcSslContexts.configure(SslContextBuilder.forClient()));
    }

    static SslContext context(EtcdConnection connection, SslContextBuilder builder) throws EtcdException {
        Path ca = connection.ca();
        if (ca != null) {
            builder.trustManager(PemFile.certificates("the etcd CA file", ca));
        }
        Path certificate = connection.certificate();
        Path key = connection.key();
        if (certificate != null && key != null) {
            List<X509Certificate> chain = PemFile.certificates("the etcd client certificate", certificate);
            PrivateKey privateKey = PemFile.privateKey("the etcd client key", key);
            if (!belong(chain.getFirst().getPublicKey(), privateKey)) {
                throw new EtcdException(
                        Kind.CONFIGURATION,
                        "the etcd client key " + key + " is not the key of the certificate " + certificate);
            }
            builder.keyManager(privateKey, chain);
        }
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new EtcdException(
                    Kind.CONFIGURATION,
                    "TLS cannot be set up with the etcd CA " + ca + " and client certificate " + certificate);
        }
    }

    private static boolean belong(PublicKey certified, PrivateKey key) {
        if (certified instanceof RSAKey one && key instanceof RSAKey other) {
            return one.getModulus().equals(other.getModulus());
        }
        String algorithm = key.getAlgorithm();
        if (!certified.getAlgorithm().equals(algorithm)
                && !(certified.getAlgorithm().startsWith("Ed") && algorithm.startsWith("Ed"))) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : "Ed25519");
            byte[] text = {1, 2, 3};
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
