package io.nodeward.hostprobes.pki;

/** Names of algorithms and curves by their object identifiers, as the Java runtime spells them. */
final class Algorithms {

    static final String RSA = "1.2.840.113549.1.1.1";
    static final String EC = "1.2.840.10045.2.1";
    static final String DSA = "1.2.840.10040.4.1";
    static final String ED25519 = "1.3.101.112";

    private Algorithms() {}

    /** Name of a public key's algorithm; the identifier itself when it is none that we know. */
    static String key(String identifier) {
        return switch (identifier) {
            case RSA -> "RSA";
            case "1.2.840.113549.1.1.10" -> "RSASSA-PSS";
            case EC -> "EC";
            case DSA -> "DSA";
            default -> common(identifier);
        };
    }

    /** Name of a signature algorithm; the identifier itself when it is none that we know. */
    static String signature(String identifier) {
        return switch (identifier) {
            case "1.2.840.113549.1.1.2" -> "MD2withRSA";
            case "1.2.840.113549.1.1.4" -> "MD5withRSA";
            case "1.2.840.113549.1.1.5", "1.3.14.3.2.29" -> "SHA1withRSA";
            case "1.2.840.113549.1.1.10" -> "RSASSA-PSS";
            case "1.2.840.113549.1.1.11" -> "SHA256withRSA";
            case "1.2.840.113549.1.1.12" -> "SHA384withRSA";
            case "1.2.840.113549.1.1.13" -> "SHA512withRSA";
            case "1.2.840.113549.1.1.14" -> "SHA224withRSA";
            case "1.2.840.10045.4.1" -> "SHA1withECDSA";
            case "1.2.840.10045.4.3.1" -> "SHA224withECDSA";
            case "1.2.840.10045.4.3.2" -> "SHA256withECDSA";
            case "1.2.840.10045.4.3.3" -> "SHA384withECDSA";
            case "1.2.840.10045.4.3.4" -> "SHA512withECDSA";
            case "1.2.840.10040.4.3" -> "SHA1withDSA";
            case "2.16.840.1.101.3.4.3.1" -> "SHA224withDSA";
            case "2.16.840.1.101.3.4.3.2" -> "SHA256withDSA";
            default -> common(identifier);
        };
    }

    /** Algorithms whose keys and signatures have one identifier. */
    private static String common(String identifier) {
        return switch (identifier) {
            case ED25519 -> "Ed25519";
            case "1.3.101.113" -> "Ed448";
            case "2.16.840.1.101.3.4.3.17" -> "ML-DSA-44";
            case "2.16.840.1.101.3.4.3.18" -> "ML-DSA-65";
            case "2.16.840.1.101.3.4.3.19" -> "ML-DSA-87";
            default -> identifier;
        };
    }

    /** Bits of a named curve, or 0. */
    static int curveBits(String identifier) {
        return switch (identifier) {
            case "1.2.840.10045.3.1.1" -> 192;
            case "1.3.132.0.33" -> 224;
            case "1.2.840.10045.3.1.7", "1.3.132.0.10" -> 256;
            case "1.3.132.0.34" -> 384;
            case "1.3.132.0.35" -> 521;
            default -> 0;
        };
    }
}
