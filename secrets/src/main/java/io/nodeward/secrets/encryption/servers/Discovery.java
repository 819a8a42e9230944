package io.nodeward.secrets.encryption.servers;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeRequest;
import io.nodeward.secrets.kube.PathSegment;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which API servers a cluster has, as it says itself: the endpoints of its {@code kubernetes} service, and the leases by
 * which servers show that they live.
 *
 * @param endpoints addresses; they may lie behind a network that this host cannot reach
 */
public record Discovery(List<URI> endpoints, List<IdentityLease> leases) {
    /** Servers renew each ten seconds. */
    private static final Duration SILENT = Duration.ofSeconds(60);

    /**
     * A server's sign of life; stays an hour after it has died.
     *
     * @param name e.g. {@code apiserver-…}
     * @param host where the server runs
     */
    public record IdentityLease(String name, String host, Optional<Instant> renewedAt) {
        /** As in metrics: {@code apiserver_id_hash}. */
        String hash() {
            return Sha256.of(name.getBytes(StandardCharsets.UTF_8));
        }

        private String describe(Instant now) {
            String silent = renewedAt
                    .filter(at -> Duration.between(at, now).compareTo(SILENT) > 0)
                    .map(at -> ", which gave no sign of life since " + at
                            + " (if it is gone for good: kubectl -n kube-system delete lease " + name + ")")
                    .orElse("");
            return "the API server of host " + (host.isEmpty() ? "?" : host) + " (lease " + name + ")" + silent;
        }
    }

    /** Asks one of the servers. Either list is empty where the cluster does not keep it. */
    public static Discovery of(KubeApi api) throws KubeException, InterruptedException {
        List<URI> endpoints = new ArrayList<>();
        for (JsonNode slice : items(
                api,
                "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
                "kubernetes.io/service-name=kubernetes")) {
            for (JsonNode endpoint : slice.path("endpoints")) {
                for (JsonNode address : endpoint.path("addresses")) {
                    for (JsonNode port : slice.path("ports")) {
                        endpoints.add(url(address.asText(""), port.path("port").asInt(443)));
                    }
                }
            }
        }
        List<IdentityLease> leases = new ArrayList<>();
        for (JsonNode lease : items(
                api,
                "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases",
                "apiserver.kubernetes.io/identity=kube-apiserver")) {
            leases.add(new IdentityLease(
                    lease.at("/metadata/name").asText(""),
                    lease.path("metadata")
                            .path("labels")
                            .path("kubernetes.io/hostname")
                            .asText(""),
                    instant(lease.at("/spec/renewTime").asText(""))));
        }
        return new Discovery(endpoints, leases);
    }

    /**
     * Returns the servers that are none of those that were asked, each as a clause for people; empty if none is known.
     * Servers are told apart by their identity where they tell it (v1.34 and later with encryption configured), else by
     * address and number.
     */
    public List<String> leftOut(List<ServerState> asked, Instant now) {
        List<String> leftOut = new ArrayList<>();
        Set<String> known = new HashSet<>();
        int anonymous = 0;
        for (ServerState state : asked) {
            if (state.identityHash().isPresent()) {
                known.add(state.identityHash().get());
            } else {
                anonymous++;
            }
        }
        List<IdentityLease> unmatched =
                leases.stream().filter(lease -> !known.contains(lease.hash())).toList();
        if (unmatched.size() > anonymous) {
            unmatched.forEach(lease -> leftOut.add(lease.describe(now)));
        }
        List<URI> strangers = endpoints.stream()
                .filter(endpoint -> asked.stream().noneMatch(state -> isSameAddress(state.server(), endpoint)))
                .toList();
        long elsewhere = asked.stream()
                .filter(state -> endpoints.stream().noneMatch(it -> isSameAddress(state.server(), it)))
                .count();
        if (leftOut.isEmpty() && strangers.size() > elsewhere) {
            strangers.forEach(endpoint -> leftOut.add("the API server at " + endpoint));
        }
        return leftOut;
    }

    private static boolean isSameAddress(URI one, URI other) {
        return one.getHost().equalsIgnoreCase(other.getHost()) && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? 443 : uri.getPort();
    }

    private static URI url(String address, int port) {
        return URI.create("https://" + (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port);
    }

    private static JsonNode items(KubeApi api, String path, String selector)
            throws KubeException, InterruptedException {
        return api.json(KubeRequest.get(path + "?labelSelector=" + PathSegment.of(selector)))
                .path("items");
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
