package io.nodeward.hostprobes.binaries;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a key signed a text: Ed25519, ECDSA on P-256 and P-384, RSA (PKCS #1 version 1.5) of 2048 bits or more. That is
 * what {@code cosign sign-blob} and {@code openssl dgst} or {@code openssl pkeyutl} write.
 */
final class ManifestSignature {

    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final int LEAST_RSA = 2048;

    private ManifestSignature() {}

    /** The SubjectPublicKeyInfo of a text in PEM; null where there is none. */
    static byte @Nullable [] key(byte[] pem) {
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        int end = begin < 0 ? -1 : text.indexOf(END, begin);
        return end < 0 ? null : base64(text.substring(begin + BEGIN.length(), end));
    }

    /** Names of the ways in which such a key signs; empty for a key that is not taken. */
    static List<String> algorithms(byte[] key) {
        PublicKey parsed = parsed(key);
        if (parsed == null) {
            return List.of();
        }
        if (parsed instanceof RSAPublicKey rsa) {
            return rsa.getModulus().bitLength() >= LEAST_RSA ? List.of("SHA256withRSA") : List.of();
        }
        if (parsed instanceof ECPublicKey ec) {
            int bits = ec.getParams().getOrder().bitLength();
            return switch (bits) {
                case 256 -> List.of("SHA256withECDSA");
                case 384 -> List.of("SHA384withECDSA", "SHA256withECDSA");
                default -> List.of();
            };
        }
        return List.of("Ed25519");
    }

    /**
     * @param signature its bytes, or these in base64
     * @return whether it is this key's of this text
     */
    static boolean verifies(byte[] key, byte[] text, byte[] signature) {
        PublicKey parsed = parsed(key);
        if (parsed == null) {
            return false;
        }
        List<byte[]> candidates = new ArrayList<>(List.of(signature));
        byte[] decoded = base64(new String(signature, StandardCharsets.ISO_8859_1));
        if (decoded != null) {
            candidates.add(decoded);
        }
        for (String algorithm : algorithms(key)) {
            for (byte[] candidate : candidates) {
                if (verifies(parsed, algorithm, text, candidate)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean verifies(PublicKey key, String algorithm, byte[] text, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(text);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            // these bytes are no signature of this kind
            return false;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static @Nullable PublicKey parsed(byte[] key) {
        for (String kind : List.of("Ed25519", "EC", "RSA")) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(key));
            } catch (GeneralSecurityException e) {
                // another kind of key
            }
        }
        return null;
    }

    private static byte @Nullable [] base64(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n' && c != '\r' && c != ' ' && c != '\t') {
                plain.append(c);
            }
        }
        try {
            return Base64.getDecoder().decode(plain.toString());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
