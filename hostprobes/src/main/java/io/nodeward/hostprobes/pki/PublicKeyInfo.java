package io.nodeward.hostprobes.pki;

/** A public key: SubjectPublicKeyInfo of RFC 5280. */
final class PublicKeyInfo {

    private final byte[] encoded;
    private final String algorithm;
    private final int bits;
    private final Der key;

    /** @param whole the element with its tag and length */
    PublicKeyInfo(Der whole) throws MalformedException {
        this.encoded = whole.copy();
        Der parts = new Der(encoded).enter(Der.SEQUENCE);
        Der identifier = parts.enter(Der.SEQUENCE);
        this.algorithm = identifier.enter(Der.OBJECT_IDENTIFIER).dotted();
        this.key = parts.enter(Der.BIT_STRING).wholeOctets();
        parts.finish();
        this.bits = bits(identifier);
    }

    private int bits(Der parameters) throws MalformedException {
        return switch (algorithm) {
            case Algorithms.RSA, "1.2.840.113549.1.1.10" ->
                rsa().enter(Der.INTEGER).bits();
            case Algorithms.EC -> {
                int named = parameters.tag() == Der.OBJECT_IDENTIFIER
                        ? Algorithms.curveBits(parameters.enter().dotted())
                        : 0;
                // an uncompressed point is a format octet and two coordinates
                yield named > 0 ? named : (key.length() - 1) / 2 * 8;
            }
            case Algorithms.DSA ->
                parameters.tag() == Der.SEQUENCE
                        ? parameters.enter().enter(Der.INTEGER).bits()
                        : 0;
            default -> key.length() * 8;
        };
    }

    /** The numbers of an RSA key: modulus and exponent follow. */
    Der rsa() throws MalformedException {
        return new Der(key.copy()).enter(Der.SEQUENCE);
    }

    /** The parameters of an EC key, which name its curve. */
    byte[] curve() throws MalformedException {
        Der identifier = new Der(encoded).enter(Der.SEQUENCE).enter(Der.SEQUENCE);
        identifier.skip();
        return identifier.whole().copy();
    }

    /** The key itself without its algorithm: a point, or RSA's two numbers in DER. */
    Der key() {
        return key;
    }

    /** The whole element in DER; not to be changed. */
    byte[] encoded() {
        return encoded;
    }

    String algorithm() {
        return algorithm;
    }

    int bits() {
        return bits;
    }
}
