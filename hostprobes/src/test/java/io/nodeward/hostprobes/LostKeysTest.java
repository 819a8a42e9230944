package io.nodeward.hostprobes;

import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Node;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys, certificates and kubeconfigs that settings name, but whose place on the host cannot be told, are not forgotten. */
class LostKeysTest {

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file("/proc/1/cmdline", "/sbin/init\0")
                .file("/proc/1/mountinfo", HostTree.MOUNTS)
                .file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
                .file("/etc/group", "root:x:0:\n")
                .file(
                        "/etc/systemd/system/kubelet.service",
                        "[Service]\nExecStart=/usr/bin/kubelet "
                                + "--pod-manifest-path=/etc/kubernetes/manifests --kubeconfig=/etc/kubernetes/kubelet.conf\n")
                .file("/etc/kubernetes/pki/x.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Node pod(String program, String flag, String mount, String volume) {
        String manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %1$s, namespace: kube-system}
            spec:
              containers:
              - name: %1$s
                image: registry.k8s.io/%1$s:v1.36.3
                command: [%1$s, "%2$s"]
                volumeMounts: [{name: k, mountPath: /etc/kubernetes/pki}%3$s]
              volumes: [{name: k, hostPath: {path: /etc/kubernetes/pki}}%4$s]
            """.formatted(program, flag, mount, volume);
        return tree.file("/etc/kubernetes/manifests/" + program + ".yaml", manifest)
                .facts();
    }

    private static String all(Node facts, String list, String member) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; HostTree.at(facts, list + "." + i) != null && i < 50; i++) {
            text.append(told(facts, list + "." + i + "." + member)).append('\n');
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "kube-apiserver, --tls-private-key-file=/secret/x.key",
        "kube-apiserver, --client-ca-file=/secret/x.key",
        "kube-apiserver, --tls-sni-cert-key=/secret/x.crt|/secret/x.key",
        "kube-apiserver, --service-account-key-file=/secret/x.pub",
        "kube-controller-manager, --cluster-signing-key-file=/secret/x.key",
        "etcd, --peer-key-file=/secret/x.key"
    })
    void aKeyInsideTheContainersImage(String program, String flag) {
        Node facts = pod(program, flag.replace('|', ','), "", "");
        assertThat(all(facts, "pki.files", "mode")).contains("unknown: /secret/x.", "inside the container's image");
        assertThat(all(facts, "pki.certificates", "not_after")).contains("unknown: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: s, mountPath: /secret} | {name: s, secret: {secretName: s}}",
                "{name: s, mountPath: /secret} | {name: s, hostPath: {path: srv/keys}}",
                "{name: t, mountPath: /secret} | {name: s, hostPath: {path: /srv/keys}}",
                "{name: s, mountPath: /secret, subPathExpr: $(X)} | {name: s, hostPath: {path: /srv/keys}}"
            })
    void aMountThatLeadsNowhere(String mount, String volume) {
        Node facts = pod("kube-apiserver", "--tls-private-key-file=/secret/x.key", ", " + mount, ", " + volume);
        assertThat(all(facts, "pki.files", "mode")).contains("unknown: ");
    }

    @Test
    void aMountThatLeadsToTheHost() {
        tree.file("/srv/keys/x.key", "");
        Node facts = pod(
                "kube-apiserver",
                "--tls-private-key-file=/secret/x.key",
                ", {name: s, mountPath: /secret}",
                ", {name: s, hostPath: {path: /srv/keys}}");
        assertThat(all(facts, "pki.files", "path")).contains("/srv/keys/x.key");
        assertThat(all(facts, "pki.files", "mode")).doesNotContain("unknown: ");
    }

    @Test
    void aKubeconfigHidesCertificatesAndNoFilesOfKeys() {
        Node facts = pod("kube-scheduler", "--kubeconfig=/secret/s.conf", "", "");
        assertThat(all(facts, "pki.files", "mode")).doesNotContain("unknown: ");
        assertThat(all(facts, "pki.certificates", "not_after")).contains("unknown: ");
        assertThat(all(facts, "kubeconfigs", "mode")).contains("unknown: /secret/s.conf");
    }

    @Test
    void aKubeletWhoseCertificatesLieWhoKnowsWhere() {
        tree.file("/etc/systemd/system/kubelet.service", "[Service]\nExecStart=/usr/bin/kubelet --cert-dir=pki\n");
        assertThat(all(tree.facts(), "pki.certificates", "not_after")).doesNotContain("unknown: ");
        tree.file(
                "/etc/systemd/system/kubelet.service",
                "[Service]\nWorkingDirectory=~\nUser=nobody-there\nExecStart=/usr/bin/kubelet --cert-dir=pki\n");
        assertThat(all(tree.facts(), "pki.certificates", "not_after")).contains("unknown: ");
    }
}
