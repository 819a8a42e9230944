package io.nodeward.hostprobes.runtime;

import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where containerd and CRI-O look for network plugins. What each version makes of a file was read in containerd v1.7.28,
 * v2.0.6, v2.1.4 and v2.3.4 and in CRI-O's main branch of August 2026.
 */
class NetworkDirectoriesTest {

    private static final String FILE = "/etc/containerd/config.toml";
    private static final String OLD = "plugins.\"io.containerd.grpc.v1.cri\"";
    private static final String NEW = "plugins.'io.containerd.cri.v1.runtime'";
    private static final String CRIO = "/etc/crio/crio.conf";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Object configurations() {
        return told(tree.facts(), "cni.directories");
    }

    private Object programs() {
        for (String path : List.of("/opt/cni/bin", "/a", "/b", "/c")) {
            tree.directory(path);
        }
        return told(tree.facts(), "cni.programs");
    }

    private HostTree version(String version) {
        return tree.file(
                        "/var/lib/dpkg/status",
                        "Package: containerd.io\nStatus: install ok installed\nVersion: " + version + "\n\n")
                .file("/etc/systemd/system/containerd.service", "[Service]\nExecStart=/usr/bin/containerd\n");
    }

    @Test
    void noRuntimeAtAll() {
        assertThat(configurations()).isEqualTo(List.of("/etc/cni/net.d"));
        assertThat(programs()).isEqualTo(List.of("/opt/cni/bin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version = 2\n[" + OLD + ".cni]\nconf_dir = '/a'\nbin_dir = '/b'\n",
                "version = 3\n[" + NEW + ".cni]\nconf_dir = \"/a\"\nbin_dirs = [\n  '/b', # first\n]\n",
                "version = 3\n[" + NEW + "]\ncni = {conf_dir = '/a', bin_dirs = ['/b']}\n",
                "version = 3\n" + NEW + ".cni.conf_dir = '''\n/a'''\n" + NEW + ".cni.bin_dirs = ['/b']\n",
                "version = 3\n[" + NEW + "]\n  [" + NEW + ".cni]\n\tconf_dir = '/a'\n\tbin_dirs = ['''/b''']\n",
                "[plugins.cri.cni]\nconf_dir = '/a'\nbin_dir = '/b'\n",
                "# [" + NEW + ".cni]\n# conf_dir = '/x'\nversion = 3\n[" + NEW
                        + ".cni]\nconf_dir = '/a'\nbin_dirs = ['/b']\n[x]\ntext = '''\nconf_dir = \"/y\"\n'''\n[y.cni]\n"
                        + "conf_dir = '/z'\n",
                "version = 4\n[" + NEW + ".cni]\nconf_dir = '/a/'\nbin_dirs = ['/b']\n",
            })
    void spellings(String text) {
        version(text.contains("bin_dirs") ? "2.3.1-1" : "1.7.28-1").file(FILE, text);
        assertThat(configurations()).isEqualTo(List.of("/a"));
        assertThat(programs()).isEqualTo(List.of("/b"));
    }

    @Test
    void aTableInAnotherPlugin() {
        version("2.1.4-1")
                .file(
                        FILE,
                        "version = 3\n[plugins.'io.containerd.grpc.v1.cri'.cni]\nconf_dir = '/a'\nbin_dir = '/b'\n");
        assertThat(configurations()).isEqualTo(List.of("/etc/cni/net.d"));
        assertThat(programs()).isEqualTo(List.of("/opt/cni/bin"));
    }

    @ParameterizedTest
    @CsvSource({
        "1.6.36, 2, /a",
        "1.7.28, 2, /a",
        "2.0.6, 2, /b",
        "2.1.4, 2, /b",
        "2.3.4, 2, /b",
        "2.0.6, 3, /b",
        "2.3.4, 4, /b"
    })
    void bothSections(String version, int format, String expected) {
        version(version + "-1")
                .file(
                        FILE,
                        "version = " + format + "\n[" + OLD + ".cni]\nconf_dir = '/a'\n[" + NEW
                                + ".cni]\nconf_dir = '/b'\n");
        assertThat(configurations()).isEqualTo(List.of(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "1.7.28, /etc/cni/net.d",
        "2.1.4, /a",
    })
    void sectionsAreReplacedOrMerged(String version, String expected) {
        version(version + "-1")
                .file(FILE, "version = 2\nimports = ['conf.d/*.toml']\n[" + OLD + ".cni]\nconf_dir = '/a'\n")
                .file("/etc/containerd/conf.d/x.toml", "version = 2\n[" + OLD + "]\nsandbox_image = 'x'\n");
        assertThat(configurations()).isEqualTo(List.of(expected));
    }

    @Test
    void bothCountWhereTheVersionIsNotKnown() {
        tree.file(
                        FILE,
                        "version = 2\nimports = ['/etc/containerd/conf.d/*.toml']\n[" + OLD
                                + ".cni]\nconf_dir = '/a'\n")
                .file("/etc/containerd/conf.d/.x.toml", "[" + OLD + "]\nsandbox_image = 'x'\n");
        assertThat(configurations()).isEqualTo(List.of("/etc/cni/net.d", "/a"));
    }

    @Test
    void importsInTheirOrder() {
        version("2.1.4-1")
                .file(
                        FILE,
                        "version = 3\nimports = ['a.toml', '/etc/b.toml', 'config.toml']\n[" + NEW
                                + ".cni]\nconf_dir = '/x'\n")
                .file("/etc/containerd/a.toml", "imports = ['sub/c.toml']\n[" + NEW + ".cni]\nconf_dir = '/a'\n")
                .file("/etc/b.toml", "[" + NEW + ".cni]\nconf_dir = '/b'\n")
                .file("/etc/containerd/sub/c.toml", "[" + NEW + ".cni]\nconf_dir = '/c'\nbin_dirs = []\n");
        assertThat(configurations()).isEqualTo(List.of("/c"));
        assertThat(programs()).isEqualTo(List.of("/opt/cni/bin"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "imports = ['/etc/none.toml'] | /etc/none.toml does not exist",
                "imports = '/etc/x.toml' | /etc/containerd/config.toml:2 imports is no list",
                "conf_dir = | /etc/containerd/config.toml:2 is not TOML",
                "imports = ['/etc/loop/*.toml'] | /etc/loop symbolic links lead in a circle",
                "plugins.'io.containerd.cri.v1.runtime'.cni.conf_dir = 'rel' | config.toml:2 names a directory by no",
                "plugins.'io.containerd.cri.v1.runtime'.cni.conf_dir = 1 | config.toml:2 names a directory by no",
                "plugins.'io.containerd.cri.v1.runtime'.cni.bin_dirs = '/b' | config.toml:2 bin_dirs is no list"
            })
    void whatContainerdWouldRefuse(String line, String reason) {
        tree.file(FILE, "version = 3\n" + line + "\n").link("/etc/loop", "/etc/loop");
        assertThat(told(tree.facts(), "cni.files.0.mode").toString()).contains(reason);
        assertThat(told(tree.facts(), "cni.programs.0.mode").toString()).contains(reason);
        assertThat(told(tree.facts(), "cni.directories").toString())
                .contains("/etc/cni/net.d", reason.substring(0, reason.indexOf(' ')));
    }

    @Test
    void aVersionOfTheFormatThatNobodyKnows() {
        tree.file(FILE, "version = 9\n");
        assertThat(told(tree.facts(), "cni.files.0.mode").toString()).contains("is of version 9");
        version("1.7.1-1").file(FILE, "version = 3\n");
        assertThat(told(tree.facts(), "cni.files.0.mode").toString()).contains("is of version 3");
    }

    @Test
    void aFileThatCannotBeRead() {
        tree.directory(FILE);
        assertThat(told(tree.facts(), "cni.files.0.mode").toString()).startsWith("unknown: " + FILE);
    }

    @Test
    void runtimesWithTheirOwnPlugins() {
        tree.file(FILE, "version = 3\n[" + NEW + ".containerd.runtimes.kata]\ncni_conf_dir = '/a'\n");
        assertThat(configurations()).isEqualTo(List.of("/etc/cni/net.d", "/a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--config /srv/c.toml", "--config=/srv/c.toml", "-c /srv/c.toml", "-c /x --config /srv/c.toml"})
    void theFileThatItIsStartedWith(String arguments) {
        tree.file(FILE, "version = 3\n[" + NEW + ".cni]\nconf_dir = '/a'\n")
                .file("/srv/c.toml", "version = 3\n[" + NEW + ".cni]\nconf_dir = '/b'\n")
                .file(
                        "/etc/systemd/system/containerd.service",
                        "[Service]\nExecStart=/usr/bin/containerd " + arguments);
        assertThat(configurations()).isEqualTo(List.of("/b"));
    }

    @Test
    void aProcessCountsMoreThanTheUnitAndAStrangerDoesNot() {
        tree.file("/srv/c.toml", "version = 3\n[" + NEW + ".cni]\nconf_dir = '/b'\n")
                .file("/etc/systemd/system/containerd.service", "[Service]\nExecStart=/usr/bin/containerd -c /x\n")
                .service(400, "containerd.service", "containerd", "--config", "/srv/c.toml")
                .process(300, 1000, "0::/user.slice/x.scope", "/tmp/containerd", "containerd", "-c", "/etc/shadow");
        assertThat(configurations()).isEqualTo(List.of("/b"));
    }

    @Test
    void whatDistributionsBringAlong() {
        tree.file(
                "/var/lib/rancher/rke2/agent/etc/containerd/config.toml",
                "version = 2\n[" + OLD + ".cni]\nconf_dir = '/a'\nbin_dir = '/b'\n");
        assertThat(configurations()).isEqualTo(List.of("/a"));
        assertThat(programs()).isEqualTo(List.of("/b"));
    }

    @Test
    void aUnitThatCannotBeRead() {
        tree.directory("/etc/systemd/system/containerd.service");
        assertThat(told(tree.facts(), "cni.files.0.mode").toString()).startsWith("unknown: containerd.service");
    }

    @Test
    void crioAndItsDropIns() {
        tree.file(CRIO, "[crio.network]\nnetwork_dir = \"/x\"\nplugin_dirs = [\"/x\"]\n")
                .file("/etc/crio/crio.conf.d/10-a.conf", "[crio.network]\nplugin_dirs = ['/a', '/b/']\n")
                .file("/etc/crio/crio.conf.d/20/b", "[crio]\nnetwork = {network_dir = '/c'}\n");
        assertThat(configurations()).isEqualTo(List.of("/c"));
        assertThat(programs()).isEqualTo(List.of("/a", "/b"));
    }

    @Test
    void crioWithTheOlderSetting() {
        tree.file(CRIO, "[crio.network]\nplugin_dir = '/c'\n");
        assertThat(configurations()).isEqualTo(List.of("/etc/cni/net.d"));
        assertThat(programs()).isEqualTo(List.of("/opt/cni/bin", "/c"));
    }

    @Test
    void crioByItsFlags() {
        tree.file(CRIO, "[crio.network]\nnetwork_dir = '/x'\n")
                .service(500, "crio.service", "crio", "--cni-config-dir=/a", "--cni-plugin-dir", "/b,/c");
        assertThat(configurations()).isEqualTo(List.of("/a"));
        assertThat(programs()).isEqualTo(List.of("/b", "/c"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[crio.network | /etc/crio/crio.conf:1 is not TOML",
                "crio.network.plugin_dirs = '/a' | /etc/crio/crio.conf:1 plugin_dirs is no list",
                "crio.network.network_dir = 'rel' | /etc/crio/crio.conf:1 names a directory by no absolute path"
            })
    void whatCrioWouldRefuse(String text, String reason) {
        tree.file(CRIO, text);
        assertThat(told(tree.facts(), "cni.files.0.mode").toString()).contains(reason);
    }

    @Test
    void theSourceSaysWhoNamesIt() {
        version("2.1.4-1").file(FILE, "version = 3\n[" + NEW + ".cni]\nconf_dir = '/a'\n");
        Node directories = Objects.requireNonNull(HostTree.at(tree.facts(), "cni.directories"));
        assertThat(Values.source(directories)).isEqualTo("/a (" + FILE + ":3)");
    }

    @Test
    void bothRuntimes() {
        version("2.1.4-1").file(CRIO, "[crio.network]\nnetwork_dir = '/a'\n");
        assertThat(configurations()).isEqualTo(List.of("/etc/cni/net.d", "/a"));
    }
}
