package io.nodeward.secrets.kube;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request to an API server.
 *
 * @param path with its query, escaped, e.g. {@code /api/v1/secrets?limit=500}
 * @param accept the media types of the answer
 * @param contentType of the body; null without one
 * @param body JSON; null without one
 * @param timeout for the connection, and for each wait for more of the answer
 */
public record KubeRequest(
        Method method,
        String path,
        String accept,
        @Nullable String contentType,
        @Nullable String body,
        Duration timeout) {

    /** What is done to the path. */
    public enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE;

        /** Whether doing it twice is doing it once, so that it may be sent again over a connection that was closed. */
        boolean isRepeatable() {
            return this == GET;
        }
    }

    public static final Duration TIMEOUT = Duration.ofSeconds(30);
    static final String JSON = "application/json";

    public static KubeRequest get(String path) {
        return new KubeRequest(Method.GET, path, JSON, null, null, TIMEOUT);
    }

    public static KubeRequest post(String path, String body) {
        return new KubeRequest(Method.POST, path, JSON, JSON, body, TIMEOUT);
    }

    public static KubeRequest put(String path, String body) {
        return new KubeRequest(Method.PUT, path, JSON, JSON, body, TIMEOUT);
    }

    /** A JSON merge patch (RFC 7386). */
    public static KubeRequest mergePatch(String path, String body) {
        return new KubeRequest(Method.PATCH, path, JSON, "application/merge-patch+json", body, TIMEOUT);
    }

    public KubeRequest accepting(String mediaTypes) {
        return new KubeRequest(method, path, mediaTypes, contentType, body, timeout);
    }

    public KubeRequest within(Duration limit) {
        return new KubeRequest(method, path, accept, contentType, body, limit);
    }

    /** Without the body, which may hold what nobody should see. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
