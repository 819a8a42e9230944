package io.nodeward.secrets.encryption.servers;

import io.nodeward.secrets.encryption.servers.ServerState.KmsHealth;
import io.nodeward.secrets.encryption.servers.ServerState.Reloads;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeException.Kind;
import io.nodeward.secrets.kube.KubeRequest;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks an API server about itself; changes nothing. */
public final class ServerProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private ServerProbe() {}

    /**
     * Returns what the server says. That its metrics may not be read, or that it is not ready, is part of that.
     *
     * @throws KubeException if it does not answer, or not to this user
     */
    public static ServerState observe(KubeApi api) throws KubeException, InterruptedException {
        KubeVersion version = version(api);
        String notReady = notReady(api);
        KmsHealth kms = kmsHealth(api);
        Metrics metrics = new Metrics(List.of());
        Optional<String> problem = Optional.empty();
        try {
            metrics = api.send(get("/metrics").accepting("text/plain;version=0.0.4"), Metrics::read);
        } catch (KubeException e) {
            if (e.isTransient()) {
                throw e;
            }
            problem = Optional.of(String.valueOf(e.getMessage()));
        }
        Optional<Sample> loaded = metrics.first(Metrics.LOADED);
        return new ServerState(
                api.server(),
                version,
                notReady.isEmpty(),
                notReady,
                kms,
                problem,
                loaded.map(it -> it.label("apiserver_id_hash")).filter(hash -> !hash.isEmpty()),
                loaded.map(it -> it.label("hash")).filter(hash -> !hash.isEmpty()),
                metrics.first(Metrics.PROCESS_START).map(Sample::instant),
                reloads(metrics),
                kmsKeys(metrics));
    }

    private static KubeVersion version(KubeApi api) throws KubeException, InterruptedException {
        String text = api.json(get("/version")).path("gitVersion").asText("");
        return KubeVersion.parse(text)
                .orElseThrow(() -> new KubeException(
                        Kind.BAD_ANSWER, api.server() + " does not tell its version: it is no API server"));
    }

    private static String notReady(KubeApi api) throws KubeException, InterruptedException {
        try {
            api.send(get("/readyz?verbose"), InputStream::readAllBytes);
            return "";
        } catch (KubeException e) {
            if (e.status() < 500) {
                throw e;
            }
            return String.valueOf(e.getMessage());
        }
    }

    private static KmsHealth kmsHealth(KubeApi api) throws KubeException, InterruptedException {
        try {
            api.send(get("/healthz/kms-providers"), InputStream::readAllBytes);
            return KmsHealth.HEALTHY;
        } catch (KubeException e) {
            if (e.status() < 500) {
                return switch (e.kind()) {
                    case NOT_SERVED -> KmsHealth.ABSENT;
                    case FORBIDDEN -> KmsHealth.UNKNOWN;
                    default -> throw e;
                };
            }
            return KmsHealth.UNHEALTHY;
        }
    }

    private static Reloads reloads(Metrics metrics) {
        return new Reloads(
                count(metrics, "success", Metrics.RELOAD_SUCCESSES),
                count(metrics, "failure", Metrics.RELOAD_FAILURES),
                lastReload(metrics, "success"),
                lastReload(metrics, "failure"));
    }

    private static long count(Metrics metrics, String status, String olderName) {
        return (long) metrics.samples().stream()
                .filter(it ->
                        (it.name().equals(Metrics.RELOADS) && it.label("status").equals(status))
                                || it.name().equals(olderName))
                .mapToDouble(Sample::value)
                .max() // both are there while one is being replaced by the other
                .orElse(0);
    }

    private static Optional<Instant> lastReload(Metrics metrics, String status) {
        return metrics.all(Metrics.RELOADED_AT)
                .filter(it -> it.label("status").equals(status))
                .map(Sample::instant)
                .findFirst();
    }

    private static List<KmsKey> kmsKeys(Metrics metrics) {
        Map<String, KmsKey> latest = new HashMap<>();
        metrics.all(Metrics.KEY_ID_IN_STATUS_AT)
                .map(it -> new KmsKey(it.label("provider_name"), it.label("key_id_hash"), it.instant()))
                .forEach(key ->
                        latest.merge(key.provider(), key, (a, b) -> a.statusAt().isAfter(b.statusAt()) ? a : b));
        return latest.values().stream()
                .sorted((a, b) -> a.provider().compareTo(b.provider()))
                .toList();
    }

    private static KubeRequest get(String path) {
        return KubeRequest.get(path).within(TIMEOUT);
    }
}
