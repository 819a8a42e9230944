import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A small control-plane node as kubeadm makes it, with its processes, for the training runs of the AOT cache and for
 * {@code bench/audit}. It has one of everything that probes read, and some mistakes, so that every way through an audit
 * is gone once.
 */
final class TrainingNode {

    private static final String CIPHERS =
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String PROXY_UID = "5bad0c41-d08e-4150-8eeb-98e9fb040001";
    private static final String PKI = "/etc/kubernetes/pki/";

    private final Path root;
    private final TrainingKeys keys;
    private int pid = 1000;

    private TrainingNode(Path root, Path work) throws IOException, InterruptedException {
        this.root = root;
        this.keys = TrainingKeys.make(work);
    }

    /** Writes the node into a directory that does not exist yet. */
    static void write(Path root, Path work) throws IOException, InterruptedException {
        new TrainingNode(root, work).write();
    }

    private void write() throws IOException {
        host();
        pki();
        kubeconfigs();
        policies();
        kubelet();
        process(1, "/usr/lib/systemd/systemd", "0::/init.scope", List.of("/sbin/init"));
        process(
                812,
                "/usr/bin/kubelet",
                "0::/system.slice/kubelet.service",
                List.of(
                        "/usr/bin/kubelet",
                        "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf",
                        "--kubeconfig=/etc/kubernetes/kubelet.conf",
                        "--config=/var/lib/kubelet/config.yaml",
                        "--config-dir=/etc/kubernetes/kubelet.conf.d",
                        "--node-ip=10.0.0.11"));
        staticPod("kube-apiserver", "v1.36.3", apiserver());
        staticPod("kube-controller-manager", "v1.36.3", controllerManager());
        staticPod(
                "kube-scheduler",
                "v1.36.3",
                List.of(
                        "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
                        "--authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
                        "--bind-address=127.0.0.1",
                        "--kubeconfig=/etc/kubernetes/scheduler.conf",
                        "--leader-elect=true"));
        staticPod("etcd", "3.6.8-0", etcd());
        proxy();
        // somebody in a pod who calls himself kubelet
        process(
                4000,
                "/bin/sleep",
                pod("7c5bd0ff-5a3c-4a0e-b1f2-6d1a5f0e0002"),
                List.of("kubelet", "--config=/tmp/other.yaml"));
    }

    private void host() throws IOException {
        file("/etc/hostname", 0644, "training-1\n");
        file("/etc/os-release", 0644, "ID=debian\nVERSION_ID=\"13\"\nPRETTY_NAME=\"Debian GNU/Linux 13\"\n");
        file(
                "/etc/passwd",
                0644,
                "root:x:0:0:root:/root:/bin/bash\netcd:x:998:997::/var/lib/etcd:/usr/sbin/nologin\nadmin:x:1000:1000::/home/admin:/bin/bash\n");
        file("/etc/group", 0644, "root:x:0:\netcd:x:997:\nadmin:x:1000:\n");
        file(
                "/etc/cni/net.d/10-bridge.conflist",
                0644,
                "{\"cniVersion\": \"1.0.0\", \"name\": \"bridge\", \"plugins\": [{\"type\": \"bridge\"}]}\n");
        file(
                "/etc/containerd/config.toml",
                0644,
                "version = 3\n[plugins.'io.containerd.cri.v1.runtime'.cni]\n  conf_dir = '/etc/cni/net.d'\n");
        file(
                "/usr/lib/systemd/system/kubelet.service",
                0644,
                "[Unit]\nDescription=kubelet\n[Service]\nExecStart=/usr/bin/kubelet\nRestart=always\n[Install]\nWantedBy=multi-user.target\n");
        file("/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf", 0644, """
                [Service]
                Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
                Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
                EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
                EnvironmentFile=-/etc/default/kubelet
                ExecStart=
                ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
                """);
        file("/usr/bin/kubelet", 0755, "not a program\n");
        file(
                "/var/lib/dpkg/status",
                0644,
                "Package: kubelet\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.36.3-1.1\n\n");
        file("/proc/net/tcp", 0444, """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:2808 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 21001 1 0000000000000000 100 0 0 10 0
                   1: 0B00000A:094B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 21002 1 0000000000000000 100 0 0 10 0
                """);
        file("/proc/net/tcp6", 0444, """
                  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 00000000000000000000000000000000:280A 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 21003 1 0000000000000000 100 0 0 10 0
                """);
        Files.createDirectories(root.resolve("var/lib/etcd/member"));
    }

