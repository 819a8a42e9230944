package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code @BeforeAll} asks for is shared. */
@Live
class ApiServerTest {
    @BeforeAll
    static void start(ApiServer shared) {
        assertThat(shared.kubectl("get", "--raw=/readyz")).isEqualTo("ok");
    }

    @Test
    void secretsAreStoredInEtcd(ApiServer server, Etcd etcd) {
        server.kubectl("create", "secret", "generic", "plain", "--from-literal=word=hello");

        assertThat(server.kubectl("get", "secret", "plain", "--output=jsonpath={.data.word}"))
                .isEqualTo("aGVsbG8=");
        assertThat(etcd.keys("/registry/secrets/")).contains("/registry/secrets/default/plain");
        assertThat(new String(etcd.get("/registry/secrets/default/plain"), ISO_8859_1))
                .startsWith("k8s")
                .contains("hello");
    }

    @Test
    void twoServersShareOneEtcd(Testbed bed, ApiServer first, Etcd etcd) {
        ApiServer second = bed.apiServer(bed.controlPlane(), etcd).start();

        assertThat(second.url()).isNotEqualTo(first.url());
        first.kubectl("create", "configmap", "shared", "--from-literal=a=b");
        assertThat(second.kubectl("get", "configmap", "shared", "--output=jsonpath={.data.a}"))
                .isEqualTo("b");
    }

    @Test
    void flagsCanBeChangedAndLeftOut(Testbed bed, Etcd etcd) throws IOException {
        ApiServer server = bed.apiServer(bed.controlPlane(), etcd)
                .flag("anonymous-auth", "false")
                .without("enable-bootstrap-token-auth")
                .start();

        String commandLine = Files.readString(Path.of("/proc", Long.toString(server.pid()), "cmdline"));
        assertThat(commandLine.split("\0", -1))
                .contains("--anonymous-auth=false", "--authorization-mode=Node,RBAC")
                .contains("--client-ca-file=" + bed.controlPlane().path("/etc/kubernetes/pki/ca.crt"))
                .noneMatch(argument -> argument.startsWith("--enable-bootstrap-token-auth"));
    }

    @Test
    void encryptsAsToldAndReadsItsFilesAnewWhenRestarted(Testbed bed) throws IOException {
        Etcd etcd = bed.etcd(bed.controlPlane()).start(); // servers without the key could not read the shared one
        Path configuration = bed.directory().resolve("encryption.yaml");
        Files.writeString(
                configuration,
                encryption("{aesgcm: {keys: [{name: k1, secret: MDEyMzQ1Njc4OWFiY2RlZg==}]}}, {identity: {}}"));
        ApiServer server = bed.apiServer(bed.controlPlane(), etcd)
                .encryption(configuration)
                .start();

        server.kubectl("create", "secret", "generic", "sealed", "--from-literal=word=hello");
        assertThat(stored(etcd, "sealed")).startsWith("k8s:enc:aesgcm:v1:k1:").doesNotContain("hello");

        Files.writeString(
                configuration,
                encryption("{identity: {}}, {aesgcm: {keys: [{name: k1, secret: MDEyMzQ1Njc4OWFiY2RlZg==}]}}"));
        server.restart();
        server.kubectl("create", "secret", "generic", "open", "--from-literal=word=hello");
        assertThat(stored(etcd, "open")).contains("hello");
    }

    @Test
    void runsOnAnEtcdOfItsOwnAuthority(Testbed bed) {
        Etcd external = bed.etcd(bed.tree(NodeKind.ETCD)).start();
        ApiServer server = bed.apiServer(bed.controlPlane(), external).start();

        server.kubectl("create", "namespace", "elsewhere");
        assertThat(external.keys("/registry/namespaces/")).contains("/registry/namespaces/elsewhere");
    }

    private static String stored(Etcd etcd, String secret) {
        return new String(etcd.get("/registry/secrets/default/" + secret), ISO_8859_1);
    }

    private static String encryption(String providers) {
        return """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources: [{resources: [secrets], providers: [%s]}]
                """.formatted(providers);
    }
}
