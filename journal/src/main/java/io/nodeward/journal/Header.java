package io.nodeward.journal;

import java.time.Instant;
import java.util.Map;

/**
 * The first line of a transaction's file.
 *
 * @param id names it, and its file
 * @param kind what it is for: "encryption-rotate"
 * @param started when, to the second
 * @param host the name of the host that it ran on
 * @param version of the nodeward that began it
 * @param process the number of the process that began it
 * @param parameters what it was asked to do; never a secret
 */
public record Header(
        String id,
        String kind,
        Instant started,
        String host,
        String version,
        long process,
        Map<String, String> parameters) {

    public Header {
        parameters = Map.copyOf(parameters);
    }
}
