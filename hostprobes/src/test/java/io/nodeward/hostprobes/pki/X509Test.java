package io.nodeward.hostprobes.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Random;
import javax.naming.ldap.LdapName;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Our own reader and the Java runtime's say the same, of good certificates and of damaged ones. */
class X509Test {

    private final CertificateFactory factory;

    X509Test() throws CertificateException {
        factory = CertificateFactory.getInstance("X.509");
    }

    private @Nullable X509Certificate reference(byte[] der) {
        try {
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            return null;
        }
    }

    private static @Nullable X509 ours(byte[] der) {
        try {
            return X509.parse(der);
        } catch (MalformedException e) {
            return null;
        }
    }

    @Test
    void generated() throws Exception {
        Random random = new Random(42);
        List<byte[]> all = generated(random, 150);
        for (byte[] der : all) {
            X509Certificate expected = reference(der);
            assertThat(expected).isNotNull();
            X509 ours = X509.parse(der);
            same(ours, java.util.Objects.requireNonNull(expected));
            // the runtime makes a damaged one anew
            assertThat(ours.key().encoded()).isEqualTo(expected.getPublicKey().getEncoded());
        }
    }

    @Test
    void mutated() throws Exception {
        Random random = new Random(7);
        List<byte[]> good = generated(random, 20);
        int both = 0;
        int onlyReference = 0;
        for (int i = 0; i < 6_000; i++) {
            byte[] der = mutate(good.get(random.nextInt(good.size())), random);
            X509 ours = ours(der);
            X509Certificate expected = reference(der);
            if (ours != null && expected != null) {
                try {
                    same(ours, expected);
                } catch (AssertionError e) {
                    throw new AssertionError(
                            "seed 7, round " + i + ": "
                                    + java.util.HexFormat.of().formatHex(der),
                            e);
                }
                both++;
            } else if (ours == null && expected != null) {
                onlyReference++;
            }
        }
        assertThat(both).isGreaterThan(1000);
        // stricter, like the components: lengths not in their shortest form, dates and names that are none
        assertThat(onlyReference).isLessThan(both / 5);
    }

