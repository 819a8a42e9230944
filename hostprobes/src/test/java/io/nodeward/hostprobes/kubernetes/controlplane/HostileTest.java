package io.nodeward.hostprobes.kubernetes.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in arguments, environments and files: nothing throws, nothing hangs, nothing secret comes out. */
@Timeout(600)
class HostileTest {

    private static final String SECRET = "hunter2secret";

    @TempDir
    Path directory;

    @Test
    void noSecretComesOut() {
        try (NodeTree tree = NodeTree.small(directory)) {
            tree.pod(
                            10,
                            "kube-apiserver",
                            "--etcd-servers=https://u:" + SECRET + "@10.0.0.1:2379",
                            "--profiling",
                            SECRET,
                            SECRET)
                    .pod(
                            11,
                            "etcd",
                            "--discovery-password=" + SECRET,
                            "--initial-cluster-token",
                            SECRET,
                            "--initial-cluster-token=",
                            "--discovery-proxy=http://u:" + SECRET + "@p:1")
                    .manifest("etcd", "etcd:3.6.8", "--discovery-token=" + SECRET)
                    .environment(11, "ETCD_DISCOVERY_USER=u", "ETCD_DISCOVERY_TOKEN=" + SECRET, "PASSWORD=" + SECRET)
                    .pod(12, "etcd", "--config-file=/etc/kubernetes/e.yaml")
                    .file(
                            "/etc/kubernetes/e.yaml",
                            "initial-cluster-token: " + SECRET + "\ndiscovery-config: {token: " + SECRET + "}\n")
                    .pod(13, "kube-scheduler", "--config=/etc/kubernetes/s.yaml")
                    .file("/etc/kubernetes/s.yaml", "password: " + SECRET + "\n\t: [");
            List<String> strings = new ArrayList<>();
            NodeTree.lists(tree.read()).values().forEach(list -> collect(list, strings));
            assertThat(strings).hasSizeGreaterThan(500);
            assertThat(strings)
                    .filteredOn(text -> text.contains(SECRET) || text.contains("topsecret"))
                    .isEmpty();
        }
    }

    @Test
    void noInputThrows() {
        Random random = new Random(7);
        String[] pieces = {
            "--", "-", "=", "profiling", "feature-gates", "listen-client-urls", "config", "config-file", "a", ",", "\"",
                    "http://", "[", "]",
            ":", "/", "..", "\0", "%", "$(", ")", "true", "1", "é", "\uFFFD", "tls-cipher-suites", "authorization-mode",
                    "audit-log-path",
            "@", "://", "metrics-bind-address", "emulated-version", "kube:", "AllAlpha", "tls-sni-cert-key",
                    "runtime-config", "'"
        };
        for (int round = 0; round < 20; round++) {
            String[] arguments = new String[12];
            for (int i = 0; i < arguments.length; i++) {
                StringBuilder text = new StringBuilder(random.nextBoolean() ? "--" : "");
                for (int n = random.nextInt(6); n >= 0; n--) {
                    text.append(pieces[random.nextInt(pieces.length)]);
                }
                arguments[i] = text.toString();
            }
            try (NodeTree tree = NodeTree.small(directory)) {
                int pid = 10;
                for (String program : new String[] {
                    "kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "kube-proxy"
                }) {
                    tree.pod(pid++, program, arguments);
                }
                tree.environment(13, arguments);
                List<String> strings = new ArrayList<>();
                ControlPlane plane = tree.read();
                NodeTree.lists(plane).values().forEach(list -> collect(list, strings));
                assertThat(plane.namedPkiFiles()).isNotNull();
                assertThat(strings).isNotEmpty();
            }
        }
    }

    @Test
    void longInputEnds() {
        String[] many = new String[20_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = "--listen-client-urls=http://10.0." + i / 250 + "." + i % 250 + ":1";
        }
        try (NodeTree tree = NodeTree.small(directory)) {
            tree.pod(10, "etcd", many).manifest("etcd", "etcd:3.6.8", many);
            assertThat(NodeTree.at(tree.read(), "etcds.0.clients.endpoints")).isInstanceOf(Many.class);
        }
    }

    @Test
    void circlesEnd() {
        try (NodeTree tree = NodeTree.small(directory)) {
            tree.pod(10, "etcd", "--config-file=/etc/kubernetes/a", "--data-dir=/etc/kubernetes/a")
                    .link("/etc/kubernetes/a", "b")
                    .link("/etc/kubernetes/b", "/etc/kubernetes/a");
            assertThat(NodeTree.at(tree.read(), "etcds.0.flag.name")).isInstanceOf(Unknown.class);
        }
    }

    private static void collect(Node node, List<String> strings) {
        switch (node) {
            case Known known -> {
                strings.add(known.value().toString());
                strings.add(known.source());
                known.overrode().forEach(lost -> strings.add(lost.toString()));
            }
            case Unknown unknown -> strings.add(unknown.reason() + " " + unknown.source());
            case Many many ->
                many.items().forEach(item -> {
                    strings.add(item.key());
                    collect(item.node(), strings);
                });
            case Group group -> {
                for (String name : group.names()) {
                    Node child = group.get(name);
                    if (child != null) {
                        collect(child, strings);
                    }
                }
            }
        }
    }
}
