package io.nodeward.hostprobes.kubernetes.controlplane;

import static io.nodeward.hostprobes.kubernetes.controlplane.Expectation.row;
import static io.nodeward.hostprobes.kubernetes.controlplane.Expectation.unknown;

import io.nodeward.hostprobes.kubernetes.TlsFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** etcd: flags, environment and configuration file, and what it makes of them. */
class EtcdsTest {

    private static final String CA = NodeTree.PKI + "/etcd/ca.crt";
    private static final String CERT = "--cert-file=" + NodeTree.PKI + "/etcd/server.crt";
    private static final String KEY = "--key-file=" + NodeTree.PKI + "/etcd/server.key";
    private static final String FILE = "/etc/kubernetes/etcd.yaml";
    private static final String UNIT = "/etc/systemd/system/etcd.service";

    private static Consumer<NodeTree> etcd(String... arguments) {
        return version("3.6.8-0", arguments);
    }

    private static Consumer<NodeTree> version(String version, String... arguments) {
        return node -> node.manifest("etcd", "registry.k8s.io/etcd:" + version, arguments)
                .pod(1510, "etcd", arguments);
    }

    private static Consumer<NodeTree> environment(String... assignments) {
        return node -> node.service(1510, "etcd", "etcd.service").environment(1510, assignments);
    }

    private static Consumer<NodeTree> file(String content, String... arguments) {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--config-file=" + FILE;
        return etcd(all).andThen(node -> node.file(FILE, content));
    }