    @Test
    void cutAndRandomBytesAreRefused() throws Exception {
        byte[] der = Made.server(Made.EC, Made.RSA);
        for (int length = 0; length < der.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(der, length);
            assertThatThrownBy(() -> X509.parse(cut)).isInstanceOf(MalformedException.class);
        }
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] junk = new byte[random.nextInt(300)];
            random.nextBytes(junk);
            if (junk.length > 2) {
                junk[0] = 0x30;
            }
            assertThat(ours(junk)).isNull();
        }
    }

    @Test
    void kubeadmsServerCertificate() throws Exception {
        X509 read = X509.parse(Made.server(Made.RSA, Made.RSA_OTHER));
        assertThat(read.subject().text()).isEqualTo("CN=kube-apiserver");
        assertThat(read.subject().commonName()).isEqualTo("kube-apiserver");
        assertThat(read.issuer().text()).isEqualTo("CN=kubernetes");
        assertThat(read.dnsNames()).containsExactly("kubernetes.default.svc");
        assertThat(read.addresses()).containsExactly("10.96.0.1", "fd00::1");
        assertThat(read.usages()).containsExactly("serverAuth");
        assertThat(read.notBefore()).isEqualTo(Made.FROM);
        assertThat(read.notAfter()).isEqualTo(Made.TO);
        assertThat(read.authority()).isFalse();
        assertThat(read.issuedToItself()).isFalse();
        assertThat(read.signature()).isEqualTo("SHA256withRSA");
    }

    @Test
    void theLastCommonNameIsTheUser() throws Exception {
        X509 read = X509.parse(Made.client(Made.EC, Made.RSA, "O=system:masters,O=b,CN=first,CN=last"));
        assertThat(read.subject().commonName()).isEqualTo("last");
        assertThat(read.subject().organizations()).containsExactly("system:masters", "b");
    }

    private static void same(X509 ours, X509Certificate expected) throws Exception {
        assertThat(ours.encoded()).isEqualTo(expected.getEncoded());
        name(ours.subject().text(), expected.getSubjectX500Principal().getName());
        name(ours.issuer().text(), expected.getIssuerX500Principal().getName());
        assertThat(ours.notBefore()).isEqualTo(expected.getNotBefore().toInstant());
        assertThat(ours.notAfter()).isEqualTo(expected.getNotAfter().toInstant());
        Collection<List<?>> names = alternativeNames(expected);
        if (names != null) {
            List<String> dns = new ArrayList<>();
            List<InetAddress> addresses = new ArrayList<>();
            for (List<?> name : names) {
                if (name.get(0).equals(2)) {
                    dns.add((String) name.get(1));
                } else if (name.get(0).equals(7)) {
                    addresses.add(InetAddress.getByName((String) name.get(1)));
                }
            }
            assertThat(ours.dnsNames()).isEqualTo(dns);
            List<InetAddress> read = new ArrayList<>();
            for (String address : ours.addresses()) {
                read.add(InetAddress.getByName(address));
            }
            assertThat(read).isEqualTo(addresses);
        }
        List<String> usages = extendedKeyUsage(expected);
        if (usages != null) {
            List<String> identifiers = new ArrayList<>();
            for (String usage : ours.usages()) {
                identifiers.add(
                        switch (usage) {
                            case "serverAuth" -> "1.3.6.1.5.5.7.3.1";
                            case "clientAuth" -> "1.3.6.1.5.5.7.3.2";
                            default -> usage;
                        });
            }
            assertThat(identifiers).isEqualTo(usages);
        }
        if (expected.getBasicConstraints() >= 0) {
            assertThat(ours.authority()).isTrue();
        }
        switch (expected.getPublicKey()) {
            case RSAPublicKey rsa -> {
                assertThat(Algorithms.key(ours.key().algorithm())).isEqualTo("RSA");
                assertThat(ours.key().bits()).isEqualTo(rsa.getModulus().bitLength());
            }
            case ECPublicKey ec -> {
                assertThat(Algorithms.key(ours.key().algorithm())).isEqualTo("EC");
                assertThat(ours.key().bits())
                        .isEqualTo(ec.getParams().getCurve().getField().getFieldSize());
            }
            default -> {
                // its name is the identifier in the runtime too
            }
        }
        String signature = expected.getSigAlgName();
        if (!signature.equals(expected.getSigAlgOID()) && ours.signature().indexOf('.') < 0) {
            assertThat(ours.signature()).isEqualTo(signature);
        }
    }

    /** Names may be escaped in two ways, and the runtime writes rare kinds of text as hexadecimal. */
    private static void name(String ours, String expected) throws Exception {
        if (expected.split("=#", -1).length > ours.split("=#", -1).length) {
            return;
        }
        assertThat(new LdapName(ours)).isEqualTo(new LdapName(expected));
    }

    private static @Nullable Collection<List<?>> alternativeNames(X509Certificate certificate) {
        try {
            return certificate.getSubjectAlternativeNames();
        } catch (CertificateException e) {
            return null;
        }
    }

    private static @Nullable List<String> extendedKeyUsage(X509Certificate certificate) {
        try {
            return certificate.getExtendedKeyUsage();
        } catch (CertificateException e) {
            return null;
        }
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] der = good.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(der.length);
            switch (random.nextInt(3)) {
                case 0 -> der[at] = (byte) random.nextInt(256);
                case 1 -> der[at] ^= (byte) (1 << random.nextInt(8));
                default -> der[at] += (byte) (random.nextBoolean() ? 1 : -1);
            }
        }
        return der;
    }

    private static List<byte[]> generated(Random random, int count) throws Exception {
        List<KeyPair> keys = List.of(Made.RSA, Made.EC, Made.EC_384, Made.ED25519, Made.curve("secp521r1"));
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            KeyPair signer = keys.get(random.nextInt(keys.size()));
            KeyPair key = keys.get(random.nextInt(keys.size()));
            Instant from = Instant.ofEpochSecond(random.nextLong(-600_000_000L, 4_000_000_000L));
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    name(random),
                    new java.math.BigInteger(1 + random.nextInt(150), random),
                    Date.from(from),
                    Date.from(from.plusSeconds(random.nextLong(0, 100_000_000_000L))),
                    name(random),
                    SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
            if (random.nextBoolean()) {
                builder.addExtension(
                        Extension.basicConstraints,
                        random.nextBoolean(),
                        random.nextBoolean()
                                ? new BasicConstraints(random.nextInt(5))
                                : new BasicConstraints(random.nextBoolean()));
            }
            if (random.nextBoolean()) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            }
            if (random.nextBoolean()) {
                builder.addExtension(
                        Extension.extendedKeyUsage, random.nextBoolean(), new ExtendedKeyUsage(new KeyPurposeId[] {
                            KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_codeSigning
                        }));
            }
            if (random.nextBoolean()) {
                builder.addExtension(Extension.subjectAlternativeName, false, alternatives(random));
            }
            String algorithm = Made.signature(signer);
            if (algorithm.startsWith("SHA256") && random.nextBoolean()) {
                algorithm = algorithm.replace("256", random.nextBoolean() ? "384" : "512");
            }
            all.add(Made.sign(builder, signer, algorithm));
        }
        return all;
    }

    private static GeneralNames alternatives(Random random) {
        GeneralName[] names = new GeneralName[random.nextInt(1, 6)];
        for (int i = 0; i < names.length; i++) {
            byte[] address = new byte[16];
            for (int b = 0; b < 16; b++) {
                address[b] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
            }
            names[i] = switch (random.nextInt(5)) {
                case 0 -> new GeneralName(GeneralName.iPAddress, "10.0." + random.nextInt(256) + ".1");
                case 1 -> new GeneralName(GeneralName.iPAddress, new org.bouncycastle.asn1.DEROctetString(address));
                case 2 -> new GeneralName(GeneralName.rfc822Name, "a@example.org");
                case 3 -> new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://a/b");
                default -> new GeneralName(GeneralName.dNSName, "n" + random.nextInt(100) + ".example.org");
            };
        }
        return new GeneralNames(names);
    }

    private static X500Name name(Random random) {
        X500NameBuilder builder = new X500NameBuilder();
        List<ASN1ObjectIdentifier> types = List.of(
                BCStyle.CN,
                BCStyle.O,
                BCStyle.OU,
                BCStyle.C,
                BCStyle.L,
                BCStyle.ST,
                BCStyle.STREET,
                BCStyle.DC,
                BCStyle.UID,
                BCStyle.SERIALNUMBER,
                BCStyle.T);
        int parts = random.nextInt(1, 5);
        for (int i = 0; i < parts; i++) {
            ASN1ObjectIdentifier type = types.get(random.nextInt(types.size()));
            String text = List.of(
                            "system:masters",
                            "a, b+c",
                            "x=\"y\"",
                            "<back\\slash>;",
                            "# number",
                            " blank ",
                            "K\u00f6ln",
                            "plain")
                    .get(random.nextInt(8));
            boolean ascii = text.chars().allMatch(c -> c < 128);
            switch (random.nextInt(4)) {
                case 0 -> builder.addRDN(type, new DERBMPString(text));
                case 1 -> builder.addRDN(type, ascii ? new DERIA5String(text) : new DERUTF8String(text));
                case 2 ->
                    builder.addMultiValuedRDN(
                            new ASN1ObjectIdentifier[] {type, BCStyle.OU}, new org.bouncycastle.asn1.ASN1Encodable[] {
                                new DERUTF8String(text), new DERPrintableString("unit")
                            });
                default -> builder.addRDN(type, new DERUTF8String(text));
            }
        }
        return builder.build();
    }
}
