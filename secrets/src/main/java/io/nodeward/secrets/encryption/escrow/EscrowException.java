package io.nodeward.secrets.encryption.escrow;

/** A key could not be kept, or is not shown to be readable again. The message says where and why, never the key. */
public final class EscrowException extends Exception {

    private static final long serialVersionUID = 1;

    public EscrowException(String message) {
        super(message);
    }
}
