package io.nodeward.secrets.encryption.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Bytes that are put together without leaving copies of them behind. */
final class SecretBuffer {

    private byte[] bytes = new byte[1024];
    private int length;

    SecretBuffer text(String text) {
        return append(text.getBytes(StandardCharsets.UTF_8));
    }

    SecretBuffer base64(byte[] secret) {
        byte[] encoded = Base64.getEncoder().encode(secret);
        append(encoded);
        Arrays.fill(encoded, (byte) 0);
        return this;
    }

    private SecretBuffer append(byte[] more) {
        if (length + more.length > bytes.length) {
            grow(Math.max(length + more.length, bytes.length * 2));
        }
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    private void grow(int size) {
        byte[] larger = Arrays.copyOf(bytes, size);
        Arrays.fill(bytes, (byte) 0);
        bytes = larger;
    }

    /** Returns what was put in, once: afterwards nothing is left here. */
    byte[] take() {
        byte[] result = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return result;
    }
}