    private void pki() throws IOException {
        for (String name : keys.names()) {
            file(PKI + name + ".crt", 0644, keys.certificate(name));
            file(PKI + name + ".key", name.endsWith("peer") ? 0644 : 0600, keys.key(name));
        }
        file(PKI + "sa.key", 0600, keys.key("ca"));
        file(
                "/var/lib/kubelet/pki/kubelet-client-current.pem",
                0600,
                keys.certificate("apiserver-kubelet-client") + keys.key("apiserver-kubelet-client"));
        file("/var/lib/kubelet/pki/kubelet.crt", 0644, keys.certificate("apiserver"));
        file("/var/lib/kubelet/pki/kubelet.key", 0600, keys.key("apiserver"));
    }

    private void kubeconfigs() throws IOException {
        for (String name : List.of("admin", "super-admin", "controller-manager", "scheduler")) {
            file(
                    "/etc/kubernetes/" + name + ".conf",
                    0600,
                    kubeconfig("client-certificate-data: " + keys.certificate64("apiserver-kubelet-client")
                            + "\n    client-key-data: " + keys.key64("apiserver-kubelet-client")));
        }
        String current =
                "client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem\n    client-key: /var/lib/kubelet/pki/kubelet-client-current.pem";
        file("/etc/kubernetes/kubelet.conf", 0600, kubeconfig(current));
        file("/home/admin/.kube/config", 0644, kubeconfig("token: training"));
    }

