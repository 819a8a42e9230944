package io.nodeward.secrets.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/**
 * One API server, asked by itself: connections are opened as requests need them and kept for the next ones. Safe for any
 * number of threads; each request occupies its thread until it is answered. A thread that is interrupted ends its request
 * with {@link InterruptedException}.
 */
public interface KubeApi extends AutoCloseable {

    /** Reads the body of a successful answer; need not read all of it. */
    @FunctionalInterface
    interface Reader<T> {
        T read(InputStream body) throws IOException, KubeException;
    }

    /** The server's address, without the path and the query of a request. */
    URI server();

    /**
     * Sends a request and reads its answer.
     *
     * @throws KubeException if there is no answer, or one with a status of 300 and above
     */
    <T> T send(KubeRequest request, Reader<T> reader) throws KubeException, InterruptedException;

    /** Sends a request and returns its answer as a tree, for answers that are small. */
    default JsonNode json(KubeRequest request) throws KubeException, InterruptedException {
        return send(request, KubeJson::tree);
    }

    /** Closes the connections that are not in use, so that nothing of earlier answers is left in their buffers. */
    void closeIdle();

    /** Closes the connections, also those that are in use. */
    @Override
    void close();
}
