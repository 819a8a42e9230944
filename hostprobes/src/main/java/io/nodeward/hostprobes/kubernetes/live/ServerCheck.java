package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.pki.Identity;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes a server only if it presents the very certificate that the kubelet's configuration names, or one that the
 * cluster's CA made for this node. Any process may listen on the port while the kubelet does not.
 */
final class ServerCheck extends X509ExtendedTrustManager {

    private static final int LIMIT = 1 << 20;
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String NODE = "CN=system:node:";

    private final HostRoot root;
    private final Question question;
    private String problem = "";

    ServerCheck(HostRoot root, Question question) {
        this.root = root;
        this.question = question;
    }

    /** Why the server was not believed; empty when it was, or was not heard. */
    String problem() {
        return problem;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (named(chain[0]) || issued(chain)) {
            return;
        }
        String path = Values.textOrEmpty(question.serving().get("path"));
        problem = "is not believed: it presents neither the certificate that its configuration names"
                + (path.isEmpty() ? "" : " (" + path + ")")
                + " nor one of the cluster's CA for this node";
        throw new CertificateException(problem);
    }

    private boolean named(X509Certificate presented) throws CertificateException {
        String expected = Values.text(question.serving().get("fingerprint"));
        try {
            String fingerprint = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(presented.getEncoded()));
            return expected == null ? usual(presented) : fingerprint.equals(expected);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("cannot be compared");
        }
    }

    /** Whether it is what the kubelet has made itself: nobody but root can write there, and its key is root's. */
    private boolean usual(X509Certificate presented) throws CertificateException {
        for (Certificate made : certificates(question.usual())) {
            return made.equals(presented);
        }
        return false;
    }

    /** Serving certificates from the cluster's signer bear the same name as the node's client certificate. */
    private boolean issued(X509Certificate[] chain) {
        try {
            List<String> usages = chain[0].getExtendedKeyUsage();
            if (usages == null || !usages.contains(SERVER) || !thisNode(chain[0])) {
                return false;
            }
            Set<TrustAnchor> anchors = new HashSet<>();
            for (Certificate authority : certificates(question.authorities())) {
                if (authority instanceof X509Certificate certificate && certificate.getBasicConstraints() >= 0) {
                    anchors.add(new TrustAnchor(certificate, null));
                }
            }
            if (anchors.isEmpty()) {
                return false;
            }
            PKIXParameters parameters = new PKIXParameters(anchors);
            // the cluster publishes no revocation lists
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(chain)), parameters);
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private boolean thisNode(X509Certificate presented) throws GeneralSecurityException {
        if (!presented.getSubjectX500Principal().getName().contains(NODE)) {
            return false;
        }
        for (Credential own : question.own()) {
            if (own.read(root) instanceof Read.Found<Identity>(Identity identity)) {
                try (identity) {
                    X509Certificate client = (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(identity.chain().getFirst()));
                    return client.getSubjectX500Principal().equals(presented.getSubjectX500Principal());
                }
            }
        }
        return false;
    }

    private Iterable<? extends Certificate> certificates(String path) throws CertificateException {
        return !path.isEmpty() && root.bytes(path, LIMIT) instanceof Read.Found<byte[]>(byte[] file)
                ? CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(file))
                : List.of();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
