package io.nodeward.secrets.encryption.escrow;

import io.nodeward.secrets.encryption.config.EncryptionKey;
import io.nodeward.secrets.encryption.config.KeyKind;

/** Keeps keys for the day on which every control-plane node is lost. */
public interface Escrow {

    /**
     * Keeps a key, and reads it back as far as that can be done here. Keeping the same key again is no failure.
     *
     * @return where it is kept, for people
     * @throws EscrowException if it is not shown to be kept: it must not be used then
     */
    String keep(KeyKind kind, EncryptionKey key) throws EscrowException, InterruptedException;

    /** The operator wants none, and has said so. */
    Escrow NONE = (kind, key) -> "nowhere, as was asked for";
}
