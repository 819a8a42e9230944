package io.nodeward.secrets.vault;

/** Vault did not do what it was asked. The message says what, where and why, and never has an answer's content in it. */
public final class VaultException extends Exception {

    private static final long serialVersionUID = 1;

    /** What kind of thing went wrong. */
    public enum Kind {
        /** No answer, or none in time. */
        UNREACHABLE,
        /** Its certificate comes from nobody that we know, or it speaks no TLS. */
        UNTRUSTED,
        /** 503: sealed, or a standby that knows no leader. */
        SEALED,
        /** 401 and 403: the token is wrong, has expired, or its policies do not allow this. */
        FORBIDDEN,
        /** 429: a quota. */
        BUSY,
        /** A write that stands on what somebody else has changed since. */
        CONFLICT,
        /** 400 and others: the request is one that it does not take. */
        REFUSED,
        /** 5xx, or an answer that makes no sense. */
        BROKEN
    }

    private final Kind kind;

    VaultException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
