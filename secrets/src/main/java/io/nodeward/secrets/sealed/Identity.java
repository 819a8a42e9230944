package io.nodeward.secrets.sealed;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;

/**
 * A private key of age, by which what was sealed to its {@link #recipient} is opened. Wiped by {@link #close}.
 */
public final class Identity implements AutoCloseable {

    private static final String PREFIX = "AGE-SECRET-KEY-1";
    private static final String PUBLIC = "# public key: ";

    private final byte[] secret;
    private final String recipient;

    private Identity(byte[] secret, String recipient) {
        this.secret = secret;
        this.recipient = recipient;
    }

    /** Makes a new one. */
    public static Identity generate() {
        try {
            KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
            return new Identity(
                    pair.getPrivate().getEncoded(),
                    new String(pair.getPublic().getEncoded(), StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no X25519", e);
        }
    }

    /**
     * Reads a file as age-keygen writes it: comments, of which one has the public key, and the private key on a line of its
     * own.
     *
     * @param name what messages call the file
     */
    public static Identity read(byte[] file, String name) throws SealingException {
        String recipient = "";
        byte[] secret = {};
        int from = 0;
        for (int at = 0; at <= file.length; at++) {
            if (at == file.length || file[at] == '\n') {
                if (starts(file, from, PREFIX)) {
                    secret = Arrays.copyOfRange(file, from, at > from && file[at - 1] == '\r' ? at - 1 : at);
                } else if (starts(file, from, PUBLIC)) {
                    recipient = new String(file, from, at - from, StandardCharsets.US_ASCII)
                            .substring(PUBLIC.length())
                            .strip();
                }
                from = at + 1;
            }
        }
        if (secret.length == 0) {
            throw new SealingException(name + " holds no private key of age (" + PREFIX + "…)");
        }
        return new Identity(secret, recipient);
    }

    private static boolean starts(byte[] file, int from, String prefix) {
        byte[] begin = prefix.getBytes(StandardCharsets.US_ASCII);
        return from + begin.length <= file.length
                && Arrays.equals(file, from, from + begin.length, begin, 0, begin.length);
    }

    /** The file for {@link #read}: the caller wipes it. */
    public byte[] file() {
        byte[] head = (PUBLIC + recipient + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] file = Arrays.copyOf(head, head.length + secret.length + 1);
        System.arraycopy(secret, 0, file, head.length, secret.length);
        file[file.length - 1] = '\n';
        return file;
    }

    /** Its public key: {@code age1…}; empty when the file that it was read from did not say. */
    public String recipient() {
        return recipient;
    }

    CharBuffer secret() {
        return StandardCharsets.US_ASCII.decode(ByteBuffer.wrap(secret));
    }

    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return recipient;
    }
}
