package io.nodeward.secrets.sealed;

/** Something could not be sealed or opened. The message never quotes a key or what is sealed. */
public final class SealingException extends Exception {

    private static final long serialVersionUID = 1;

    SealingException(String message) {
        super(message);
    }
}
