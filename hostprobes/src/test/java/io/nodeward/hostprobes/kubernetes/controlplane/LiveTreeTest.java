package io.nodeward.hostprobes.kubernetes.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A control plane as kubeadm itself writes it. */
@Tag("live")
class LiveTreeTest {

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void kubeadmsControlPlane(@TempDir Path directory) throws Exception {
        Path testbed = Path.of("..", "testbed", "run").toAbsolutePath().normalize();
        assumeTrue(Files.isExecutable(testbed), "there is no test bed");
        Process process = new ProcessBuilder(testbed.toString(), "tree", "control-plane", directory.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        try (NodeTree tree = NodeTree.of(directory)) {
            ControlPlane plane = tree.read();
            for (String list : List.of("apiservers", "controller_managers", "schedulers", "etcds")) {
                assertThat(Values.bool(NodeTree.at(plane, list + ".0.running")))
                        .as(list)
                        .isFalse();
                assertThat(Values.texts(NodeTree.at(plane, list + ".0.unknown_flags")))
                        .as(list)
                        .isEmpty();
            }
            assertThat(texts(plane, "apiservers.0.authorizers")).containsExactly("Node", "RBAC");
            assertThat(texts(plane, "apiservers.0.admission.enabled")).contains("NodeRestriction");
            assertThat(truth(plane, "apiservers.0.serving_certificate.key_matches"))
                    .isTrue();
            assertThat(truth(plane, "controller_managers.0.rotates_kubelet_serving"))
                    .isTrue();
            assertThat(Values.text(NodeTree.at(plane, "schedulers.0.kubeconfigs.0.path")))
                    .isEqualTo("/etc/kubernetes/scheduler.conf");
            assertThat(truth(plane, "etcds.0.clients.client_cert_auth")).isTrue();
            assertThat(truth(plane, "etcds.0.peers.certificate.key_matches")).isTrue();
            assertThat(truth(plane, "etcds.0.shares_cluster_ca")).isFalse();
            assertThat(plane.namedPkiFiles()).contains("/etc/kubernetes/pki/sa.key", "/etc/kubernetes/pki/etcd/ca.crt");
        }
    }

    private static Boolean truth(ControlPlane plane, String path) {
        Boolean truth = Values.bool(NodeTree.at(plane, path));
        assertThat(truth).as(path).isNotNull();
        return Boolean.TRUE.equals(truth);
    }

    private static List<String> texts(ControlPlane plane, String path) {
        Node node = NodeTree.at(plane, path);
        List<String> texts = Values.texts(node);
        assertThat(texts).as(path).isNotNull();
        return texts == null ? List.of() : texts;
    }
}
