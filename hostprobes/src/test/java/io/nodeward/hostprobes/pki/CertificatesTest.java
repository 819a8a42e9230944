package io.nodeward.hostprobes.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {

    @TempDir
    Path tree;

    private HostRoot root;
    private Certificates certificates;

    @BeforeEach
    void open() throws IOException {
        root = HostRoot.open(tree);
        certificates = new Certificates(root);
    }

    @AfterEach
    void close() {
        root.close();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(tree.resolve(name), text);
    }

    @Test
    void aServersCertificateAndItsKey() throws Exception {
        byte[] der = Made.server(Made.RSA, Made.RSA_OTHER);
        write("server.crt", Made.certificate(der) + Made.certificate(Made.authority(Made.RSA_OTHER)));
        write("server.key", Made.pem("PRIVATE KEY", Made.RSA.getPrivate().getEncoded()));
        write("other.key", Made.pem("PRIVATE KEY", Made.RSA_OTHER.getPrivate().getEncoded()));
        Group facts = certificates.of("/server.crt", "/server.key");
        assertThat(facts.get("common_name")).isEqualTo(new Known("kube-apiserver", "/server.crt"));
        assertThat(Tree.value(facts, "exists")).isEqualTo(true);
        assertThat(Tree.value(facts, "subject")).isEqualTo("CN=kube-apiserver");
        assertThat(Tree.value(facts, "organizations")).isEqualTo(List.of());
        assertThat(Tree.value(facts, "not_after")).isEqualTo(Made.TO);
        assertThat(Tree.value(facts, "ip_addresses")).isEqualTo(List.of("10.96.0.1", "fd00::1"));
        assertThat(Tree.value(facts, "usages")).isEqualTo(List.of("serverAuth"));
        assertThat(Tree.value(facts, "key_type")).isEqualTo("RSA");
        assertThat(Tree.value(facts, "key_bits")).isEqualTo(2048L);
        assertThat(Tree.value(facts, "self_signed")).isEqualTo(false);
        assertThat(Tree.value(facts, "fingerprint"))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
        assertThat(Tree.value(facts, "key_fingerprint"))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(Made.RSA.getPublic().getEncoded())));
        assertThat(facts.get("key_matches")).isEqualTo(new Known(true, "/server.key"));
        assertThat(Tree.value(certificates.of("/server.crt", "/other.key"), "key_matches"))
                .isEqualTo(false);
        Tree.holdsNothingOf(facts, Made.RSA.getPrivate());
    }

    @Test
    void whetherItSignedItself() throws Exception {
        write("self", Made.certificate(Made.authority(Made.EC)));
        // the same name, but another key signed
        write("pretender", Made.certificate(Made.client(Made.EC, Made.RSA, "CN=kubernetes")));
        assertThat(Tree.value(certificates.of("/self", ""), "self_signed")).isEqualTo(true);
        assertThat(Tree.value(certificates.of("/self", ""), "authority")).isEqualTo(true);
        assertThat(Tree.value(certificates.of("/pretender", ""), "self_signed")).isEqualTo(false);
    }

    @Test
    void bundlesHaveTheLineOfEach() throws Exception {
        String first = Made.certificate(Made.authority(Made.RSA));
        write("ca.crt", first + Made.certificate(Made.authority(Made.EC)) + "-----BEGIN CERTIFICATE-----\nAAAA\n");
        List<Node> items = Tree.items(certificates.all("/ca.crt"));
        assertThat(items).hasSize(3);
        int second = (int) first.lines().count() + 1;
        assertThat(((Known) Tree.child(items.get(1), "key_type")).source()).isEqualTo("/ca.crt:" + second);
        assertThat(Tree.value(items.get(2), "path")).isEqualTo("/ca.crt");
        assertThat(Tree.why(items.get(2), "exists")).isEqualTo("certificate is cut short or damaged");
        assertThat(Tree.why(items.get(2), "not_after")).isEqualTo("certificate is cut short or damaged");
    }

    @Test
    void derIsReadToo() throws Exception {
        Files.write(tree.resolve("ca.der"), Made.authority(Made.ED25519));
        assertThat(Tree.value(certificates.of("/ca.der", ""), "key_type")).isEqualTo("Ed25519");
        assertThat(Tree.value(certificates.of("/ca.der", ""), "self_signed")).isEqualTo(true);
    }

    @Test
    void whatIsNotThere() throws Exception {
        write("empty", "");
        write("key", Made.pem("PRIVATE KEY", Made.EC.getPrivate().getEncoded()));
        assertThat(Tree.value(certificates.of("", ""), "path")).isEqualTo("");
        for (Group facts : List.of(
                certificates.of("", ""),
                certificates.of("/none", "/none"),
                certificates.of("/empty", ""),
                certificates.of("/key", "/key"))) {
            assertThat(Tree.value(facts, "exists")).isEqualTo(false);
            assertThat(facts.get("not_after")).isInstanceOf(Unknown.class);
            assertThat(facts.names()).hasSize(20);
        }
        assertThat(Tree.items(certificates.all(""))).isEmpty();
        assertThat(Tree.items(certificates.all("/empty"))).isEmpty();
        assertThat(Tree.value(Tree.items(certificates.all("/none")).getFirst(), "exists"))
                .isEqualTo(false);
    }

    @Test
    void whatCannotBeRead() throws Exception {
        Files.createDirectory(tree.resolve("directory"));
        write("cert", Made.certificate(Made.authority(Made.EC)));
        write("many", Made.certificate(Made.authority(Made.EC)).repeat(501));
        Files.write(tree.resolve("large"), new byte[(1 << 20) + 1]);
        assertThat(Tree.why(certificates.of("/directory", ""), "exists")).isEqualTo("is not a regular file");
        assertThat(certificates.all("/large")).isEqualTo(new Unknown("is larger than 1 MiB", "/large"));
        assertThat(certificates.all("/many")).isEqualTo(new Unknown("holds more than 500 PEM blocks", "/many"));
        assertThat(Tree.why(certificates.of("/cert", "/directory"), "key_matches"))
                .isEqualTo("is not a regular file");
        assertThat(Tree.why(certificates.of("/cert", "/none"), "key_matches")).isEqualTo("the file does not exist");
        assertThat(Tree.why(certificates.of("/cert", "/cert"), "key_matches")).isEqualTo("holds no private key");
        Read<String> inside = new Read.Failed<>("/in", "lies inside the container's image");
        assertThat(Tree.why(certificates.of(inside, inside), "exists")).isEqualTo("lies inside the container's image");
        assertThat(Tree.why(certificates.of(new Read.Found<>("/cert"), inside), "key_matches"))
                .isEqualTo("lies inside the container's image");
        assertThat(certificates.all(inside)).isInstanceOf(Unknown.class);
    }
}
