package io.nodeward.secrets.kube;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that an API server did not do, with a message for people that names the server or the file and holds nothing secret. */
public final class KubeException extends Exception {
    private static final long serialVersionUID = 1;

    /** What kind of failure, for callers that act on it. */
    public enum Kind {
        /** The kubeconfig or an argument cannot be used; nothing was sent. */
        CONFIGURATION,
        /** Nothing answers there, or not in time, or the connection broke. */
        UNREACHABLE,
        /** The certificate of the server does not verify against the given CA or is for another name. */
        SERVER_NOT_TRUSTED,
        /** The server does not know the credentials. */
        UNAUTHENTICATED,
        /** The user may not do this. */
        FORBIDDEN,
        /** A webhook or policy of the cluster refused it. */
        REJECTED,
        /** The object is not there. */
        NOT_FOUND,
        /** The server has no such resource. */
        NOT_SERVED,
        /** The object is of another version, or of another holder. */
        CONFLICT,
        /** A list cannot be continued. */
        EXPIRED,
        /** The server takes the request for invalid. */
        INVALID,
        /** The server asks for fewer requests. */
        THROTTLED,
        /** The server failed by itself. */
        SERVER_ERROR,
        /** The answer is not what was asked for. */
        BAD_ANSWER,
        /** Not every server does what was waited for. */
        NOT_CONVERGED
    }

    private final Kind kind;
    private final int status;
    private final transient @Nullable Duration retryAfter;
    private final @Nullable String continueToken;
    private final @Nullable String admission;

    /** A failure that no answer of a server tells of. */
    public KubeException(Kind kind, String message) {
        this(kind, message, 0, null, null, null);
    }

    KubeException(
            Kind kind,
            String message,
            int status,
            @Nullable Duration retryAfter,
            @Nullable String continueToken,
            @Nullable String admission) {
        super(message);
        this.kind = kind;
        this.status = status;
        this.retryAfter = retryAfter;
        this.continueToken = continueToken;
        this.admission = admission;
    }

    public Kind kind() {
        return kind;
    }

    /** The HTTP status; 0 if there was no answer. */
    public int status() {
        return status;
    }

    /** How long the server asks to wait. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** With what an expired list can be continued, at the price that it is then of two moments. */
    public Optional<String> continueToken() {
        return Optional.ofNullable(continueToken);
    }

    /** The webhook or policy that refused the request or could not be asked, e.g. {@code webhook "labels.example.com"}. */
    public Optional<String> admission() {
        return Optional.ofNullable(admission);
    }

    /** Whether the same request may succeed later. */
    public boolean isTransient() {
        return kind == Kind.UNREACHABLE || kind == Kind.THROTTLED || kind == Kind.SERVER_ERROR;
    }
}
