package io.nodeward.hostprobes.kubernetes.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A captured node with one running kubelet, and what it takes to ask it. */
final class TestNode {

    static final String NAME = "CN=system:node:n1,O=system:nodes";

    final Authority cluster = new Authority("kubernetes");
    final Authority.Issued client = cluster.client(NAME);
    final Authority.Issued apiserver = cluster.client("CN=kube-apiserver-kubelet-client,O=kubeadm:cluster-admins");
    final Authority.Issued serving = new Authority("n1-ca@1700000000").server("CN=n1@1700000000");
    private final Path root;

    /** @param config the kubelet's configuration file */
    TestNode(Path root, String config) throws IOException {
        this.root = root;
        write("/etc/hostname", "n1\n");
        write("/var/lib/dpkg/status", """
                Package: kubelet
                Status: install ok installed
                Version: 1.36.3-1.1

                """);
        write("/etc/systemd/system/kubelet.service", """
                [Service]
                ExecStart=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --kubeconfig=/etc/kubernetes/kubelet.conf
                """);
        write("/var/lib/kubelet/config.yaml", config);
        write("/etc/kubernetes/pki/ca.crt", cluster.pem());
        write("/etc/kubernetes/kubelet.conf", """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u}}]
                clusters: [{name: k, cluster: {server: "https://10.0.0.1:6443"}}]
                users:
                - name: u
                  user:
                    client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem
                    client-key: /var/lib/kubelet/pki/kubelet-client-current.pem
                """);
        write("/var/lib/kubelet/pki/kubelet-client-current.pem", client.certificate() + client.old());
        write("/var/lib/kubelet/pki/kubelet.crt", serving.certificate());
        write("/var/lib/kubelet/pki/kubelet.key", serving.pkcs8());
        process(1, "0::/init.scope", "/sbin/init");
        kubelet("0::/system.slice/kubelet.service");
    }

    void kubelet(String cgroup) throws IOException {
        process(
                812,
                cgroup,
                "/usr/bin/kubelet",
                "--config=/var/lib/kubelet/config.yaml",
                "--kubeconfig=/etc/kubernetes/kubelet.conf");
    }

    /** Started with other arguments. */
    void kubeletWith(String... arguments) throws IOException {
        String[] all = new String[arguments.length + 1];
        all[0] = "/usr/bin/kubelet";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        process(812, "0::/system.slice/kubelet.service", all);
    }

    /** A kubeconfig that holds certificate and key itself. */
    void kubeconfig(String certificate, String key) throws IOException {
        Base64.Encoder encoder = Base64.getEncoder();
        write("/etc/kubernetes/kubelet.conf", """
                current-context: c
                contexts: [{name: c, context: {user: u}}]
                users: [{name: u, user: {client-certificate-data: %s, client-key-data: %s}}]
                """.formatted(
                        encoder.encodeToString(certificate.getBytes(StandardCharsets.US_ASCII)),
                        encoder.encodeToString(key.getBytes(StandardCharsets.US_ASCII))));
    }

    /** Makes it a control-plane node. */
    void apiServer() throws IOException {
        process(
                900,
                "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
                        + "0123456789abcdef0123456789abcdef.slice/cri-containerd-aa.scope",
                "kube-apiserver",
                "--kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt",
                "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key");
        write("/etc/kubernetes/pki/apiserver-kubelet-client.crt", apiserver.certificate());
        write("/etc/kubernetes/pki/apiserver-kubelet-client.key", apiserver.pkcs8());
    }

    private void process(int pid, String cgroup, String... arguments) throws IOException {
        String directory = "/proc/" + pid + "/";
        write(directory + "cmdline", String.join("\0", arguments) + "\0");
        write(directory + "status", "Name:\tx\nUid:\t0\t0\t0\t0\n");
        write(directory + "cgroup", cgroup + "\n");
        write(directory + "mountinfo", "21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n");
    }

    void write(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    void delete(String path) throws IOException {
        Files.delete(root.resolve(path.substring(1)));
    }
}
