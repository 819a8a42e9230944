package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@Live
class EtcdTest {
    @Test
    void keepsWhatAClientWithItsCertificateWrites(Etcd etcd) {
        etcd.etcdctl("put", "/a/b", "hello");

        assertThat(etcd.get("/a/b")).isEqualTo("hello".getBytes(UTF_8));
        assertThat(etcd.keys("/a")).containsExactly("/a/b");
        assertThat(etcd.get("/none")).isEmpty();

        etcd.restart();
        assertThat(etcd.get("/a/b")).isEqualTo("hello".getBytes(UTF_8));
    }

    @Test
    void refusesAClientWithoutCertificate(Etcd etcd) {
        Path etcdctl = Tools.program("etcd", "etcdctl");
        CommandResult result = Command.run(
                etcdctl, "get", "/a", "--endpoints=" + etcd.url(), "--cacert=" + etcd.ca(), "--command-timeout=2s");
        assertThat(result.ok()).isFalse();
    }

    @Test
    void runsFromTheTreeOfAnEtcdNodeAndWithOtherFlags(Testbed bed) {
        NodeTree tree = bed.tree(NodeKind.ETCD);
        Etcd plain = bed.etcd(tree)
                .flag("listen-client-urls", "http://0.0.0.0:2379")
                .without("client-cert-auth")
                .start();

        assertThat(plain.url()).startsWith("http://127.0.0.1:");
        plain.etcdctl("put", "/a", "1");
        assertThat(plain.get("/a")).isEqualTo("1".getBytes(UTF_8));
    }

    @Test
    void saysWhyItDoesNotComeUp(Testbed bed) {
        Etcd.Builder broken = bed.etcd(bed.controlPlane()).flag("no-such-flag", "1");
        assertThatThrownBy(broken::start)
                .isInstanceOf(TestbedException.class)
                .hasMessageContaining("etcd ended with exit code")
                .hasMessageContaining("etcd.log")
                .hasMessageContaining("no-such-flag");
    }

    @Test
    void aClusterOutlivesAMember(Testbed bed) {
        EtcdCluster cluster = bed.etcdCluster(bed.controlPlane(), 3);
        Etcd first = cluster.members().getFirst();
        Etcd last = cluster.members().getLast();
        first.etcdctl("put", "/a", "1");
        assertThat(last.get("/a")).isEqualTo("1".getBytes(UTF_8));

        first.stop();
        last.etcdctl("put", "/a", "2");
        first.restart();
        assertThat(first.get("/a")).isEqualTo("2".getBytes(UTF_8));
    }

    @Test
    void isFilledWithWhatApiServersWrite(Etcd etcd) {
        etcd.fill("secretbox:key1", 250);
        etcd.fill("kms2:vault:id", 3, "--prefix=/registry/configmaps/", "--first=7", "--namespaces=1");

        assertThat(etcd.keys("/registry/secrets/")).hasSize(250);
        assertThat(etcd.get("/registry/secrets/ns-000/object-0000000"))
                .startsWith("k8s:enc:secretbox:v1:key1:".getBytes(UTF_8));
        assertThat(etcd.keys("/registry/configmaps/"))
                .containsExactly(
                        "/registry/configmaps/ns-000/object-0000007",
                        "/registry/configmaps/ns-000/object-0000008",
                        "/registry/configmaps/ns-000/object-0000009");
    }
}