    private String kubeconfig(String user) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: kubernetes
                  cluster:
                    certificate-authority-data: %s
                    server: https://10.0.0.11:6443
                contexts:
                - name: user@kubernetes
                  context:
                    cluster: kubernetes
                    user: user
                current-context: user@kubernetes
                users:
                - name: user
                  user:
                    %s
                """.formatted(keys.certificate64("ca"), user);
    }

    private void policies() throws IOException {
        file("/etc/kubernetes/audit/policy.yaml", 0600, """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules:
                - level: None
                  users: ["system:kube-proxy"]
                  verbs: [watch]
                  resources: [{group: "", resources: [endpoints, services]}]
                - level: Metadata
                  resources: [{group: "", resources: [secrets, configmaps]}, {group: authentication.k8s.io, resources: [tokenreviews]}]
                - level: RequestResponse
                  verbs: [create, update, patch, delete]
                - level: Metadata
                """);
        file("/etc/kubernetes/enc/enc.yaml", 0600, """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                - resources: [secrets]
                  providers:
                  - secretbox: {keys: [{name: key1, secret: dHJhaW5pbmctdHJhaW5pbmctdHJhaW5pbmctMDAwMDA=}]}
                  - identity: {}
                """);
        file("/etc/kubernetes/admission/config.yaml", 0600, """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AdmissionConfiguration
                plugins:
                - name: PodSecurity
                  configuration:
                    apiVersion: pod-security.admission.config.k8s.io/v1
                    kind: PodSecurityConfiguration
                    defaults: {enforce: baseline, audit: restricted, warn: restricted}
                    exemptions: {namespaces: [kube-system]}
                - name: EventRateLimit
                  path: eventratelimit.yaml
                """);
        file("/etc/kubernetes/admission/eventratelimit.yaml", 0600, """
                apiVersion: eventratelimit.admission.k8s.io/v1alpha1
                kind: Configuration
                limits:
                - {type: Server, qps: 50, burst: 100}
                """);
    }

    private void kubelet() throws IOException {
        file("/var/lib/kubelet/config.yaml", 0644, """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                authentication:
                  anonymous:
                    enabled: true
                  webhook:
                    enabled: true
                  x509:
                    clientCAFile: /etc/kubernetes/pki/ca.crt
                authorization:
                  mode: Webhook
                cgroupDriver: systemd
                clusterDNS:
                - 10.96.0.10
                eventRecordQPS: 50
                featureGates:
                  RotateKubeletServerCertificate: true
                rotateCertificates: true
                serverTLSBootstrap: true
                staticPodPath: /etc/kubernetes/manifests
                streamingConnectionIdleTimeout: 5m0s
                tlsCipherSuites:
                - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
                """);
        file(
                "/etc/kubernetes/kubelet.conf.d/10-anonymous.conf",
                0600,
                "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nauthentication:\n  anonymous:\n    enabled: false\n");
        file("/var/lib/kubelet/kubeadm-flags.env", 0600, "KUBELET_KUBEADM_ARGS=\"--node-ip=10.0.0.11\"\n");
    }

    private static List<String> apiserver() {
        return List.of(
                "--admission-control-config-file=/etc/kubernetes/admission/config.yaml",
                "--advertise-address=10.0.0.11",
                "--allow-privileged=true",
                "--audit-log-maxage=30",
                "--audit-log-maxbackup=5",
                "--audit-log-path=/var/log/kubernetes/audit.log",
                "--audit-policy-file=/etc/kubernetes/audit/policy.yaml",
                "--authorization-mode=Node,RBAC",
                "--client-ca-file=" + PKI + "ca.crt",
                "--enable-admission-plugins=NodeRestriction,EventRateLimit",
                "--enable-bootstrap-token-auth=true",
                "--encryption-provider-config=/etc/kubernetes/enc/enc.yaml",
                "--etcd-cafile=" + PKI + "etcd/ca.crt",
                "--etcd-certfile=" + PKI + "apiserver-etcd-client.crt",
                "--etcd-keyfile=" + PKI + "apiserver-etcd-client.key",
                "--etcd-servers=https://127.0.0.1:2379",
                "--kubelet-client-certificate=" + PKI + "apiserver-kubelet-client.crt",
                "--kubelet-client-key=" + PKI + "apiserver-kubelet-client.key",
                "--proxy-client-cert-file=" + PKI + "front-proxy-client.crt",
                "--proxy-client-key-file=" + PKI + "front-proxy-client.key",
                "--requestheader-client-ca-file=" + PKI + "front-proxy-ca.crt",
                "--secure-port=6443",
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-account-key-file=" + PKI + "sa.key",
                "--service-account-signing-key-file=" + PKI + "sa.key",
                "--service-cluster-ip-range=10.96.0.0/12",
                "--tls-cert-file=" + PKI + "apiserver.crt",
                "--tls-cipher-suites=" + CIPHERS,
                "--tls-private-key-file=" + PKI + "apiserver.key");
    }

    private static List<String> controllerManager() {
        return List.of(
                "--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf",
                "--authorization-kubeconfig=/etc/kubernetes/controller-manager.conf",
                "--bind-address=127.0.0.1",
                "--client-ca-file=" + PKI + "ca.crt",
                "--cluster-signing-cert-file=" + PKI + "ca.crt",
                "--cluster-signing-key-file=" + PKI + "ca.key",
                "--controllers=*,bootstrapsigner,tokencleaner",
                "--kubeconfig=/etc/kubernetes/controller-manager.conf",
                "--profiling=false",
                "--root-ca-file=" + PKI + "ca.crt",
                "--service-account-private-key-file=" + PKI + "sa.key",
                "--use-service-account-credentials=true");
    }

    private static List<String> etcd() {
        return List.of(
                "--advertise-client-urls=https://10.0.0.11:2379",
                "--cert-file=" + PKI + "etcd/server.crt",
                "--client-cert-auth=true",
                "--data-dir=/var/lib/etcd",
                "--key-file=" + PKI + "etcd/server.key",
                "--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.11:2379",
                "--listen-metrics-urls=http://127.0.0.1:2381",
                "--listen-peer-urls=https://10.0.0.11:2380",
                "--name=training-1",
                "--peer-cert-file=" + PKI + "etcd/peer.crt",
                "--peer-client-cert-auth=true",
                "--peer-key-file=" + PKI + "etcd/peer.key",
                "--peer-trusted-ca-file=" + PKI + "etcd/ca.crt",
                "--trusted-ca-file=" + PKI + "etcd/ca.crt");
    }

    private void proxy() throws IOException {
        String volume = "/var/lib/kubelet/pods/" + PROXY_UID + "/volumes/kubernetes.io~configmap/kube-proxy/";
        file(
                volume + "config.conf",
                0644,
                "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nbindAddress: 0.0.0.0\nclientConnection:\n  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf\nmetricsBindAddress: \"\"\n");
        file(
                volume + "kubeconfig.conf",
                0644,
                kubeconfig("tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token"));
        process(
                2044,
                "/usr/local/bin/kube-proxy",
                pod(PROXY_UID),
                List.of(
                        "/usr/local/bin/kube-proxy",
                        "--config=/var/lib/kube-proxy/config.conf",
                        "--hostname-override=training-1"));
        file(
                "/proc/2044/mountinfo",
                0444,
                "900 880 0:60 / / ro - overlay overlay rw\n910 900 8:1 " + volume
                        + " /var/lib/kube-proxy ro - ext4 /dev/sda1 rw\n");
    }

    /** A component's manifest, and its process. */
    private void staticPod(String name, String version, List<String> flags) throws IOException {
        StringBuilder command = new StringBuilder("    - " + name + "\n");
        flags.forEach(flag -> command.append("    - ")
                .append(flag.contains("*") ? "'" + flag + "'" : flag)
                .append('\n'));
        StringBuilder mounts = new StringBuilder();
        StringBuilder volumes = new StringBuilder();
        StringBuilder mountinfo = new StringBuilder("900 880 0:60 / / ro,relatime - overlay overlay rw\n");
        int id = 910;
        for (String directory : List.of("/etc/kubernetes", "/var/lib/etcd", "/var/log/kubernetes")) {
            mounts.append("    - mountPath: ")
                    .append(directory)
                    .append("\n      name: v")
                    .append(id)
                    .append('\n');
            volumes.append("  - hostPath:\n      path: ")
                    .append(directory)
                    .append("\n    name: v")
                    .append(id)
                    .append('\n');
            mountinfo
                    .append(id++)
                    .append(" 900 8:1 ")
                    .append(directory)
                    .append(' ')
                    .append(directory)
                    .append(" rw,relatime - ext4 /dev/sda1 rw\n");
        }
        String manifest = "apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    component: " + name
                + "\n    tier: control-plane\n  name: " + name
                + "\n  namespace: kube-system\nspec:\n  containers:\n  - command:\n" + command
                + "    image: registry.k8s.io/" + name + ":" + version
                + "\n    name: " + name + "\n    volumeMounts:\n" + mounts + "  hostNetwork: true\n  volumes:\n"
                + volumes;
        file("/etc/kubernetes/manifests/" + name + ".yaml", 0600, manifest);
        List<String> arguments = new ArrayList<>(List.of(name));
        arguments.addAll(flags);
        process(pid, "/usr/local/bin/" + name, pod(staticUid(name)), arguments);
        file("/proc/" + pid++ + "/mountinfo", 0444, mountinfo.toString());
    }

    /** The control group of a pod's container; kubelet gives a static pod 32 hexadecimal digits, others a UUID. */
    private static String pod(String uid) {
        return "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + uid.replace('-', '_')
                + ".slice/cri-containerd-" + "c0ffee".repeat(10) + "0000.scope";
    }

    private static String staticUid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII))
                .toString()
                .replace("-", "");
    }

    private void process(int id, String executable, String cgroup, List<String> arguments) throws IOException {
        String proc = "/proc/" + id + "/";
        String name = executable.substring(executable.lastIndexOf('/') + 1);
        file(proc + "cmdline", 0444, String.join("\0", arguments) + "\0");
        file(proc + "comm", 0444, name.substring(0, Math.min(15, name.length())) + "\n");
        file(proc + "cgroup", 0444, cgroup + "\n");
        file(proc + "environ", 0400, "PATH=/usr/sbin:/usr/bin\0HOME=/root\0");
        file(
                proc + "mountinfo",
                0444,
                "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n23 22 0:21 / /proc rw - proc proc rw\n");
        file(
                proc + "stat",
                0444,
                id + " (" + name
                        + ") S 1 1 1 0 -1 4194560 1 1 0 0 1 1 0 0 20 0 1 0 100 1000000 100 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0\n");
        file(
                proc + "status",
                0444,
                "Name:\t" + name + "\nState:\tS (sleeping)\nTgid:\t" + id + "\nPid:\t" + id
                        + "\nPPid:\t1\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t\nNSpid:\t" + id
                        + "\nCapEff:\t000001ffffffffff\nNoNewPrivs:\t0\nSeccomp:\t2\n");
        Files.createSymbolicLink(root.resolve((proc + "exe").substring(1)), Path.of(executable));
        Files.createSymbolicLink(root.resolve((proc + "root").substring(1)), Path.of("/"));
        Path ns = Files.createDirectories(root.resolve((proc + "ns").substring(1)));
        for (Map.Entry<String, String> space : Map.of(
                        "net", "4026531840", "pid", "4026531836", "mnt", "4026531841", "user", "4026531837")
                .entrySet()) {
            Files.createSymbolicLink(
                    ns.resolve(space.getKey()), Path.of(space.getKey() + ":[" + space.getValue() + "]"));
        }
    }

    private void file(String path, int mode, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        StringBuilder letters = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            letters.append((mode >> bit & 1) == 1 ? "xwr".charAt(bit % 3) : '-');
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(letters.toString()));
    }
}
