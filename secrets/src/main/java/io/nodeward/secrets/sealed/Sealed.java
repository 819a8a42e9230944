package io.nodeward.secrets.sealed;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.armor.ArmoredEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Seals to public keys of age, as text (armored), so that {@code age --decrypt} opens it too. */
public final class Sealed {

    private Sealed() {}

    /**
     * Returns a sealed file.
     *
     * @param content is not changed
     * @param recipients public keys, {@code age1…}; each can open it by itself
     * @throws SealingException if there is no recipient or one is no such key
     */
    public static byte[] seal(byte[] content, List<String> recipients) throws SealingException {
        List<RecipientStanzaWriter> writers = new ArrayList<>();
        for (String recipient : recipients) {
            writers.add(writer(recipient));
        }
        if (writers.isEmpty()) {
            throw new SealingException("there is nobody to seal for");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WritableByteChannel channel =
                new ArmoredEncryptingChannelFactory().newEncryptingChannel(Channels.newChannel(out), writers)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new SealingException("sealing failed: " + e.getMessage());
        }
        return out.toByteArray();
    }

    private static RecipientStanzaWriter writer(String recipient) throws SealingException {
        try {
            return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new SealingException(
                    "'" + recipient + "' is no public key of age, which begins with age1 (age-keygen)");
        }
    }

    /**
     * Returns what was sealed; the caller wipes it.
     *
     * @param name what messages call the file
     * @param most bytes that are accepted
     * @throws SealingException if it is damaged, larger, or was sealed to somebody else
     */
    public static byte[] open(byte[] sealed, Identity identity, String name, int most) throws SealingException {
        CharBuffer secret = identity.secret();
        byte[] content = new byte[most + 1];
        try {
            RecipientStanzaReader reader = X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(secret);
            try (ReadableByteChannel channel = new ArmoredDecryptingChannelFactory()
                    .newDecryptingChannel(Channels.newChannel(new ByteArrayInputStream(sealed)), List.of(reader))) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                int read = 0;
                while (read >= 0 && buffer.hasRemaining()) {
                    read = channel.read(buffer);
                }
                if (!buffer.hasRemaining()) {
                    throw new SealingException(name + " holds more than " + most + " bytes");
                }
                return Arrays.copyOf(content, buffer.position());
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new SealingException(name + " cannot be opened: it is damaged, or was sealed to another key than "
                    + identity.recipient());
        } finally {
            Arrays.fill(content, (byte) 0);
            Arrays.fill(secret.array(), '\0');
        }
    }
}
