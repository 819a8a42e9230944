package io.nodeward.hostprobes.pki;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a private key belongs to a public one. Public parts decide where the key holds them, as RSA's always do and
 * EC's nearly always; otherwise the key signs and the other verifies. Key material is compared in place and wiped.
 */
final class PrivateKeys {

    /** Identifiers 1.2.840.10045.2.1 and 1.2.840.113549.1.1.1 in DER. */
    private static final byte[] EC_PUBLIC_KEY = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private static final byte[] RSA_ENCRYPTION = {6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1
    };

    private PrivateKeys() {}

    /**
     * Whether the first private key of a file belongs to a public key.
     *
     * @param file its content; the caller wipes it
     * @throws MalformedException if that cannot be told
     */
    static boolean belongs(byte[] file, PublicKeyInfo key) throws MalformedException {
        List<Pem.Block> blocks = Pem.blocks(file);
        try {
            for (Pem.Block block : blocks) {
                if (block.privateKey()) {
                    return belongs(block, key);
                }
            }
        } finally {
            blocks.forEach(Pem.Block::wipe);
        }
        if (file.length > 0 && file[0] == Der.SEQUENCE && Content.ofDer(file) == Content.PRIVATE_KEY) {
            return decoded(file, key);
        }
        throw new MalformedException("holds no private key");
    }

    /**
     * The first private key of a file in PKCS #8, which is what the Java runtime reads; the caller wipes it.
     *
     * @param file its content; the caller wipes it
     * @param key the public key that it has to belong to
     * @throws MalformedException if it does not, or that cannot be told
     */
    static byte[] pkcs8(byte[] file, PublicKeyInfo key) throws MalformedException {
        if (!belongs(file, key)) {
            throw new MalformedException("does not belong to the certificate");
        }
        List<Pem.Block> blocks = Pem.blocks(file);
        try {
            for (Pem.Block block : blocks) {
                byte[] body = block.privateKey() ? block.body() : null;
                if (body != null) {
                    return pkcs8Of(body, key);
                }
            }
        } finally {
            blocks.forEach(Pem.Block::wipe);
        }
        return pkcs8Of(file, key);
    }

    private static byte[] pkcs8Of(byte[] der, PublicKeyInfo key) throws MalformedException {
        Der parts = new Der(der).enter(Der.SEQUENCE);
        parts.enter(Der.INTEGER);
        if (parts.tag() == Der.INTEGER) {
            return wrap(der, RSA_ENCRYPTION, new byte[] {5, 0});
        }
        if (parts.tag() != Der.OCTET_STRING) {
            return der.clone();
        }
        parts.enter(Der.OCTET_STRING);
        byte[] curve = parts.tag() == Der.context(0) ? parts.enter().copy() : key.curve();
        return wrap(der, EC_PUBLIC_KEY, curve);
    }

    private static boolean belongs(Pem.Block block, PublicKeyInfo key) throws MalformedException {
        if (block.headers() || block.label().equals("ENCRYPTED PRIVATE KEY")) {
            throw new MalformedException("is encrypted");
        }
        if (block.label().equals("OPENSSH PRIVATE KEY")) {
            throw new MalformedException("is a key in the format of OpenSSH, which no component reads");
        }
        byte[] body = block.body();
        if (body == null) {
            throw new MalformedException("is cut short or damaged");
        }
        return decoded(body, key);
    }

    private static boolean decoded(byte[] der, PublicKeyInfo key) throws MalformedException {
        Der parts = new Der(der).enter(Der.SEQUENCE);
        if (parts.tag() == Der.SEQUENCE) {
            throw new MalformedException("is encrypted");
        }
        parts.enter(Der.INTEGER);
        return switch (parts.tag()) {
            case Der.INTEGER -> rsa(parts, key);
            case Der.OCTET_STRING -> ecWithItsCurve(der, parts, key);
            default -> pkcs8(der, parts, key);
        };
    }

    /** PKCS #1 holds modulus and public exponent behind its version. */
    private static boolean rsa(Der parts, PublicKeyInfo key) throws MalformedException {
        Der modulus = parts.enter(Der.INTEGER).magnitude();
        Der exponent = parts.enter(Der.INTEGER).magnitude();
        if (!parts.more()) {
            throw new MalformedException("holds no private key");
        }
        if (!key.algorithm().equals(Algorithms.RSA)) {
            return false;
        }
        Der other = key.rsa();
        return other.enter(Der.INTEGER).magnitude().same(modulus)
                && other.enter(Der.INTEGER).magnitude().same(exponent);
    }