    static Stream<Expectation> settings() {
        String etcd = "etcds.0.";
        String clients = etcd + "clients.";
        return Stream.of(
                row("version", etcd(), etcd + "version", "3.6.8").from("etcd.yaml"),
                row("one dash", etcd("-client-cert-auth"), clients + "client_cert_auth_flag", true),
                unknown(
                        "a word",
                        etcd("--client-cert-auth", "true"),
                        clients + "client_cert_auth_flag",
                        "would refuse"),
                row("no underscores", etcd("--client_cert_auth"), etcd + "unknown_flags", List.of("client_cert_auth")),
                row(
                                "last wins",
                                etcd("--client-cert-auth=true", "--client-cert-auth=false"),
                                clients + "client_cert_auth_flag",
                                false)
                        .over(true),
                row(
                        "URLs are replaced",
                        etcd("--listen-client-urls=http://10.0.0.1:2379", "--listen-client-urls=https://10.0.0.2:2379"),
                        clients + "endpoints",
                        List.of("https://10.0.0.2:2379")),
                row(
                        "but not by one of them",
                        etcd(
                                "--listen-metrics-urls=http://10.0.0.1:1,http://10.0.0.2:2",
                                "--listen-metrics-urls=http://10.0.0.1:1"),
                        etcd + "metrics_endpoints",
                        List.of("http://10.0.0.1:1", "http://10.0.0.2:2")),
                row("default endpoints", etcd(), clients + "endpoints", List.of("http://localhost:2379")),
                row("default of 3.5", version("3.5.15-0"), etcd + "flag.snapshot_count", 100_000),
                row("default of 3.6", etcd(), etcd + "flag.snapshot_count", 10_000)
                        .from("default (etcd v3.6)"),
                unknown("no version", version("latest"), etcd + "flag.snapshot_count", "depends on the version"),
                row(
                        "removed",
                        etcd("--experimental-initial-corrupt-check=true"),
                        etcd + "removed_flags",
                        List.of("experimental-initial-corrupt-check")),
                row(
                                "environment",
                                environment("ETCD_TRUSTED_CA_FILE=/etc/ca.crt"),
                                clients + "trusted_ca_file",
                                "/etc/ca.crt")
                        .from("environment of pid 1510 (etcd): ETCD_TRUSTED_CA_FILE"),
                row("an empty variable is none", environment("ETCD_AUTO_TLS="), clients + "auto_tls", false),
                row("a variable that is no setting", environment("ETCD_VERSION=3.6"), etcd + "flag.version", false),
                unknown("a bad variable", environment("ETCD_AUTO_TLS=yes"), clients + "auto_tls", "not a value"),
                unknown(
                        "flag and variable",
                        node -> {
                            etcd("--name=a").accept(node);
                            node.environment(1510, "ETCD_NAME=b");
                        },
                        etcd + "flag.name",
                        "would refuse"),
                row(
                        "a secret variable",
                        environment("ETCD_DISCOVERY_PASSWORD=topsecret"),
                        etcd + "flag.discovery_password",
                        "(not shown)"),
                unknown(
                        "an environment that cannot be read",
                        node -> {
                            etcd("--name=a").accept(node);
                            node.remove("/proc/1510/environ").link("/proc/1510/environ", "environ");
                        },
                        clients + "auto_tls",
                        "environment"),
                row(
                        "what is a flag is known even so",
                        node -> {
                            etcd("--name=a").accept(node);
                            node.remove("/proc/1510/environ");
                        },
                        etcd + "flag.name",
                        "a"),
                row("file", file("name: f\n", "--name=a"), etcd + "flag.name", "f")
                        .from(FILE + ":1"),
                row(
                        "file in any case",
                        file("Client-Transport-Security: {CLIENT-cert-auth: true}\n"),
                        clients + "client_cert_auth_flag",
                        true),
                row(
                        "TLS at the top means nothing",
                        file("client-cert-auth: true\nauto-tls: true\n"),
                        clients + "client_cert_auth_flag",
                        false),
                row("file hides flags", file("", "--auto-tls=true"), clients + "auto_tls", false),
                row(
                        "file hides variables",
                        node -> {
                            file("").accept(node);
                            node.environment(1510, "ETCD_AUTO_TLS=true");
                        },
                        clients + "auto_tls",
                        false),
                row(
                        "file by a variable",
                        node -> {
                            etcd("--name=a").accept(node);
                            node.environment(1510, "ETCD_CONFIG_FILE=" + FILE).file(FILE, "name: f\n");
                        },
                        etcd + "flag.name",
                        "f"),
                row(
                        "the flag's file first",
                        node -> {
                            file("name: f\n").accept(node);
                            node.environment(1510, "ETCD_CONFIG_FILE=/nowhere");
                        },
                        etcd + "config_file.path",
                        FILE),
                row(
                        "a list of URLs",
                        file("listen-client-urls: https://10.0.0.1:2379,http://127.0.0.1:2379\n"),
                        clients + "endpoints",
                        List.of("https://10.0.0.1:2379", "http://127.0.0.1:2379")),
                unknown(
                        "URLs as a list",
                        file("listen-client-urls: [https://10.0.0.1:2379]\n"),
                        clients + "endpoints",
                        "refuses"),
                unknown(
                        "a quoted boolean",
                        file("client-transport-security: {auto-tls: \"true\"}\n"),
                        etcd + "flag.name",
                        "refuses"),
                row(
                        "a boolean of YAML 1.1",
                        file("client-transport-security: {auto-tls: yes}\n"),
                        clients + "auto_tls",
                        true),
                row(
                        "suites of a file",
                        file(
                                "# x\n{cipher-suites: [TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305], client-transport-security: {auto-tls: true}}\n"),
                        etcd + "tls.cipher_suites",
                        List.of("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256")),
                unknown(
                        "a file that is not there",
                        etcd("--config-file=/etc/kubernetes/none"),
                        clients + "auto_tls",
                        "does not exist"),
                unknown(
                        "a file in the image",
                        etcd("--config-file=/opt/etcd.yaml"),
                        clients + "auto_tls",
                        "container's image"),
                row(
                                "of a manifest",
                                node -> node.file(
                                        NodeTree.MANIFESTS + "/etcd.yaml",
                                        NodeTree.manifestText(
                                                "etcd",
                                                "etcd",
                                                "etcd:3.6.8",
                                                "    env:\n    - {name: ETCD_AUTO_TLS, value: 'true'}\n")),
                                clients + "auto_tls",
                                true)
                        .from("etcd.yaml:11: ETCD_AUTO_TLS"),
                row(
                                "of a unit",
                                node -> node.file(
                                        UNIT,
                                        "[Service]\nUser=etcd\nEnvironment=ETCD_AUTO_TLS=true\nExecStart=/usr/bin/etcd\n"),
                                clients + "auto_tls",
                                true)
                        .from(UNIT + ":3"),
                row(
                        "account of a unit",
                        node -> node.file(UNIT, "[Service]\nUser=etcd\nExecStart=/usr/bin/etcd\n"),
                        etcd + "user",
                        "etcd"),
                row("account of a process", etcd().andThen(node -> node.uid(1510, 998)), etcd + "user", "etcd"),
                row(
                        "drift",
                        node -> node.manifest("etcd", "etcd:3.6.8", "--auto-tls=true")
                                .pod(1510, "etcd"),
                        etcd + "drift",
                        List.of("auto-tls")));
    }

