package io.nodeward.hostprobes.kubernetes.controlplane;

import static io.nodeward.hostprobes.kubernetes.controlplane.Expectation.row;
import static io.nodeward.hostprobes.kubernetes.controlplane.Expectation.unknown;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** kube-apiserver: what its arguments and the files that they name come to. */
class ApiServersTest {

    private static final String IMAGE = "registry.k8s.io/kube-apiserver:v1.36.3";
    private static final String ENCRYPTION = """
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources: [secrets]
                providers:
                  - aescbc: {keys: [{name: k, secret: c2FtcGxlcy1hZXMta2V5LTAxMjM0NTY3ODlhYmNkZWY=}]}
                  - identity: {}
            """;
    private static final String AUTHORIZERS = """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthorizationConfiguration
            authorizers:
              - {type: Node, name: node}
              - type: Webhook
                name: policy
                webhook:
                  timeout: 3s
                  subjectAccessReviewVersion: v1
                  matchConditionSubjectAccessReviewVersion: v1
                  failurePolicy: Deny
                  connectionInfo: {type: KubeConfigFile, kubeConfigFile: /etc/kubernetes/hook.conf}
              - {type: RBAC, name: rbac}
            """;

    private static Consumer<NodeTree> api(String... arguments) {
        return version("v1.36.3", arguments);
    }

    private static Consumer<NodeTree> version(String version, String... arguments) {
        return node -> node.manifest("kube-apiserver", "registry.k8s.io/kube-apiserver:" + version, arguments)
                .pod(1602, "kube-apiserver", arguments);
    }