    private static boolean pkcs8(byte[] der, Der parts, PublicKeyInfo key) throws MalformedException {
        Der identifier = parts.enter(Der.SEQUENCE);
        String algorithm = identifier.enter(Der.OBJECT_IDENTIFIER).dotted();
        Der inner = parts.enter(Der.OCTET_STRING);
        if (!algorithm.equals(key.algorithm())) {
            return false;
        }
        if (algorithm.equals(Algorithms.RSA)) {
            Der numbers = inner.enter(Der.SEQUENCE);
            numbers.enter(Der.INTEGER);
            return rsa(numbers, key);
        }
        Der point = null;
        if (algorithm.equals(Algorithms.EC)) {
            Der ec = inner.enter(Der.SEQUENCE);
            ec.enter(Der.INTEGER);
            ec.enter(Der.OCTET_STRING);
            point = tagged(ec, Der.context(1));
        }
        return point != null ? point.enter(Der.BIT_STRING).wholeOctets().same(key.key()) : signs(der, algorithm, key);
    }

    /** SEC 1: the secret, then the curve and the public point, both of which may be left out. */
    private static boolean ecWithItsCurve(byte[] der, Der parts, PublicKeyInfo key) throws MalformedException {
        parts.enter(Der.OCTET_STRING);
        Der curve = parts.tag() == Der.context(0) ? parts.enter() : null;
        Der point = tagged(parts, Der.context(1));
        if (!key.algorithm().equals(Algorithms.EC)) {
            return false;
        }
        if (point != null) {
            return point.enter(Der.BIT_STRING).wholeOctets().same(key.key());
        }
        // a key that names no curve can only be meant for that of the certificate
        byte[] wrapped = wrap(der, EC_PUBLIC_KEY, curve == null ? key.curve() : curve.copy());
        try {
            return signs(wrapped, Algorithms.EC, key);
        } finally {
            Arrays.fill(wrapped, (byte) 0);
        }
    }

    private static @Nullable Der tagged(Der parts, int tag) throws MalformedException {
        while (parts.more()) {
            int next = parts.tag();
            Der content = parts.enter();
            if (next == tag) {
                return content;
            }
        }
        return null;
    }

    /** PKCS #8 around SEC 1 or PKCS #1, which is what the Java runtime reads. */
    private static byte[] wrap(byte[] key, byte[] algorithm, byte[] parameters) {
        byte[] identifier = element(Der.SEQUENCE, algorithm, parameters);
        byte[] inner = element(Der.OCTET_STRING, key);
        byte[] whole = element(Der.SEQUENCE, new byte[] {2, 1, 0}, identifier, inner);
        Arrays.fill(inner, (byte) 0);
        return whole;
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        // DER wants the shortest form
        int header = length < 0x80 ? 2 : length < 0x100 ? 3 : 4;
        byte[] out = new byte[header + length];
        out[0] = (byte) tag;
        if (header == 2) {
            out[1] = (byte) length;
        } else if (header == 3) {
            out[1] = (byte) 0x81;
            out[2] = (byte) length;
        } else {
            out[1] = (byte) 0x82;
            out[2] = (byte) (length >> 8);
            out[3] = (byte) length;
        }
        int at = header;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        return out;
    }

    private static boolean signs(byte[] pkcs8, String algorithm, PublicKeyInfo key) throws MalformedException {
        String name = Algorithms.key(algorithm);
        String scheme = switch (name) {
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            case "RSASSA-PSS" -> throw new MalformedException("is of a kind that cannot be compared");
            default -> name;
        };
        PKCS8EncodedKeySpec secret = new PKCS8EncodedKeySpec(pkcs8);
        byte[] message = {'n', 'o', 'd', 'e', 'w', 'a', 'r', 'd'};
        try {
            KeyFactory factory = KeyFactory.getInstance(name);
            PrivateKey own = factory.generatePrivate(secret);
            PublicKey other = factory.generatePublic(new X509EncodedKeySpec(key.encoded()));
            Signature signature = Signature.getInstance(scheme);
            signature.initSign(own);
            signature.update(message);
            byte[] signed = signature.sign();
            return verifies(signature, other, message, signed);
        } catch (GeneralSecurityException | RuntimeException e) {
            // not the cause: its message might hold what was read
            throw new MalformedException("is of a kind that cannot be compared");
        }
    }

    private static boolean verifies(Signature signature, PublicKey key, byte[] message, byte[] signed)
            throws GeneralSecurityException {
        signature.initVerify(key);
        signature.update(message);
        try {
            return signature.verify(signed);
        } catch (SignatureException e) {
            // another curve
            return false;
        }
    }
}
