package io.nodeward.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodeward.testbed.Booted;
import io.nodeward.testbed.Flavour;
import io.nodeward.testbed.VirtualMachine;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A control plane that kubeadm made and that runs is looked at from inside, and then somebody starts a bad pod. */
@Booted(Flavour.NODE)
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ChangedNodeTest {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** What a pod asks for who wants the node. */
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: bad, namespace: default}
            spec:
              hostPID: true
              containers:
              - name: bad
                image: registry.k8s.io/pause:3.10.2
                securityContext: {privileged: true}
                volumeMounts: [{name: run, mountPath: /host/run}]
              volumes: [{name: run, hostPath: {path: /run/containerd}}]
            """;

    /** Checksums of large programs take longer here than the time that an audit has for them. */
    private static final String SLOW = "binary-package";

    private static VirtualMachine node;
    private static Installed nodeward;
    private static Map<String, JsonNode> before;

    @BeforeAll
    static void install(VirtualMachine machine) {
        node = machine;
        node.awaitCluster();
        nodeward = Installed.in(machine);
        before = nodeward.audit();
    }

    @Test
    void theNodeIsSeenAsItIs() {
        assertThat(verdict("kubelet-anonymous-auth")).isEqualTo("PASS");
        assertThat(verdict("apiserver-authorization-always-allow")).isEqualTo("PASS");
        assertThat(verdict("etcd-client-authentication")).isEqualTo("PASS");
        assertThat(verdict("container-apparmor")).isEqualTo("PASS");
        assertThat(verdict("container-privileged")).isEqualTo("PASS");
        assertThat(verdict("apparmor-enabled")).isEqualTo("PASS");
        assertThat(verdict("swap-off")).isEqualTo("PASS");
        assertThat(before.values())
                .filteredOn(finding -> finding.get("verdict").asText().equals("UNKNOWN"))
                .filteredOn(finding -> !finding.toString().contains(Installed.UNWALKED))
                .extracting(finding -> finding.get("control").asText())
                .filteredOn(control -> !control.equals(SLOW))
                // apt has fetched no lists on this machine
                .containsExactly("updates-security-archive", "updates-security-exposed", "updates-security-other");
    }

    @Test
    void aPodThatWantsTheNode() {
        node.write("/root/bad.yaml", POD);
        node.await(PATIENCE, "kubectl apply --filename=/root/bad.yaml");
        node.await(PATIENCE, "kubectl wait --for=condition=Ready pod/bad --timeout=1m");
        Map<String, JsonNode> after = nodeward.audit();
        node.await(PATIENCE, "kubectl delete pod bad --wait --grace-period=1");

        Map<String, String> was = Installed.verdicts(before);
        Map<String, String> turned = new TreeMap<>();
        Installed.verdicts(after).forEach((control, verdict) -> {
            if (!verdict.equals(was.get(control)) && !control.equals(SLOW)) {
                turned.put(control, verdict);
            }
        });
        assertThat(turned)
                .isEqualTo(Map.of(
                        "container-privileged", "FAIL",
                        "container-host-pid", "FAIL",
                        "container-runtime-socket", "FAIL",
                        "container-host-writes", "FAIL",
                        "container-memory-limit", "FAIL",
                        "container-net-raw", "FAIL",
                        "container-read-only-root", "FAIL",
                        "container-root", "FAIL"));
        assertThat(Objects.requireNonNull(after.get("container-privileged")).toString())
                .contains("default/bad/bad");
    }

    private static String verdict(String control) {
        return Objects.requireNonNull(before.get(control)).get("verdict").asText();
    }
}
