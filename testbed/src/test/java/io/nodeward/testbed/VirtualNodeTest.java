package io.nodeward.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A control plane that runs in a machine of its own. */
@Booted(Flavour.NODE)
class VirtualNodeTest {
    private static final List<String> STATIC_PODS =
            List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");

    @Test
    void isReadyWithItsStaticPods(VirtualMachine node) {
        node.awaitCluster();
        assertThat(node.run("kubectl get nodes --no-headers")).matches("n1 +Ready +control-plane .*\n");
        assertThat(node.kubectl("get", "pods", "--namespace=kube-system", "--no-headers")
                        .lines())
                .hasSameSizeAs(STATIC_PODS)
                .allMatch(line -> line.matches("(" + String.join("|", STATIC_PODS) + ")-n1 +1/1 +Running .*"));
        assertThat(node.run("systemctl is-active kubelet containerd")).isEqualTo("active\nactive\n");
        assertThat(node.run("dpkg --verify kubelet kubeadm kubectl")).isEmpty();
        assertThat(node.run("dpkg --search /usr/bin/kubelet")).isEqualTo("kubelet: /usr/bin/kubelet\n");
    }

    @Test
    void itsContainersAreConfined(VirtualMachine node) {
        node.awaitCluster();
        for (String program : STATIC_PODS) {
            String pid = node.run("pgrep -x " + program.substring(0, Math.min(15, program.length())))
                    .strip();
            assertThat(node.read("/proc/" + pid + "/attr/apparmor/current"))
                    .as(program)
                    .isEqualTo("cri-containerd.apparmor.d (enforce)\n");
            assertThat(status(node, pid, "Seccomp")).as(program).isEqualTo("2");
            assertThat(status(node, pid, "Seccomp_filters")).as(program).isEqualTo("1");
            assertThat(node.read("/proc/" + pid + "/cgroup")).as(program).contains("kubepods");
        }
        String kubelet = node.run("pgrep -x kubelet").strip();
        assertThat(node.read("/proc/" + kubelet + "/attr/apparmor/current")).isEqualTo("unconfined\n");
        assertThat(status(node, kubelet, "Seccomp")).isEqualTo("0");
    }

    private static String status(VirtualMachine node, String pid, String field) {
        return Stream.of(node.read("/proc/" + pid + "/status").split("\n", -1))
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findAny()
                .orElseThrow();
    }

    @Test
    void runsPodsAndComesBackAfterAReboot(VirtualMachine node) {
        node.awaitCluster();
        node.kubectl("run", "pause", "--image=registry.k8s.io/pause:3.10.2");
        node.kubectl("wait", "--for=condition=Ready", "pod/pause", "--timeout=5m");
        assertThat(node.kubectl("get", "pod", "pause", "--output=jsonpath={.status.podIP}"))
                .startsWith("10.244.0.");

        node.reboot();
        node.awaitCluster();

        assertThat(node.kubectl("get", "pods", "--all-namespaces", "--no-headers")
                        .lines())
                .hasSize(STATIC_PODS.size() + 1)
                .allMatch(line -> line.contains(" Running "));
    }
}
