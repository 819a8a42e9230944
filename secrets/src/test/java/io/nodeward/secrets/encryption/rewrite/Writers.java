package io.nodeward.secrets.encryption.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeException.Kind;
import io.nodeward.secrets.kube.KubeRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that create, change and delete Secrets all the time, each its own, and know what they wrote last. */
final class Writers implements AutoCloseable {
    private final KubeApi api;
    private final String namespace;
    private final ExecutorService pool;
    private final List<Future<Integer>> futures = new ArrayList<>();
    private final List<Map<String, String>> written = new ArrayList<>();
    private volatile boolean stopped;

    /** Each also takes over some of the Secrets that are there. */
    Writers(KubeApi api, String namespace, int count) {
        this.api = api;
        this.namespace = namespace;
        this.pool = Executors.newFixedThreadPool(count);
        for (int i = 0; i < count; i++) {
            Map<String, String> own = new HashMap<>();
            for (int j = 0; j < 10; j++) {
                own.put(Secrets.name(j * 50 + i), "value of " + (j * 50 + i));
            }
            written.add(own);
            Random random = new Random(i);
            int number = i;
            Callable<Integer> writer = () -> {
                int writes = 0;
                for (; !stopped; writes++) {
                    write(own, number, random);
                }
                return writes;
            };
            futures.add(pool.submit(writer));
        }
    }

    /** Returns how often they wrote, when every Secret was found to be as its writer left it. */
    int stopAndVerify() throws Exception {
        stopped = true;
        int writes = 0;
        for (Future<Integer> future : futures) {
            writes += future.get();
        }
        for (Map<String, String> own : written) {
            for (Map.Entry<String, String> entry : own.entrySet()) {
                assertThat(Secrets.value(api, namespace, entry.getKey())).isEqualTo(entry.getValue());
            }
        }
        return writes;
    }

    private void write(Map<String, String> own, int number, Random random) throws Exception {
        String value = "written " + random.nextInt();
        List<String> names = own.keySet().stream().sorted().toList();
        String path = "/api/v1/namespaces/" + namespace + "/secrets/";
        switch (names.isEmpty() ? 0 : random.nextInt(4)) {
            case 0 -> {
                String name = "w-" + number + "-" + random.nextInt(1000);
                try {
                    Secrets.create(api, namespace, name, value);
                    own.put(name, value);
                } catch (KubeException e) {
                    if (e.kind() != Kind.CONFLICT) {
                        throw e;
                    }
                }
            }
            case 1 -> {
                String name = names.get(random.nextInt(names.size()));
                api.json(new KubeRequest(
                        KubeRequest.Method.DELETE, path + name, "application/json", null, null, KubeRequest.TIMEOUT));
                own.remove(name);
            }
            default -> {
                String name = names.get(random.nextInt(names.size()));
                api.json(KubeRequest.mergePatch(path + name, "{\"data\":{\"v\":\"" + Secrets.encoded(value) + "\"}}"));
                own.put(name, value);
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        pool.shutdownNow();
    }
}
