package io.nodeward.hostprobes.pki;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Facts of type Certificate. What costs time is computed when it is first asked for: digests, and above all whether a
 * certificate signed itself. Safe for any thread.
 */
final class CertificateFacts {

    private static final List<String> NAMES = List.of(
            "path",
            "exists",
            "subject",
            "common_name",
            "organizations",
            "issuer",
            "not_before",
            "not_after",
            "dns_names",
            "ip_addresses",
            "usages",
            "authority",
            "self_signed",
            "key_type",
            "key_bits",
            "signature",
            "fingerprint",
            "key_fingerprint",
            "key_path",
            "key_matches");

    private final X509 certificate;
    private final String path;
    private final String source;
    private final Node keyPath;
    private final Node keyMatches;
    private volatile @Nullable Node fingerprint;
    private volatile @Nullable Node keyFingerprint;
    private volatile @Nullable Node selfSigned;

    private CertificateFacts(X509 certificate, String path, String source, Node keyPath, Node keyMatches) {
        this.certificate = certificate;
        this.path = path;
        this.source = source;
        this.keyPath = keyPath;
        this.keyMatches = keyMatches;
    }

    static Group of(X509 certificate, String path, String source, Node keyPath, Node keyMatches) {
        CertificateFacts facts = new CertificateFacts(certificate, path, source, keyPath, keyMatches);
        return Group.lazy(NAMES, facts::get);
    }

    /** No certificate there, which is certain. */
    static Group absent(String path, String why, String source, Node keyPath) {
        Unknown nothing = new Unknown(why, source, true);
        return without(new Known(path, source), new Known(false, source), nothing, keyPath);
    }

    /** It cannot be told what is there. */
    static Group unknown(Node path, String reason, String source, Node keyPath) {
        Unknown unknown = new Unknown(reason, source);
        return without(path, unknown, unknown, keyPath);
    }

    private static Group without(Node path, Node exists, Unknown rest, Node keyPath) {
        Group.Builder group = Group.builder();
        for (String name : NAMES) {
            group.put(name, rest);
        }
        return group.put("path", path)
                .put("exists", exists)
                .put("key_path", keyPath)
                .build();
    }

    private @Nullable Node get(String name) {
        return switch (name) {
            case "path" -> known(path);
            case "exists" -> known(true);
            case "subject" -> known(certificate.subject().text());
            case "common_name" -> known(certificate.subject().commonName());
            case "organizations" -> known(certificate.subject().organizations());
            case "issuer" -> known(certificate.issuer().text());
            case "not_before" -> known(certificate.notBefore());
            case "not_after" -> known(certificate.notAfter());
            case "dns_names" -> known(certificate.dnsNames());
            case "ip_addresses" -> known(certificate.addresses());
            case "usages" -> known(certificate.usages());
            case "authority" -> known(certificate.authority());
            case "key_type" -> known(Algorithms.key(certificate.key().algorithm()));
            case "key_bits" -> known((long) certificate.key().bits());
            case "signature" -> known(certificate.signature());
            case "fingerprint" -> fingerprint();
            case "key_fingerprint" -> keyFingerprint();
            case "self_signed" -> selfSigned();
            case "key_path" -> keyPath;
            case "key_matches" -> keyMatches;
            default -> null;
        };
    }

    private Known known(Object value) {
        return new Known(value, source);
    }

    private Node fingerprint() {
        Node known = fingerprint;
        if (known == null) {
            known = known(Sha256.hex(certificate.encoded()));
            fingerprint = known;
        }
        return known;
    }

    private Node keyFingerprint() {
        Node known = keyFingerprint;
        if (known == null) {
            known = known(Sha256.hex(certificate.key().encoded()));
            keyFingerprint = known;
        }
        return known;
    }

    private Node selfSigned() {
        Node known = selfSigned;
        if (known == null) {
            known = certificate.issuedToItself() ? verified() : known(false);
            selfSigned = known;
        }
        return known;
    }

    /** The only thing here that needs the Java runtime's slow way to a certificate, and seldom asked for. */
    private Node verified() {
        try {
            X509Certificate parsed = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate.encoded()));
            parsed.verify(parsed.getPublicKey());
            return known(true);
        } catch (SignatureException | InvalidKeyException e) {
            return known(false);
        } catch (CertificateException e) {
            return new Unknown("its signature cannot be read", source);
        } catch (GeneralSecurityException | RuntimeException e) {
            return new Unknown("its signature algorithm cannot be verified here", source);
        }
    }
}
