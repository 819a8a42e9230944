package io.nodeward.secrets.kube.lease;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeException.Kind;
import io.nodeward.secrets.kube.KubeRequest;
import io.nodeward.secrets.kube.PathSegment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** One object of coordination.k8s.io/v1. Writing needs the version that was read, so that of two writers one fails. */
record LeaseObject(String namespace, String name) {
    /** MicroTime has six digits, no more and no fewer. */
    private static final DateTimeFormatter MICRO_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    static String holder(JsonNode lease) {
        return lease.at("/spec/holderIdentity").asText("");
    }

    static String version(JsonNode lease) {
        return lease.at("/metadata/resourceVersion").asText("");
    }

    static long epoch(JsonNode lease) {
        return lease.at("/spec/leaseTransitions").asLong(0);
    }

    static Duration duration(JsonNode lease, Duration otherwise) {
        long seconds = lease.at("/spec/leaseDurationSeconds").asLong(0);
        return seconds > 0 ? Duration.ofSeconds(seconds) : otherwise;
    }

    Optional<JsonNode> read(KubeApi api) throws KubeException, InterruptedException {
        try {
            return Optional.of(api.json(KubeRequest.get(path()).within(TIMEOUT)));
        } catch (KubeException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Writes a new acquisition, or with an empty holder the end of one. */
    JsonNode write(KubeApi api, Optional<JsonNode> before, String holder, long epoch, Duration duration)
            throws KubeException, InterruptedException {
        ObjectNode lease = before.<ObjectNode>map(JsonNode::deepCopy).orElseGet(this::fresh);
        lease.withObject("/spec").put("acquireTime", MICRO_TIME.format(Instant.now()));
        return send(api, before.isPresent(), lease, holder, epoch, duration);
    }

    JsonNode renew(KubeApi api, JsonNode before, String holder, long epoch, Duration duration)
            throws KubeException, InterruptedException {
        return send(api, true, before.deepCopy(), holder, epoch, duration);
    }

    private JsonNode send(KubeApi api, boolean exists, ObjectNode lease, String holder, long epoch, Duration duration)
            throws KubeException, InterruptedException {
        lease.withObject("/spec")
                .put("holderIdentity", holder)
                .put("leaseDurationSeconds", duration.toSeconds())
                .put("leaseTransitions", epoch)
                .put("renewTime", MICRO_TIME.format(Instant.now()));
        return api.json(
                (exists ? KubeRequest.put(path(), lease.toString()) : KubeRequest.post(collection(), lease.toString()))
                        .within(TIMEOUT));
    }

    private ObjectNode fresh() {
        ObjectNode lease = JsonNodeFactory.instance.objectNode();
        lease.put("kind", "Lease").put("apiVersion", "coordination.k8s.io/v1");
        lease.putObject("metadata").put("name", name).put("namespace", namespace);
        return lease;
    }

    private String collection() {
        return "/apis/coordination.k8s.io/v1/namespaces/" + PathSegment.of(namespace) + "/leases";
    }

    private String path() {
        return collection() + "/" + PathSegment.of(name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
