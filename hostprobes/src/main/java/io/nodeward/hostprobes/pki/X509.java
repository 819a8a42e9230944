package io.nodeward.hostprobes.pki;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What an X.509 certificate says (RFC 5280). Immutable, safe for any thread. */
final class X509 {

    private static final int NAMES = 10_000;

    private final byte[] encoded;
    private final DistinguishedName subject;
    private final DistinguishedName issuer;
    private final boolean issuedToItself;
    private final Instant notBefore;
    private final Instant notAfter;
    private final PublicKeyInfo key;
    private final String signature;
    private final List<String> dnsNames = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final List<String> usages = new ArrayList<>();
    private boolean authority;

    private X509(Der outer) throws MalformedException {
        this.encoded = outer.copy();
        Der parts = new Der(encoded).enter(Der.SEQUENCE);
        Der body = parts.enter(Der.SEQUENCE);
        Der outerAlgorithm = parts.whole();
        parts.enter(Der.BIT_STRING);
        parts.finish();
        if (body.tag() == Der.context(0)) {
            body.skip();
        }
        body.enter(Der.INTEGER);
        Der algorithm = body.whole();
        if (!algorithm.same(outerAlgorithm)) {
            throw new MalformedException("names two different signature algorithms");
        }
        this.signature = Algorithms.signature(
                algorithm.enter(Der.SEQUENCE).enter(Der.OBJECT_IDENTIFIER).dotted());
        Der issuerName = body.enter(Der.SEQUENCE);
        Der validity = body.enter(Der.SEQUENCE);
        this.notBefore = AsnTime.read(validity);
        this.notAfter = AsnTime.read(validity);
        validity.finish();
        Der subjectName = body.enter(Der.SEQUENCE);
        this.issuedToItself = subjectName.same(issuerName);
        this.issuer = new DistinguishedName(issuerName);
        this.subject = new DistinguishedName(subjectName);
        this.key = new PublicKeyInfo(body.whole());
        while (body.more()) {
            int tag = body.tag();
            Der next = body.enter();
            if (tag == Der.context(3)) {
                extensions(next.enter(Der.SEQUENCE));
                next.finish();
            }
        }
    }

    /**
     * Reads one certificate.
     *
     * @throws MalformedException if it is none that Kubernetes' components would take
     */
    static X509 parse(byte[] der) throws MalformedException {
        Der all = new Der(der);
        Der outer = all.whole();
        all.finish();
        return new X509(outer);
    }

    private void extensions(Der list) throws MalformedException {
        while (list.more()) {
            Der extension = list.enter(Der.SEQUENCE);
            String identifier = extension.enter(Der.OBJECT_IDENTIFIER).dotted();
            if (extension.tag() == Der.BOOLEAN) {
                extension.skip();
            }
            Der value = extension.enter(Der.OCTET_STRING);
            extension.finish();
            switch (identifier) {
                case "2.5.29.17" -> alternativeNames(value.enter(Der.SEQUENCE));
                case "2.5.29.19" -> authority = authority(value.enter(Der.SEQUENCE));
                case "2.5.29.37" -> extendedUsages(value.enter(Der.SEQUENCE));
                default -> {
                    // says nothing that a fact is made of
                }
            }
        }
    }

    private void alternativeNames(Der names) throws MalformedException {
        while (names.more()) {
            int tag = names.tag();
            Der name = names.enter();
            if (dnsNames.size() + addresses.size() == NAMES) {
                throw new MalformedException("has more than " + NAMES + " names");
            }
            if (tag == 0x82) {
                dnsNames.add(ascii(name));
            } else if (tag == 0x87) {
                addresses.add(IpAddress.text(name));
            }
        }
    }

    private static String ascii(Der name) throws MalformedException {
        StringBuilder out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            int octet = name.octet(i);
            if (octet > 0x7F) {
                throw new MalformedException("has a DNS name that is not ASCII");
            }
            out.append((char) octet);
        }
        return out.toString();
    }

    private static boolean authority(Der constraints) throws MalformedException {
        if (constraints.tag() != Der.BOOLEAN) {
            return false;
        }
        Der value = constraints.enter();
        if (value.length() != 1) {
            throw new MalformedException("has basic constraints that cannot be read");
        }
        return value.octet(0) != 0;
    }

    private void extendedUsages(Der list) throws MalformedException {
        while (list.more()) {
            String identifier = list.enter(Der.OBJECT_IDENTIFIER).dotted();
            usages.add(
                    switch (identifier) {
                        case "1.3.6.1.5.5.7.3.1" -> "serverAuth";
                        case "1.3.6.1.5.5.7.3.2" -> "clientAuth";
                        default -> identifier;
                    });
        }
    }

    /** The whole certificate in DER; not to be changed. */
    byte[] encoded() {
        return encoded;
    }

    DistinguishedName subject() {
        return subject;
    }

    DistinguishedName issuer() {
        return issuer;
    }

    /** Whether subject and issuer are the same, which does not prove that its own key signed it. */
    boolean issuedToItself() {
        return issuedToItself;
    }

    Instant notBefore() {
        return notBefore;
    }

    Instant notAfter() {
        return notAfter;
    }

    List<String> dnsNames() {
        return Collections.unmodifiableList(dnsNames);
    }

    List<String> addresses() {
        return Collections.unmodifiableList(addresses);
    }

    List<String> usages() {
        return Collections.unmodifiableList(usages);
    }

    boolean authority() {
        return authority;
    }

    PublicKeyInfo key() {
        return key;
    }

    String signature() {
        return signature;
    }
}
