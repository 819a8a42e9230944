package io.nodeward.secrets.encryption.rewrite;

import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeException.Kind;
import io.nodeward.secrets.kube.KubeRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Secrets of tests, made by several threads. */
final class Secrets {
    private Secrets() {}

    static String name(int number) {
        return "s-%06d".formatted(number);
    }

    static void create(KubeApi api, String namespace, int count) throws InterruptedException, ExecutionException {
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (Future<?> future : IntStream.range(0, count)
                    .<Future<?>>mapToObj(i -> pool.submit(() -> {
                        create(api, namespace, name(i), "value of " + i);
                        return null;
                    }))
                    .toList()) {
                future.get();
            }
        }
    }

    static void create(KubeApi api, String namespace, String name, String value)
            throws KubeException, InterruptedException {
        api.json(KubeRequest.post(
                "/api/v1/namespaces/" + namespace + "/secrets",
                "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"v\":\""
                        + encoded(value) + "\"}}"));
    }

    static String value(KubeApi api, String namespace, String name) throws KubeException, InterruptedException {
        String data = api.json(KubeRequest.get("/api/v1/namespaces/" + namespace + "/secrets/" + name))
                .at("/data/v")
                .asText();
        return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
    }

    static void createNamespace(KubeApi api, String name) throws KubeException, InterruptedException {
        try {
            api.json(KubeRequest.post(
                    "/api/v1/namespaces",
                    "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name + "\"}}"));
        } catch (KubeException e) {
            if (e.kind() != Kind.CONFLICT) {
                throw e;
            }
        }
    }

    static String encoded(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }
}