    static Stream<Expectation> flags() {
        String server = "apiservers.0.";
        return Stream.of(
                row("default profiling", api(), server + "flag.profiling", true).from("default (kube-apiserver v1.36)"),
                row("last wins", api("--profiling=true", "--profiling=f"), server + "flag.profiling", false)
                        .from("argv of pid 1602 (kube-apiserver): --profiling=f")
                        .over(true),
                row(
                        "one argument with a blank in it",
                        api("--event-ttl=1h --profiling=false"),
                        server + "flag.profiling",
                        true),
                row(
                        "underscores",
                        api("--token_auth_file=/etc/kubernetes/t"),
                        server + "token_file.path",
                        "/etc/kubernetes/t"),
                row(
                        "space form",
                        api("--enable-admission-plugins", "NodeRestriction"),
                        server + "flag.enable_admission_plugins",
                        List.of("NodeRestriction")),
                row(
                        "CSV quotes",
                        api("--enable-admission-plugins=\"NodeRestriction\",AlwaysPullImages"),
                        server + "flag.enable_admission_plugins",
                        List.of("NodeRestriction", "AlwaysPullImages")),
                unknown(
                        "a word after a bare boolean",
                        api("--profiling", "false"),
                        server + "flag.profiling",
                        "would refuse"),
                row(
                        "the word is said",
                        api("--profiling", "topsecretword"),
                        server + "unknown_flags",
                        List.of("(a word that is no flag)")),
                unknown(
                        "flags after two dashes",
                        api("--", "--profiling=false"),
                        server + "flag.profiling",
                        "would refuse"),
                row(
                        "a flag of no version",
                        api("--insecure-port=0"),
                        server + "unknown_flags",
                        List.of("insecure-port")),
                unknown(
                        "a flag behind an unknown one",
                        api("--frobnicate", "--profiling=false"),
                        server + "flag.profiling",
                        "would refuse"),
                unknown("no boolean", api("--profiling=no"), server + "flag.profiling", "not a value"),
                unknown("no address", api("--bind-address=localhost"), server + "flag.bind_address", "not a value"),
                row(
                        "an address with blanks",
                        api("--bind-address= 0:0:0:0:0:0:0:1"),
                        server + "flag.bind_address",
                        "::1"),
                row(
                        "an empty address keeps",
                        api("--bind-address=10.0.0.1", "--bind-address="),
                        server + "flag.bind_address",
                        "10.0.0.1"),
                unknown(
                        "an empty address of old",
                        version("v1.33.1", "--bind-address="),
                        server + "flag.bind_address",
                        "not a value"),
                row("defaults of 1.35", version("v1.35.4"), server + "flag.audit_log_maxage", 0),
                row("defaults of 1.36", version("v1.36.3"), server + "flag.audit_log_maxage", 366),
                unknown("no version", version("latest"), server + "flag.audit_log_maxage", "depends on the version"),
                unknown("no version is a fact", version("latest"), server + "version", "told by no package"),
                row("version by tag and digest", version("v1.34.4@sha256:0123"), server + "minor", 34),
                row(
                        "gates",
                        api("--feature-gates=kube:KMSv1=true", "--feature-gates=kube:AllBeta=f"),
                        server + "gates",
                        Map.of("KMSv1", true, "AllBeta", false)),
                unknown(
                        "gates in two spellings",
                        api("--feature-gates=kube:KMSv1=true,AllBeta=true"),
                        server + "gates",
                        "not a value"),
                row(
                        "alpha gates",
                        api("--feature-gates=AllAlpha=true,KMSv1=true"),
                        server + "alpha_gates",
                        List.of("AllAlpha")),
                row(
                        "deprecated flags",
                        api("--apiserver-count=1"),
                        server + "removed_flags",
                        List.of("apiserver-count")),
                row("min version", api("--tls-min-version=VersionTLS13"), server + "tls.min_version", "1.3"),
                row("min version by default", api(), server + "tls.min_version", "1.2"),
                row(
                        "suites of 1.3",
                        api("--tls-min-version=VersionTLS13", "--tls-cipher-suites=TLS_RSA_WITH_RC4_128_SHA"),
                        server + "tls.cipher_suites",
                        List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")),
                row(
                        "suites chosen",
                        api("--tls-cipher-suites=TLS_RSA_WITH_RC4_128_SHA"),
                        server + "tls.cipher_suites",
                        List.of("TLS_RSA_WITH_RC4_128_SHA")),
                row(
                                "passwords in URLs",
                                api("--etcd-servers=https://root:hunter2@10.0.0.1:2379"),
                                server + "flag.etcd_servers",
                                List.of("https://***@10.0.0.1:2379"))
                        .from("https://***@10"));
    }

    static Stream<Expectation> policies() {
        String server = "apiservers.0.";
        return Stream.of(
                row("no mode at all", api(), server + "authorizers", List.of("AlwaysAllow")),
                row(
                        "modes add up",
                        api("--authorization-mode=AlwaysAllow", "--authorization-mode=Node,RBAC"),
                        server + "authorizers",
                        List.of("AlwaysAllow", "Node", "RBAC")),
                row("AlwaysAllow closes anonymous", api("--anonymous-auth=true"), server + "anonymous.enabled", false)
                        .over(true),
                row("anonymous by default", api("--authorization-mode=RBAC"), server + "anonymous.enabled", true),
                unknown(
                        "a mode that cannot be told",
                        api("--authorization-mode=RBAC", "--", "--authorization-mode=AlwaysAllow"),
                        server + "authorizers",
                        "would refuse"),
                row(
                                "authorizers of a file",
                                api("--authorization-config=/etc/kubernetes/authz.yaml")
                                        .andThen(node -> node.file("/etc/kubernetes/authz.yaml", AUTHORIZERS)
                                                .file("/etc/kubernetes/hook.conf", "kind: Config\n")),
                                server + "authorizers",
                                List.of("Node", "Webhook", "RBAC"))
                        .from("/etc/kubernetes/authz.yaml:"),
                row(
                        "what follows a webhook",
                        api("--authorization-config=/etc/kubernetes/authz.yaml")
                                .andThen(node -> node.file("/etc/kubernetes/authz.yaml", AUTHORIZERS)
                                        .file("/etc/kubernetes/hook.conf", "kind: Config\n")),
                        server + "authorization_webhooks.0.followed_by",
                        List.of("RBAC")),
                row(
                        "a webhook's kubeconfig",
                        api("--authorization-config=/etc/kubernetes/authz.yaml")
                                .andThen(node -> node.file("/etc/kubernetes/authz.yaml", AUTHORIZERS)
                                        .file("/etc/kubernetes/hook.conf", "kind: Config\n")),
                        server + "webhook_kubeconfigs",
                        List.of("/etc/kubernetes/hook.conf")),
                unknown(
                        "a file that is not there",
                        api("--authorization-config=/etc/kubernetes/none.yaml"),
                        server + "authorizers",
                        "does not exist"),
                unknown(
                        "a file inside the image",
                        api("--authorization-config=/opt/authz.yaml"),
                        server + "authorizers",
                        "inside the container's image"),
                unknown(
                        "a relative path of a process without a directory",
                        api("--authorization-config=authz.yaml").andThen(node -> node.remove("/proc/1602/cwd")),
                        server + "authorizers",
                        "working directory"),
                row(
                        "plugins",
                        api(
                                "--enable-admission-plugins=AlwaysPullImages",
                                "--disable-admission-plugins=ServiceAccount"),
                        server + "admission.disabled",
                        List.of("ServiceAccount")),
                row("no encryption", api(), server + "encryption.secrets", List.of("identity"))
                        .from("default (kube-apiserver v1.36)"),
                row("not configured", api(), server + "encryption.configured", false),
                row(
                                "encryption through a mount",
                                node -> {
                                    api("--encryption-provider-config=/enc/e.yaml")
                                            .accept(node);
                                    node.mounts(1602, "/srv/enc", "/enc").file("/srv/enc/e.yaml", ENCRYPTION);
                                },
                                server + "encryption.secrets",
                                List.of("aescbc", "identity"))
                        .from("/srv/enc/e.yaml:"),
                row(
                        "the file of it",
                        node -> {
                            api("--encryption-provider-config=/enc/e.yaml").accept(node);
                            node.mounts(1602, "/srv/enc", "/enc").file("/srv/enc/e.yaml", ENCRYPTION);
                        },
                        server + "encryption.file.path",
                        "/srv/enc/e.yaml"),
                row(
                        "other resources",
                        api("--encryption-provider-config=/etc/kubernetes/e.yaml")
                                .andThen(node -> node.file("/etc/kubernetes/e.yaml", ENCRYPTION)),
                        server + "encryption.config_maps",
                        List.of("identity")),
                row(
                                "a log without a policy",
                                api("--audit-log-path=/var/log/audit.log"),
                                server + "audit.log_enabled",
                                false)
                        .from("without a policy"),
                row(
                        "a log with a policy",
                        api("--audit-log-path=-", "--audit-policy-file=/etc/kubernetes/p.yaml"),
                        server + "audit.log_enabled",
                        true),
                row("standard output is no file", api("--audit-log-path=-"), server + "audit.log.path", ""),
                row(
                        "a directory of logs",
                        node -> {
                            api("--audit-log-path=/logs/a/audit.log").accept(node);
                            node.mounts(1602, "/var/log/k8s", "/logs").file("/var/log/k8s/a/audit.log", "");
                        },
                        server + "audit.log_directory.path",
                        "/var/log/k8s/a"),
                row(
                        "OIDC",
                        api("--oidc-issuer-url=https://i.example", "--oidc-client-id=k"),
                        server + "jwt_issuers",
                        List.of("https://i.example")),
                row("certificates", api("--client-ca-file="), server + "client_ca", List.of())
                        .from("--client-ca-file="),
                unknown(
                        "made by itself",
                        api(),
                        server + "serving_certificate.exists",
                        "inside the container's image"));
    }

    static Stream<Expectation> drift() {
        String server = "apiservers.0.";
        return Stream.of(
                row("none", api("--profiling=false"), server + "drift", List.of()),
                row(
                        "the same value in other words",
                        node -> node.manifest("kube-apiserver", IMAGE, "--profiling=f")
                                .pod(1602, "kube-apiserver", "--profiling=0"),
                        server + "drift",
                        List.of()),
                row(
                        "one differs",
                        node -> node.manifest("kube-apiserver", IMAGE, "--profiling=false", "--event-ttl=60m")
                                .pod(1602, "kube-apiserver", "--event-ttl=1h"),
                        server + "drift",
                        List.of("profiling")),
                row(
                        "what runs",
                        node -> node.manifest("kube-apiserver", IMAGE, "--profiling=false")
                                .pod(1602, "kube-apiserver"),
                        server + "drift.0.running",
                        "true"),
                row(
                                "what would start",
                                node -> node.manifest("kube-apiserver", IMAGE, "--profiling=false")
                                        .pod(1602, "kube-apiserver"),
                                server + "drift.0.persisted",
                                "false")
                        .from("kube-apiserver.yaml:12"),
                row(
                        "next flag",
                        node -> node.manifest("kube-apiserver", IMAGE, "--profiling=false")
                                .pod(1602, "kube-apiserver"),
                        server + "next_flag.profiling",
                        false),
                row(
                        "flag",
                        node -> node.manifest("kube-apiserver", IMAGE, "--profiling=false")
                                .pod(1602, "kube-apiserver"),
                        server + "flag.profiling",
                        true));
    }

    @ParameterizedTest
    @MethodSource({"flags", "policies", "drift"})
    void says(Expectation expectation, @TempDir Path directory) {
        expectation.check(directory);
    }
}