    static Stream<Expectation> security() {
        String etcd = "etcds.0.";
        String clients = etcd + "clients.";
        return Stream.of(
                row(
                                "a CA demands certificates",
                                etcd(CERT, KEY, "--trusted-ca-file=" + CA),
                                clients + "client_cert_auth",
                                true)
                        .from("--trusted-ca-file")
                        .over(false),
                row(
                        "whatever the flag says",
                        etcd(CERT, KEY, "--client-cert-auth=false", "--trusted-ca-file=" + CA),
                        clients + "client_cert_auth",
                        true),
                row("nothing demands one", etcd(CERT, KEY), clients + "client_cert_auth", false),
                row("the flag alone", etcd(CERT, KEY, "--client-cert-auth"), clients + "client_cert_auth", true),
                row(
                                "no TLS",
                                etcd("--client-cert-auth", "--trusted-ca-file=" + CA),
                                clients + "client_cert_auth",
                                false)
                        .from("no TLS")
                        .over(true),
                row(
                                "own certificates demand nothing",
                                etcd("--auto-tls", "--client-cert-auth", "--trusted-ca-file=" + CA),
                                clients + "client_cert_auth",
                                false)
                        .from("auto-tls")
                        .over(true),
                row("and trust nobody", etcd("--auto-tls", "--trusted-ca-file=" + CA), clients + "trusted_ca_file", "")
                        .over(CA),
                row("own certificates beside given ones", etcd(CERT, KEY, "--auto-tls"), clients + "auto_tls", false)
                        .from("ignored")
                        .over(true),
                row(
                        "peers",
                        etcd("--peer-auto-tls", "--peer-client-cert-auth"),
                        etcd + "peers.client_cert_auth",
                        false),
                row(
                        "peers with a CA",
                        etcd("--peer-cert-file=/c", "--peer-key-file=/k", "--peer-trusted-ca-file=" + CA),
                        etcd + "peers.client_cert_auth",
                        true),
                row(
                        "plain",
                        etcd("--listen-client-urls=https://127.0.0.1:2379,http://10.0.0.11:2379"),
                        clients + "endpoints.1.encrypted",
                        false),
                row(
                        "loopback",
                        etcd("--listen-client-urls=https://[::1]:2379"),
                        clients + "endpoints.0.loopback",
                        true),
                row(
                        "not loopback",
                        etcd("--listen-client-urls=https://10.0.0.11:2379"),
                        clients + "endpoints.0.loopback",
                        false),
                row(
                        "wildcard",
                        etcd("--listen-client-urls=https://[0::0]:2379"),
                        clients + "endpoints.0.wildcard",
                        true),
                row(
                        "http beside",
                        etcd("--listen-client-http-urls=http://0.0.0.0:8080"),
                        clients + "endpoints",
                        List.of("http://localhost:2379", "http://0.0.0.0:8080")),
                unknown("no URL", etcd("--listen-client-urls=10.0.0.11:2379"), clients + "endpoints", "not a URL"),
                unknown("TLS without certificates", etcd(), etcd + "tls.min_version", "no certificate"),
                row("suites of 3.6", etcd(CERT, KEY), etcd + "tls.cipher_suites", TlsFacts.defaults(false, false)),
                row(
                        "suites of 3.5.15",
                        version("3.5.15-0", CERT, KEY),
                        etcd + "tls.cipher_suites",
                        TlsFacts.defaults(true, true)),
                row(
                        "suites of 3.5.16",
                        version("3.5.16-0", CERT, KEY),
                        etcd + "tls.cipher_suites",
                        TlsFacts.defaults(false, true)),
                row(
                        "data through a mount",
                        node -> {
                            etcd("--data-dir=/data").accept(node);
                            node.mounts(1510, "/srv/etcd", "/data").directory("/srv/etcd");
                        },
                        etcd + "data_directory.path",
                        "/srv/etcd"),
                row(
                        "data by default",
                        node -> node.service(1510, "etcd", "etcd.service", "--name=m1")
                                .link("/proc/1510/cwd", "/var/lib")
                                .directory("/var/lib/m1.etcd"),
                        etcd + "data_directory.path",
                        "/var/lib/m1.etcd"),
                row("no write-ahead log apart", etcd(), etcd + "wal_directory.path", ""),
                row(
                        "another CA",
                        etcd(CERT, KEY, "--trusted-ca-file=" + CA, "--peer-trusted-ca-file=" + CA)
                                .andThen(cluster("etcd-ca")),
                        etcd + "shares_cluster_ca",
                        false),
                row(
                        "the cluster's CA",
                        etcd(CERT, KEY, "--trusted-ca-file=" + CA).andThen(cluster("cluster-ca")),
                        etcd + "shares_cluster_ca",
                        true),
                row(
                        "its key in another certificate",
                        etcd(CERT, KEY, "--trusted-ca-file=" + CA).andThen(cluster("cluster-ca-renewed")),
                        etcd + "shares_cluster_ca",
                        true),
                row(
                        "for peers only",
                        etcd(CERT, KEY, "--trusted-ca-file=/etc/kubernetes/other.crt", "--peer-trusted-ca-file=" + CA)
                                .andThen(cluster("cluster-ca"))
                                .andThen(node -> node.authority("/etc/kubernetes/other.crt", "etcd-ca")),
                        etcd + "shares_cluster_ca",
                        true),
                row(
                        "the kubelet's",
                        etcd(CERT, KEY, "--trusted-ca-file=" + CA)
                                .andThen(node -> node.authority(CA, "cluster-ca")
                                        .authority("/etc/kubelet-ca.crt", "cluster-ca")
                                        .kubelet("/etc/kubelet-ca.crt")),
                        etcd + "shares_cluster_ca",
                        true),
                unknown(
                        "nothing to compare with",
                        etcd(CERT, KEY, "--trusted-ca-file=" + CA).andThen(node -> node.authority(CA, "etcd-ca")),
                        etcd + "shares_cluster_ca",
                        "no CA of the cluster"),
                unknown(
                        "no file",
                        etcd(CERT, KEY, "--trusted-ca-file=" + CA)
                                .andThen(node -> node.pod(
                                                1602, "kube-apiserver", "--client-ca-file=/etc/kubernetes/ca.crt")
                                        .authority("/etc/kubernetes/ca.crt", "cluster-ca")),
                        etcd + "shares_cluster_ca",
                        CA));
    }

    /** An API server that trusts the cluster's CA, and the CA that etcd trusts. */
    private static Consumer<NodeTree> cluster(String trusted) {
        return node -> node.pod(1602, "kube-apiserver", "--client-ca-file=/etc/kubernetes/ca.crt")
                .authority("/etc/kubernetes/ca.crt", "cluster-ca")
                .authority(CA, trusted);
    }

    @ParameterizedTest
    @MethodSource({"settings", "security"})
    void says(Expectation expectation, @TempDir Path directory) {
        expectation.check(directory);
    }
}
