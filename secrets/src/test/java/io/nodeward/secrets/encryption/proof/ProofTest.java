package io.nodeward.secrets.encryption.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.secrets.etcd.Connections;
import io.nodeward.secrets.etcd.EtcdCluster;
import io.nodeward.testbed.ApiServer;
import io.nodeward.testbed.Etcd;
import io.nodeward.testbed.Kms;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real API servers wrote into a real etcd. */
@Live
class ProofTest {
    private static final String KEY = "bm9kZXdhcmQgdGVzdCBrZXkgb2YgMzIgYnl0ZXMgLi4="; // 32 bytes

    @ParameterizedTest
    @CsvSource({"aescbc,AESCBC", "aesgcm,AESGCM", "secretbox,SECRETBOX"})
    void tellsHowAnApiServerStores(String provider, Form form, Testbed bed, Etcd etcd) throws Exception {
        Path file = Files.writeString(bed.directory().resolve("encryption.yaml"), """
                kind: EncryptionConfiguration
                apiVersion: apiserver.config.k8s.io/v1
                resources:
                  - resources: [secrets]
                    providers:
                      - %s: {keys: [{name: key-1, secret: %s}]}
                      - identity: {}
                """.formatted(provider, KEY));
        ApiServer server =
                bed.apiServer(bed.controlPlane(), etcd).encryption(file).start();
        for (int i = 0; i < 5; i++) {
            server.kubectl("create", "secret", "generic", "s" + i, "--from-literal=a=b");
        }
        etcd.etcdctl("put", "/registry/secrets/default/plain", "k8s");
        StoredAs sealed = new StoredAs(form, "key-1", "");

        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(etcd))) {
            ProofResult result = Proof.of(
                    cluster,
                    ProofRequest.of(List.of("secrets"), Wanted.exactly(Map.of("secrets", sealed))),
                    objects -> {});

            assertThat(result.resources()).containsOnlyKeys("secrets");
            assertThat(result.under("key-1")).isEqualTo(5);
            assertThat(result.total()).containsOnlyKeys(sealed, StoredAs.of(Form.OTHER));
            assertThat(result.unwanted().total()).isOne();
            assertThat(result.unwanted().named().getFirst().object()).hasToString("secrets default/plain");
            assertThat(result.holds()).isFalse();
        }
    }

    @Test
    void tellsTheKeyIdsOfAKmsProvider(Testbed bed, Etcd etcd) throws Exception {
        Kms kms = bed.kms();
        Path file = Files.writeString(bed.directory().resolve("encryption.yaml"), """
                kind: EncryptionConfiguration
                apiVersion: apiserver.config.k8s.io/v1
                resources:
                  - resources: [secrets]
                    providers:
                      - kms: {apiVersion: v2, name: local, endpoint: "%s"}
                      - identity: {}
                """.formatted(kms.endpoint()));
        ApiServer server =
                bed.apiServer(bed.controlPlane(), etcd).encryption(file).start();
        server.kubectl("create", "secret", "generic", "one", "--from-literal=a=b");
        kms.addKey("key-2");
        server.restart(); // which asks for the current key at once, not within a minute
        server.kubectl("create", "secret", "generic", "two", "--from-literal=a=b");
        server.kubectl("create", "secret", "generic", "three", "--from-literal=a=b");
        assertThat(server.kubectl("get", "secret", "one", "--output=jsonpath={.data.a}"))
                .isEqualTo("Yg==");

        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(etcd))) {
            StoredAs second = new StoredAs(Form.KMS_V2, "local", "key-2");
            ProofResult result = Proof.of(
                    cluster,
                    ProofRequest.of(List.of("secrets"), Wanted.exactly(Map.of("secrets", second))),
                    objects -> {});

            assertThat(result.total()).containsOnlyKeys(new StoredAs(Form.KMS_V2, "local", "key-1"), second);
            assertThat(result.unwanted().total()).isOne();
            assertThat(result.unwanted().named().getFirst().object()).hasToString("secrets default/one");
            assertThat(result.under("local")).isEqualTo(3);
        }
    }
}
