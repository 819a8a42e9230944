package io.nodeward.secrets.etcd;

import org.jspecify.annotations.Nullable;

/** Something that etcd did not do, with a message for people that names the endpoint or the file and holds nothing secret. */
public final class EtcdException extends Exception {
    /** What kind of failure, for callers that act on it. */
    public enum Kind {
        /** A file of the connection is missing, unreadable or not what it should be; nothing was sent. */
        CONFIGURATION,
        /** Nothing answers there, or not in time. */
        UNREACHABLE,
        /** The certificate of the server does not verify against the given CA or is for another name. */
        SERVER_NOT_TRUSTED,
        /** The server does not accept the client certificate, or wants one and none is configured. */
        CERTIFICATE_REFUSED,
        /** The user of the client certificate may not do this. */
        PERMISSION_DENIED,
        /** The members have no leader, or too few of them answer. */
        NO_QUORUM,
        /** The wanted revision was compacted away. */
        COMPACTED,
        /** An answer is larger than what was asked to be taken. */
        TOO_LARGE,
        /** The answer contradicts itself or what was asked for. */
        BAD_ANSWER,
        /** The thread was interrupted. */
        INTERRUPTED,
        /** Refused before anything was sent, because it would do harm. */
        UNSAFE,
        /** Anything else that etcd answers. */
        FAILED
    }

    private final Kind kind;

    public EtcdException(Kind kind, String message) {
        this(kind, message, null);
    }

    EtcdException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What failed, where, why, and what to do next. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
