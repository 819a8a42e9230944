package io.nodeward.secrets.encryption.servers;

import java.net.URI;

/**
 * Whether one server uses a configuration.
 *
 * @param reason for people, how that is known or why it is not
 */
public record ServerConvergence(URI server, State state, String reason) {

    /** Only {@link #LOADED} counts. */
    public enum State {
        LOADED,
        /** It uses another one. */
        STALE,
        /** It is not known: the server is away, not ready, or does not tell. */
        UNKNOWN
    }

    @Override
    public String toString() {
        return server + " " + reason;
    }
}
