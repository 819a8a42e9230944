package io.nodeward.secrets.encryption.escrow;

import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFiles;
import io.nodeward.secrets.encryption.config.EncryptionKey;
import io.nodeward.secrets.encryption.config.KeyKind;
import io.nodeward.secrets.sealed.Sealed;
import io.nodeward.secrets.sealed.SealingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps keys in files that only operators can open, since they are sealed to their public keys of age. Whether they can, an
 * operator shows by a word that stands in the file.
 */
public final class FileEscrow implements Escrow {

    /** Asks an operator to open a file. */
    @FunctionalInterface
    public interface Opening {

        /**
         * Whether the operator has opened the file.
         *
         * @param file the sealed file
         * @param word what stands in it behind {@code check:}; null when it is from an earlier run, so that it is not known
         * @throws EscrowException if nobody can be asked; the message says what to do
         */
        boolean isShown(Path file, @Nullable String word) throws EscrowException, InterruptedException;
    }

    private static final int MODE = 0600;
    private static final int WORD_BYTES = 4;

    private final Path directory;
    private final List<String> recipients;
    private final Opening opening;

    /**
     * Keeps them in a directory that exists.
     *
     * @param recipients public keys of operators, {@code age1…}: never this node's own, which may be lost with the key
     */
    public FileEscrow(Path directory, List<String> recipients, Opening opening) {
        this.directory = directory.toAbsolutePath().normalize();
        this.recipients = List.copyOf(recipients);
        this.opening = opening;
    }

    @Override
    public String keep(KeyKind kind, EncryptionKey key) throws EscrowException, InterruptedException {
        String name = "/" + key.name() + ".age";
        Path file = directory.resolve(key.name() + ".age");
        String word = null;
        try (HostFiles files = HostFiles.open(directory, directory.toString())) {
            if (files.stat(name).isEmpty()) {
                word = word();
                files.create(name, sealed(kind, key, word), Access.mine(MODE));
            }
        } catch (HostFileException e) {
            throw new EscrowException("key " + key.name() + " could not be kept: " + e.getMessage() + ": " + e.hint());
        } catch (SealingException e) {
            throw new EscrowException("key " + key.name() + " could not be kept: " + e.getMessage());
        }
        if (!opening.isShown(file, word)) {
            throw new EscrowException(
                    file + " is not shown to open, so that key " + key.name() + " is not used: open it with "
                            + "'age --decrypt --identity KEY " + file + "', then run nodeward encryption resume");
        }
        return file.toString();
    }

    private byte[] sealed(KeyKind kind, EncryptionKey key, String word) throws SealingException {
        byte[] head = ("provider: " + kind.provider() + "\nname: " + key.name() + "\ncheck: " + word + "\nsecret: ")
                .getBytes(StandardCharsets.UTF_8);
        byte[] secret = Base64.getEncoder().encode(key.secret());
        byte[] content = Arrays.copyOf(head, head.length + secret.length + 1);
        System.arraycopy(secret, 0, content, head.length, secret.length);
        content[content.length - 1] = '\n';
        try {
            return Sealed.seal(content, recipients);
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(content, (byte) 0);
        }
    }

    private static String word() {
        byte[] word = new byte[WORD_BYTES];
        new SecureRandom().nextBytes(word);
        return HexFormat.of().formatHex(word);
    }
}
