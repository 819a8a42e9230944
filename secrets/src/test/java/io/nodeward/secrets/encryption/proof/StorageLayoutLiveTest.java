package io.nodeward.secrets.encryption.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.secrets.etcd.Connections;
import io.nodeward.secrets.etcd.EtcdCluster;
import io.nodeward.testbed.ApiServer;
import io.nodeward.testbed.Etcd;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The names that we give to keys of etcd, against those of a real API server that serves all it has. */
@Live
class StorageLayoutLiveTest {
    private static final String OBJECTS = """
            {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: secrets.example.com},
             spec: {group: example.com, scope: Namespaced, names: {plural: secrets, kind: Secret},
              versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
            ---
            {apiVersion: v1, kind: Secret, metadata: {name: a}}
            ---
            {apiVersion: v1, kind: Node, metadata: {name: a}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}]}}
            ---
            {apiVersion: v1, kind: Endpoints, metadata: {name: a}}
            ---
            {apiVersion: v1, kind: ReplicationController, metadata: {name: a}, spec: {replicas: 0, selector: {a: b},
             template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}}}
            ---
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: 0, selector: {matchLabels: {a: b}},
             template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}}}
            ---
            {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a},
             spec: {defaultBackend: {service: {name: a, port: {number: 80}}}}}
            ---
            {apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: a}, spec: {controller: example.com/a}}
            ---
            {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}}}
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: a}}
            ---
            {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: a}}
            ---
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: a}, addressType: IPv4, endpoints: []}
            ---
            {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: a}, spec: {selector: {}}}
            ---
            {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: a}, provisioner: example.com/a}
            ---
            {apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: a}, spec: {}}
            ---
            {apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: a}, handler: a}
            ---
            {apiVersion: resource.k8s.io/v1, kind: DeviceClass, metadata: {name: a}, spec: {}}
            ---
            {apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {schedule: "0 0 1 1 *", suspend: true,
             jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}}}
            ---
            {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a},
             spec: {maxReplicas: 1, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}}}
            ---
            {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: a}, value: 1}
            """;

    /** Records of the API servers that are no API resources. */
    private static final Set<String> RECORDS =
            Set.of("serviceipallocations", "servicenodeportallocations", "apiServerIPInfo", "apiServerPeerIPInfo");

    @Test
    void countsOfEtcdAreCountsOfTheApi(Testbed bed, Etcd etcd) throws Exception {
        ApiServer server = bed.apiServer(bed.controlPlane(), etcd)
                .flag("runtime-config", "api/all=true")
                .start();
        Path objects = Files.writeString(bed.directory().resolve("objects.yaml"), OBJECTS);
        server.kubectl("apply", "--server-side", "--filename=" + objects);
        server.kubectl("wait", "--for=condition=Established", "crd/secrets.example.com", "--timeout=30s");
        Path custom = Files.writeString(
                bed.directory().resolve("custom.yaml"),
                "{apiVersion: example.com/v1, kind: Secret, metadata: {name: custom}}");
        server.kubectl("apply", "--server-side", "--filename=" + custom);

        Set<String> served = new TreeSet<>(server.kubectl("api-resources", "--verbs=list", "--output=name")
                .lines()
                .toList());
        Map<String, Long> api = new TreeMap<>();
        for (String resource : served) {
            if (!resource.equals("componentstatuses") && !resource.equals("events.events.k8s.io")) {
                long count = server.kubectl("get", resource, "--all-namespaces", "--output=name")
                        .lines()
                        .filter(line -> !line.isEmpty())
                        .count();
                if (count > 0) {
                    api.put(resource, count);
                }
            }
        }
        Map<String, Long> stored = new TreeMap<>();
        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(etcd))) {
            ProofResult result = Proof.of(cluster, ProofRequest.of(List.of(), Wanted.anything()), read -> {});
            result.resources()
                    .forEach((resource, ways) -> stored.put(
                            resource,
                            ways.values().stream().mapToLong(Tally::objects).sum()));
            assertThat(result.plaintext()).isEqualTo(result.objects());
            assertThat(result.total()).containsOnlyKeys(StoredAs.of(Form.PROTOBUF), StoredAs.of(Form.JSON));
        }
        stored.keySet().removeAll(RECORDS);

        assertThat(stored).isEqualTo(api).hasSizeGreaterThan(25);
        // what is served and has no objects here
        for (String resource : served) {
            if (!resource.equals("componentstatuses")
                    && !resource.equals("events.events.k8s.io")
                    && !resource.endsWith(".example.com")) {
                assertThat(StorageLayout.kubernetes().paths(resource))
                        .as(resource)
                        .hasSize(1);
            }
        }
    }
}
