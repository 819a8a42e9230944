package io.nodeward.hostprobes.kubernetes.controlplane;

import static io.nodeward.hostprobes.kubernetes.controlplane.Expectation.row;
import static io.nodeward.hostprobes.kubernetes.controlplane.Expectation.unknown;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** kube-controller-manager, kube-scheduler and kube-proxy. */
class WorkersTest {

    private static final String SCHEDULER_FILE = "/etc/kubernetes/s.yaml";
    private static final String SCHEDULER_HEAD =
            "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n";
    private static final String PROXY_FILE = "/etc/kube-proxy.yaml";
    private static final String PROXY_HEAD =
            "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n";
    private static final String VOLUME =
            "/var/lib/kubelet/pods/5bad0c41-d08e-4150-8eeb-98e9fb040005/volumes/kubernetes.io~configmap/kube-proxy";

    private static Consumer<NodeTree> component(String program, String version, String... arguments) {
        return node -> node.manifest(program, "registry.k8s.io/" + program + ":" + version, arguments)
                .pod(1655, program, arguments);
    }

    private static Consumer<NodeTree> manager(String... arguments) {
        return component("kube-controller-manager", "v1.36.3", arguments);
    }

    private static Consumer<NodeTree> scheduler(String content, String... arguments) {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--config=" + SCHEDULER_FILE;
        return component("kube-scheduler", "v1.36.3", all)
                .andThen(node -> node.file(SCHEDULER_FILE, SCHEDULER_HEAD + content));
    }

    private static Consumer<NodeTree> proxy(String content, String... arguments) {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--config=" + PROXY_FILE;
        return node ->
                node.service(2044, "kube-proxy", "kube-proxy.service", all).file(PROXY_FILE, PROXY_HEAD + content);
    }

    private static Consumer<NodeTree> flags(String... arguments) {
        return node -> node.service(2044, "kube-proxy", "kube-proxy.service", arguments);
    }

    static Stream<Expectation> managers() {
        String manager = "controller_managers.0.";
        return Stream.of(
                row("gate by default", manager(), manager + "rotates_kubelet_serving", true)
                        .from("default (kube-controller-manager v1.36)"),
                row(
                                "gate",
                                manager("--feature-gates=RotateKubeletServerCertificate=false"),
                                manager + "rotates_kubelet_serving",
                                false)
                        .from("argv of pid 1655"),
                row(
                        "all gates of its stage",
                        manager("--feature-gates=AllBeta=false"),
                        manager + "rotates_kubelet_serving",
                        false),
                row(
                        "but its own wins",
                        manager("--feature-gates=RotateKubeletServerCertificate=true,AllBeta=false"),
                        manager + "rotates_kubelet_serving",
                        true),
                row(
                        "in either spelling",
                        manager("--feature-gates=kube:RotateKubeletServerCertificate=F"),
                        manager + "rotates_kubelet_serving",
                        false),
                unknown(
                        "gates that are none",
                        manager("--feature-gates=RotateKubeletServerCertificate"),
                        manager + "rotates_kubelet_serving",
                        "not a value"),
                row(
                                "space form",
                                manager("--bind-address=0.0.0.0", "--bind-address", "127.0.0.1"),
                                manager + "flag.bind_address",
                                "127.0.0.1")
                        .over("0.0.0.0"),
                row(
                        "a name with underscores",
                        manager("--concurrent_rc_syncs=7"),
                        manager + "flag.concurrent_rc_syncs",
                        7),
                row(
                        "kubeconfigs",
                        manager(
                                "--kubeconfig=/etc/kubernetes/c.conf",
                                "--authentication-kubeconfig=/etc/kubernetes/c.conf",
                                "--authorization-kubeconfig=/etc/kubernetes/d.conf"),
                        manager + "kubeconfigs",
                        List.of("/etc/kubernetes/c.conf", "/etc/kubernetes/d.conf")),
                row(
                        "their role",
                        manager("--kubeconfig=/etc/kubernetes/c.conf"),
                        manager + "kubeconfigs.0.role",
                        "kube-controller-manager"),
                unknown("no port", manager("--secure-port=0"), manager + "tls.min_version", "secure port is 0"));
    }

    static Stream<Expectation> schedulers() {
        String scheduler = "schedulers.0.";
        return Stream.of(
                row(
                        "the flag",
                        component("kube-scheduler", "v1.36.3", "--profiling=false"),
                        scheduler + "profiling",
                        false),
                row("the file", scheduler("enableProfiling: false\n"), scheduler + "profiling", false)
                        .from(SCHEDULER_FILE + ":3"),
                row(
                        "the file beats the flag",
                        scheduler("enableProfiling: true\n", "--profiling=false"),
                        scheduler + "profiling",
                        true),
                row("its default too", scheduler("", "--profiling=false"), scheduler + "profiling", true)
                        .from("default"),
                row("null is the default", scheduler("enableProfiling: ~\n"), scheduler + "profiling", true),
                unknown("an unknown field", scheduler("enableprofiling: false\n"), scheduler + "profiling", "field"),
                unknown(
                        "a duplicate",
                        scheduler("enableProfiling: false\nenableProfiling: false\n"),
                        scheduler + "profiling",
                        "refuses"),
                unknown(
                        "another version",
                        component("kube-scheduler", "v1.36.3", "--config=" + SCHEDULER_FILE)
                                .andThen(node -> node.file(SCHEDULER_FILE, SCHEDULER_HEAD.replace("/v1", "/v1beta3"))),
                        scheduler + "profiling",
                        "not a KubeSchedulerConfiguration"),
                unknown(
                        "no file",
                        component("kube-scheduler", "v1.36.3", "--config=/etc/kubernetes/none"),
                        scheduler + "profiling",
                        "does not exist"),
                unknown(
                        "a word",
                        component("kube-scheduler", "v1.36.3", "--profiling", "false"),
                        scheduler + "profiling",
                        "would refuse"),
                unknown(
                        "behind two dashes",
                        component("kube-scheduler", "v1.36.3", "--", "--profiling=true"),
                        scheduler + "profiling",
                        "would refuse"),
                row(
                        "the file's kubeconfig",
                        scheduler(
                                "clientConnection: {kubeconfig: /etc/kubernetes/f.conf}\n",
                                "--kubeconfig=/etc/kubernetes/g.conf"),
                        scheduler + "kubeconfigs",
                        List.of("/etc/kubernetes/f.conf")),
                row(
                        "the flag's kubeconfig",
                        component("kube-scheduler", "v1.36.3", "--kubeconfig=/etc/kubernetes/g.conf"),
                        scheduler + "kubeconfigs",
                        List.of("/etc/kubernetes/g.conf")));
    }

