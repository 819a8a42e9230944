package io.nodeward.secrets.encryption.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A key with its name. The name is what everybody may know: it is stored with each object. The bytes are wiped by {@link
 * #close}; until then nothing but {@link #secret} gives them away, {@link #toString} least of all. Not safe for use by
 * several threads while it is closed.
 */
public final class EncryptionKey implements AutoCloseable {

    private static final int FINGERPRINT = 8;

    private final String name;
    private final byte[] secret;
    private final String fingerprint;

    /** Takes the array itself: the caller forgets it. */
    public EncryptionKey(String name, byte[] secret) {
        this.name = name;
        this.secret = secret;
        this.fingerprint = fingerprint(secret);
    }

    /**
     * A new key out of the strong random source of the platform, with the name {@code nw-<yyyymmdd>-<fingerprint>}: two keys
     * never share a name.
     */
    public static EncryptionKey generate(LocalDate today) {
        byte[] secret = new byte[KeyKind.BYTES];
        new SecureRandom().nextBytes(secret);
        return new EncryptionKey(
                "nw-" + today.format(DateTimeFormatter.BASIC_ISO_DATE) + "-" + fingerprint(secret), secret);
    }

    public String name() {
        return name;
    }

    /** The bytes themselves, not a copy. */
    public byte[] secret() {
        return secret;
    }

    /** The first {@value #FINGERPRINT} hexadecimal digits of a SHA-256 of the key: tells keys apart and gives nothing away. */
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return name;
    }

    private static String fingerprint(byte[] secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            // so that it is not the digest of a key that somebody else publishes too
            digest.update((byte) 'n');
            return HexFormat.of().formatHex(digest.digest(secret)).substring(0, FINGERPRINT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
