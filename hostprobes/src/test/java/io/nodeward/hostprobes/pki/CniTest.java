package io.nodeward.hostprobes.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CniTest {

    @TempDir
    Path tree;

    private void write(String path, String text) throws IOException {
        Path file = tree.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> files(String... directories) throws IOException {
        try (HostRoot root = HostRoot.open(tree)) {
            Group cni = new Cni(root, Accounts.read(root)).read(List.of(directories), List.of(), "test");
            return ((Many) Tree.child(cni, "files"))
                    .items().stream().map(Many.Item::key).toList();
        }
    }

    @Test
    void configurationAndWhatItNames() throws Exception {
        write("/etc/cni/net.d/10-calico.conflist", """
                {"plugins": [{"type": "calico", "kubernetes": {"kubeconfig": "/opt/secrets/calico-kubeconfig"}}]}
                """);
        write("/etc/cni/net.d/broken.json", "{");
        write("/etc/cni/net.d/notes", "");
        write("/etc/cni/net.d/multus.d/multus.kubeconfig", "");
        write("/opt/secrets/calico-kubeconfig", "");
        write("/opt/secrets/other", "");
        write("/var/lib/cni/networks/cbr0/10.0.0.1", "x");
        Files.createSymbolicLink(tree.resolve("etc/cni/net.d/loop"), Path.of("."));
        Files.createSymbolicLink(tree.resolve("etc/cni/net.d/dangling"), Path.of("x"));
        Files.createSymbolicLink(tree.resolve("etc/cni/net.d/wide"), Path.of("/etc"));
        assertThat(files("/etc/cni/net.d"))
                .containsExactly(
                        "/etc/cni/net.d/10-calico.conflist",
                        "/opt/secrets/calico-kubeconfig",
                        "/etc/cni/net.d/broken.json",
                        "/etc/cni/net.d/multus.d/multus.kubeconfig",
                        "/etc/cni/net.d/notes",
                        "/etc/cni/net.d/wide",
                        "/var/lib/cni/networks/cbr0/10.0.0.1");
    }

    @Test
    void nothingThere() throws Exception {
        assertThat(files("/etc/cni/net.d")).isEmpty();
        assertThat(files()).isEmpty();
    }
}