    static Stream<Expectation> proxies() {
        String proxy = "kube_proxies.0.";
        String metrics = proxy + "config.metricsBindAddress";
        return Stream.of(
                row("empty", proxy("metricsBindAddress: \"\"\n"), metrics, "127.0.0.1:10249")
                        .from("default (kube-proxy"),
                row("empty with IPv6", proxy("bindAddress: '::'\n"), metrics, "[::1]:10249"),
                row("an address", proxy("metricsBindAddress: 0.0.0.0\n"), metrics, "0.0.0.0:10249")
                        .from(PROXY_FILE + ":3"),
                row("with a port", proxy("metricsBindAddress: '[::]:9'\n"), metrics, "[::]:9"),
                unknown("a name", proxy("metricsBindAddress: localhost:10249\n"), metrics, "not an address"),
                unknown("port 0", proxy("metricsBindAddress: 127.0.0.1:0\n"), metrics, "not an address"),
                row(
                        "the file beats the flag",
                        proxy("metricsBindAddress: 127.0.0.1:10249\n", "--metrics-bind-address=0.0.0.0:10249"),
                        metrics,
                        "127.0.0.1:10249"),
                row(
                        "the flag is still shown",
                        proxy("", "--metrics-bind-address=0.0.0.0:10249"),
                        proxy + "flag.metrics_bind_address",
                        "0.0.0.0:10249"),
                row("without a file", flags("--metrics-bind-address=0.0.0.0"), metrics, "0.0.0.0:10249")
                        .from("argv of pid 2044"),
                row("an empty flag keeps", flags("--metrics-bind-address="), metrics, "127.0.0.1:10249"),
                row("metrics-port means nothing", flags("--metrics-port=1"), metrics, "127.0.0.1:10249"),
                row("health", proxy("bindAddress: fd00::1\n"), proxy + "config.healthzBindAddress", "[::]:10256"),
                row(
                        "an unknown field is only warned of",
                        proxy("MetricsBindAddress: 0.0.0.0\n"),
                        metrics,
                        "127.0.0.1:10249"),
                unknown(
                        "another kind",
                        flags("--config=" + PROXY_FILE).andThen(node -> node.file(PROXY_FILE, SCHEDULER_HEAD)),
                        metrics,
                        "not a KubeProxyConfiguration"),
                row(
                        "kubeconfig of the file",
                        proxy("clientConnection: {kubeconfig: /etc/p.conf}\n", "--kubeconfig=/etc/q.conf"),
                        proxy + "kubeconfig.path",
                        "/etc/p.conf"),
                row(
                        "kubeconfig of the flag",
                        flags("--kubeconfig=/etc/q.conf"),
                        proxy + "kubeconfig.path",
                        "/etc/q.conf"),
                row("not in a pod", flags("--kubeconfig=/etc/q.conf"), proxy + "kubeconfig_in_pod", false),
                row("in a pod", WorkersTest::inPod, proxy + "kubeconfig_in_pod", true)
                        .from(VOLUME),
                row("its config", WorkersTest::inPod, metrics, "0.0.0.0:1").from(VOLUME),
                row("its file", WorkersTest::inPod, proxy + "config_file.path", VOLUME + "/..1/config.conf"),
                unknown("its version", WorkersTest::inPod, proxy + "version", "told by no"),
                row(
                        "gates of the file",
                        proxy("featureGates: {AllAlpha: true}\n"),
                        proxy + "alpha_gates",
                        List.of("AllAlpha")));
    }

    private static void inPod(NodeTree node) {
        node.process(
                        2044,
                        "kube-proxy",
                        "0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod5bad0c41_d08e_4150_8eeb_98e9fb040005.slice/x.scope",
                        "--config=/var/lib/kube-proxy/config.conf")
                .mounts(2044, VOLUME, "/var/lib/kube-proxy")
                .file(
                        VOLUME + "/..1/config.conf",
                        PROXY_HEAD
                                + "metricsBindAddress: 0.0.0.0:1\nclientConnection: {kubeconfig: /var/lib/kube-proxy/kubeconfig.conf}\n")
                .file(VOLUME + "/..1/kubeconfig.conf", "kind: Config\n")
                .link(VOLUME + "/..data", "..1")
                .link(VOLUME + "/config.conf", "..data/config.conf")
                .link(VOLUME + "/kubeconfig.conf", "..data/kubeconfig.conf");
    }

    @ParameterizedTest
    @MethodSource({"managers", "schedulers", "proxies"})
    void says(Expectation expectation, @TempDir Path directory) {
        expectation.check(directory);
    }
}
