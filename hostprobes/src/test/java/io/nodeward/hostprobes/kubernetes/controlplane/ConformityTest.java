package io.nodeward.hostprobes.kubernetes.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fact has the name and the type that the schema declares, whatever the node looks like. */
class ConformityTest {

    private static final Schema SCHEMA = Schema.builtIn();
    private static final String[] PROGRAMS = {
        "kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "kube-proxy"
    };

    record Sample(String name, Consumer<NodeTree> node) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Sample> samples() {
        return Stream.of(
                new Sample("nothing", node -> {}),
                new Sample("nothing to be seen", NodeTree::hidden),
                new Sample("defaults of 1.31", node -> all(node, "v1.31.0", "3.5.15-0")),
                new Sample("defaults of 1.37", node -> all(node, "v1.37.1", "3.7.0-0")),
                new Sample("no versions", node -> all(node, "latest", "latest")),
                new Sample("manifests only", node -> {
                    for (String program : PROGRAMS) {
                        node.manifest(program, "x:v1.36.3");
                    }
                }),
                new Sample("processes only", node -> {
                    int pid = 10;
                    for (String program : PROGRAMS) {
                        node.pod(pid++, program);
                    }
                }),
                new Sample("files of all kinds", ConformityTest::full),
                new Sample("files that are not there", node -> {
                    int pid = 10;
                    for (String program : PROGRAMS) {
                        node.pod(
                                pid++,
                                program,
                                "--config=/etc/kubernetes/none",
                                "--config-file=/etc/kubernetes/none",
                                "--audit-policy-file=/etc/kubernetes/none",
                                "--authentication-config=/etc/kubernetes/none",
                                "--authorization-config=none",
                                "--encryption-provider-config=/none",
                                "--admission-control-config-file=/etc/kubernetes/none",
                                "--kubeconfig=/etc/kubernetes/none");
                    }
                }),
                new Sample("arguments that nothing takes", node -> {
                    int pid = 10;
                    for (String program : PROGRAMS) {
                        node.pod(
                                pid++,
                                program,
                                "--profiling",
                                "maybe",
                                "",
                                "-",
                                "---",
                                "--=x",
                                "--secure-port=x",
                                "--feature-gates=x",
                                "--tls-cipher-suites=\"",
                                "--auto-tls=x",
                                "--listen-client-urls=:::",
                                "--audit-log-maxage=1e3",
                                "--",
                                "--v");
                    }
                }));
    }

    private static void all(NodeTree node, String version, String etcd) {
        int pid = 10;
        for (String program : PROGRAMS) {
            String image = "registry.k8s.io/" + program + ":" + (program.equals("etcd") ? etcd : version);
            node.manifest(program, image, "--v=1").pod(pid++, program);
        }
    }

    /** Each setting that leads to another kind of fact. */
    private static void full(NodeTree node) {
        node.pod(
                        10,
                        "kube-apiserver",
                        "--client-ca-file=/etc/kubernetes/ca.crt",
                        "--kubelet-certificate-authority=/etc/kubernetes/ca.crt",
                        "--tls-cert-file=/etc/kubernetes/ca.crt",
                        "--tls-private-key-file=/etc/kubernetes/ca.key",
                        "--audit-policy-file=/etc/kubernetes/policy.yaml",
                        "--audit-log-path=/etc/kubernetes/audit.log",
                        "--encryption-provider-config=/etc/kubernetes/enc.yaml",
                        "--authorization-mode=Node,Webhook",
                        "--authorization-webhook-config-file=/etc/kubernetes/hook.conf",
                        "--token-auth-file=/etc/kubernetes/ca.key",
                        "--feature-gates=AllAlpha=true",
                        "--runtime-config=api/all=true",
                        "--tls-sni-cert-key=a.crt,a.key:x")
                .authority("/etc/kubernetes/ca.crt", "cluster-ca")
                .file("/etc/kubernetes/ca.key", "x\n")
                .file(
                        "/etc/kubernetes/policy.yaml",
                        "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n")
                .file(
                        "/etc/kubernetes/enc.yaml",
                        "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources: [{resources: [secrets], providers: [identity: {}]}]\n")
                .manifest("kube-apiserver", "x:v1.36.3", "--event-ttl=2h", "--profiling=false")
                .pod(11, "kube-controller-manager", "--kubeconfig=/etc/kubernetes/hook.conf", "--secure-port=0")
                .file("/etc/kubernetes/hook.conf", "kind: Config\n")
                .pod(12, "kube-scheduler", "--config=/etc/kubernetes/s.yaml")
                .file(
                        "/etc/kubernetes/s.yaml",
                        "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n")
                .pod(13, "etcd", "--config-file=/etc/kubernetes/e.yaml")
                .file(
                        "/etc/kubernetes/e.yaml",
                        "feature-gates: InitialCorruptCheck=true\nclient-transport-security: {trusted-ca-file: /etc/kubernetes/ca.crt, cert-file: /c, key-file: /k}\nheartbeat-interval: 100\nbackend-batch-interval: 1000000\nlog-outputs: [default]\n")
                .pod(14, "kube-proxy", "--config=/etc/kubernetes/p.yaml")
                .file(
                        "/etc/kubernetes/p.yaml",
                        "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nfeatureGates: {AllBeta: true}\nclientConnection: {qps: 5, kubeconfig: /etc/kubernetes/hook.conf}\nlogging: {vmodule: [{filePattern: x, verbosity: 3}]}\niptables: {syncPeriod: 30s}\nnodePortAddresses: [10.0.0.0/8]\n");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void conforms(Sample sample, @TempDir Path directory) {
        try (NodeTree tree = NodeTree.small(directory)) {
            sample.node().accept(tree);
            Group.Builder facts = Group.builder();
            List<String> names = new ArrayList<>();
            NodeTree.lists(tree.read()).forEach((name, list) -> {
                facts.put(name, list);
                names.add(name);
            });
            assertThat(SCHEMA.mismatches(facts.build()))
                    .filteredOn(problem -> names.stream().anyMatch(problem::startsWith))
                    .isEmpty();
        }
    }

    @Test
    void namesItsFiles(@TempDir Path directory) {
        try (NodeTree tree = NodeTree.small(directory)) {
            full(tree);
            ControlPlane plane = tree.read();
            assertThat(plane.namedPkiFiles()).contains("/etc/kubernetes/ca.crt", "/etc/kubernetes/ca.key");
            assertThat(plane.certificateSources()).containsExactly("/etc/kubernetes/hook.conf");
            assertThat(((Many) plane.apiservers()).items()).hasSize(1);
        }
    }
}
