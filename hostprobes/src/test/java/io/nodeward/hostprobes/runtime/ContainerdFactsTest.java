package io.nodeward.hostprobes.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** containerd's settings as its versions read them: v1.6.36, v1.7.28, v2.0.6, v2.1.4, v2.2.1 and v2.3.4. */
class ContainerdFactsTest {

    private static final String FILE = "/etc/containerd/config.toml";
    private static final String OLD = "plugins.\"io.containerd.grpc.v1.cri\"";
    private static final String RUNTIME = "plugins.'io.containerd.cri.v1.runtime'";
    private static final String IMAGES = "plugins.'io.containerd.cri.v1.images'";

    @TempDir
    private Path directory;

    private RuntimeTree host;

    @BeforeEach
    void host() {
        host = new RuntimeTree(directory).unit("containerd.service", "/usr/bin/containerd");
    }

    @AfterEach
    void close() {
        host.close();
    }

    private RuntimeTree version(String version) {
        return host.installed("containerd.io", version + "-1");
    }

    private Object containerd(String fact) {
        return host.fact("containerds.0." + fact);
    }

    @Test
    void noContainerd(@TempDir Path empty) {
        try (RuntimeTree other = new RuntimeTree(empty)) {
            other.file(FILE, "version = 2\n");
            assertThat(other.fact("containerds")).isEqualTo(List.of());
            assertThat(other.fact("runtime_sockets")).isEqualTo(List.of());
            assertThat(other.fact("runtime_handlers")).isEqualTo(List.of());
        }
    }

    @Test
    void itsUnitIsMasked() {
        host.tree().link("/etc/systemd/system/containerd.service", "/dev/null");
        assertThat(host.fact("containerds")).isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "1.6.36, false, false",
        "1.7.28, false, false",
        "2.0.6, true, true",
        "2.3.4, true, true",
    })
    void defaults(String version, boolean ports, boolean cdi) {
        version(version);
        assertThat(containerd("unprivileged_ports")).isEqualTo(ports);
        assertThat(containerd("unprivileged_icmp")).isEqualTo(ports);
        assertThat(containerd("cdi")).isEqualTo(cdi);
        assertThat(containerd("nri")).isEqualTo(cdi);
        assertThat(containerd("apparmor")).isEqualTo(true);
        assertThat(containerd("selinux")).isEqualTo(false);
        assertThat(containerd("max_log_line")).isEqualTo(16384L);
        assertThat(containerd("default_handler")).isEqualTo("runc");
        assertThat(containerd("sandbox_image")).isEqualTo("registry.k8s.io/pause");
        assertThat(host.source("containerds.0.cdi")).isEqualTo("default (containerd v" + version + ")");
    }

    @Test
    void withoutAVersionOnlyWhatAllHaveInCommonIsKnown() {
        assertThat(containerd("unprivileged_ports").toString()).startsWith("unknown: ");
        assertThat(containerd("selinux")).isEqualTo(false);
        host.file(FILE, "version = 3\n");
        assertThat(containerd("unprivileged_ports")).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version = 2\n[" + OLD + "]\nenable_selinux = true\ndisable_apparmor = true\n",
                "[plugins.cri]\nenable_selinux = true\ndisable_apparmor = true\n",
            })
    void settingsOfOneAreTakenOver(String text) {
        version("2.1.4").file(FILE, text);
        assertThat(containerd("selinux")).isEqualTo(true);
        assertThat(containerd("apparmor")).isEqualTo(false);
        version("1.7.28");
        assertThat(containerd("selinux")).isEqualTo(true);
        assertThat(containerd("apparmor")).isEqualTo(false);
        assertThat(host.source("containerds.0.apparmor")).startsWith(FILE + ":");
    }

    @Test
    void theNewSectionIsNothingToOne() {
        host.file(FILE, "version = 2\n[" + RUNTIME + "]\nenable_selinux = true\n");
        version("1.7.28");
        assertThat(containerd("selinux")).isEqualTo(false);
        version("2.0.6");
        assertThat(containerd("selinux")).isEqualTo(true);
    }

    @Test
    void inOneFileTheNewSectionGoesOverTheOldOne() {
        version("2.1.4")
                .file(
                        FILE,
                        "version = 2\n[" + OLD + "]\nenable_selinux = true\nmax_container_log_line_size = 5\n["
                                + RUNTIME + "]\nenable_selinux = false\n");
        assertThat(containerd("selinux")).isEqualTo(false);
        assertThat(containerd("max_log_line")).isEqualTo(5L);
    }

    @Test
    void anImportedFileOfTheOldFormatGoesOverTheOneThatImportsIt() {
        version("2.1.4")
                .file(FILE, "version = 3\nimports = ['conf.d/*.toml']\n[" + RUNTIME + "]\nenable_selinux = false\n")
                .file("/etc/containerd/conf.d/a.toml", "version = 2\n[" + OLD + "]\nenable_selinux = true\n");
        assertThat(containerd("selinux")).isEqualTo(true);
        Known selinux = (Known) Objects.requireNonNull(HostTree.at(host.facts(), "containerds.0.selinux"));
        assertThat(selinux.source()).isEqualTo("/etc/containerd/conf.d/a.toml:3");
        assertThat(selinux.overrode().getFirst().source()).isEqualTo(FILE + ":4");
        assertThat(host.each("containerds", "config_files")).first().asString().contains(FILE, "conf.d/a.toml");
    }

    @Test
    void inOneASectionReplacesTheWholeSectionOfAnEarlierFile() {
        version("1.7.28")
                .file(
                        FILE,
                        "version = 2\nimports = ['/etc/containerd/b.toml']\n[" + OLD
                                + "]\nenable_selinux = true\nmax_container_log_line_size = 5\n")
                .file("/etc/containerd/b.toml", "version = 2\n[" + OLD + "]\nenable_selinux = true\n");
        assertThat(containerd("max_log_line")).isEqualTo(16384L);
    }

    @Test
    void oneThatDoesNotServeKubernetes() {
        version("1.7.28").file(FILE, "disabled_plugins = [\"cri\"]\n");
        assertThat(containerd("cri")).isEqualTo(false);
        assertThat(host.fact("runtime_handlers")).isEqualTo(List.of());
        assertThat(host.each("runtime_endpoints", "purpose")).isEmpty();
    }

    @Test
    void whatItWouldRefuseIsNotKnown() {
        version("2.1.4").file(FILE, "version = 3\n[" + RUNTIME + "]\nenable_selinux = 'yes'\n");
        assertThat(containerd("selinux").toString()).startsWith("unknown: " + FILE + ":3");
        host.file(FILE, "version = 3\n[x\n");
        assertThat(host.each("containerds", "selinux")).first().asString().startsWith("unknown: " + FILE + ":2");
        assertThat(host.each("runtime_sockets", "runtime")).first().asString().startsWith("unknown: ");
        host.file(FILE, "version = 9\n");
        assertThat(host.each("containerds", "selinux")).first().asString().contains("version 9");
    }

    @Test
    void sockets() {
        version("1.7.28")
                .file(FILE, "version = 2\n[grpc]\naddress = '/run/other.sock'\n[debug]\naddress = '/run/debug.sock'\n");
        assertThat(host.fact("runtime_sockets"))
                .isEqualTo(List.of("/run/other.sock", "/run/other.sock.ttrpc", "/run/debug.sock"));
        assertThat(host.fact("runtime_sockets.0.file.mode").toString()).startsWith("unknown: ");
        host.unit("containerd.service", "/usr/bin/containerd -a /run/flag.sock");
        assertThat(host.fact("runtime_sockets.0.file.path")).isEqualTo("/run/flag.sock");
    }

    @Test
    void aSocketThatIsThere() {
        version("1.7.28")
                .file("/run/containerd/containerd.sock", "")
                .file("/etc/group", "root:x:0:\n")
                .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        assertThat(host.fact("runtime_sockets.0.file.exists")).isEqualTo(true);
        assertThat(host.fact("runtime_sockets.0.directory.type")).isEqualTo("directory");
    }

    @ParameterizedTest
    @CsvSource({"1.7.28, 2", "2.1.4, 3", "2.3.4, 3"})
    void addressesOutsideOfPlugins(String version, int format) {
        version(version)
                .file(
                        FILE,
                        "version = " + format + "\n[grpc]\ntcp_address = '0.0.0.0:7777'\ntcp_tls_cert = '/c'\n[debug]\n"
                                + "address = '0.0.0.0:6060'\n[metrics]\naddress = '0.0.0.0:1338'\n");
        assertThat(host.each("runtime_endpoints", "purpose"))
                .isEqualTo(List.of("API", "debugging", "metrics", "streaming"));
        assertThat(host.fact("runtime_endpoints.0.tls")).isEqualTo(true);
        assertThat(host.fact("runtime_endpoints.0.client_certificates")).isEqualTo(false);
        assertThat(host.fact("runtime_endpoints.3.address")).isEqualTo("127.0.0.1:0");
    }

    @Test
    void addressesOfPlugins() {
        version("2.3.4").file(FILE, """
                        version = 4
                        [grpc]
                        tcp_address = '0.0.0.0:1'
                        [plugins.'io.containerd.server.v1.grpc-tcp']
                        address = '0.0.0.0:7777'
                        tls_cert = '/c'
                        tls_ca = '/a'
                        """);
        assertThat(host.fact("runtime_endpoints.0.address")).isEqualTo("0.0.0.0:7777");
        assertThat(host.fact("runtime_endpoints.0.client_certificates")).isEqualTo(true);
    }

    @Test
    void streams() {
        version("1.7.28")
                .file(FILE, "version = 2\n[" + OLD + "]\nstream_server_address = ''\nstream_server_port = '10010'\n");
        assertThat(host.fact("runtime_endpoints.0.address")).isEqualTo("0.0.0.0:10010");
        assertThat(host.fact("runtime_endpoints.0.tls")).isEqualTo(false);
    }

    @Test
    void registriesOfTheFile() {
        version("1.7.28")
                .file(
                        FILE,
                        "version = 2\n[" + OLD + ".registry.mirrors.'docker.io']\nendpoint = ['http://mirror:5000/v2', "
                                + "'https://b']\n[" + OLD
                                + ".registry.configs.'c:5000'.tls]\ninsecure_skip_verify = true\n["
                                + OLD + ".registry.configs.'c:5000'.auth]\nusername = 'u'\npassword = 'secret'\n");
        assertThat(host.each("runtime_registries", "address")).isEqualTo(List.of("mirror:5000", "b", "c:5000"));
        assertThat(host.each("runtime_registries", "plain_http")).isEqualTo(List.of(true, false, false));
        assertThat(host.each("runtime_registries", "skip_verify")).isEqualTo(List.of(false, false, true));
        assertThat(containerd("holds_credentials")).isEqualTo(true);
        assertThat(host.text()).contains("c:5000").doesNotContain("secret");
    }

    @Test
    void registriesOfDirectories() {
        host.file(FILE, "version = 3\n[" + IMAGES + ".registry]\nconfig_path = '/etc/certs.d'\n")
                .file("/etc/certs.d/docker.io/hosts.toml", """
                        server = 'https://registry-1.docker.io'
                        [host.'http://mirror:80']
                        capabilities = ['pull']
                        [host."https://m.local"]
                          skip_verify = true
                        """)
                .file("/etc/certs.d/r_5000_/hosts.toml", "skip_verify = true\n");
        version("2.1.4");
        assertThat(host.each("runtime_registries", "address"))
                .isEqualTo(List.of("registry-1.docker.io", "mirror:80", "m.local", "r:5000"));
        assertThat(host.each("runtime_registries", "plain_http")).isEqualTo(List.of(false, true, false, false));
        assertThat(host.each("runtime_registries", "skip_verify")).isEqualTo(List.of(false, false, true, true));
        assertThat(host.source("runtime_registries.2.skip_verify")).isEqualTo("/etc/certs.d/docker.io/hosts.toml:5");
    }

    @ParameterizedTest
    @CsvSource({"1.7.28, 0", "2.1.4, 0", "2.2.1, 1", "2.3.4, 1"})
    void directoriesThatNobodyNames(String version, int count) {
        version(version).file("/etc/containerd/certs.d/x/hosts.toml", "skip_verify = true\n");
        assertThat(host.each("runtime_registries", "address")).hasSize(count);
    }

    @Test
    void handlers() {
        version("1.7.28")
                .file(
                        FILE,
                        "version = 2\n[" + OLD + ".containerd]\ndefault_runtime_name = 'runsc'\n[" + OLD
                                + ".containerd.runtimes.runc]\nruntime_type = 'io.containerd.runc.v2'\n[" + OLD
                                + ".containerd.runtimes.runc.options]\nSystemdCgroup = true\nBinaryName = 'youki'\n["
                                + OLD
                                + ".containerd.runtimes.runsc]\nruntime_type = 'io.containerd.runsc.v1'\n[" + OLD
                                + ".containerd.runtimes.kata]\nruntime_type = 'io.containerd.kata.v2'\n"
                                + "privileged_without_host_devices = true\npod_annotations = ['*']\n[" + OLD
                                + ".containerd.runtimes.wasm]\nruntime_type = 'io.containerd.wasmtime.v1'\n")
                .file("/usr/bin/containerd", "")
                .file("/usr/local/bin/containerd-shim-runsc-v1", "");
        assertThat(host.each("runtime_handlers", "kind")).isEqualTo(List.of("youki", "gvisor", "kata", "wasm"));
        assertThat(host.each("runtime_handlers", "standard")).isEqualTo(List.of(false, true, false, false));
        assertThat(host.each("runtime_handlers", "systemd_cgroups")).isEqualTo(List.of(true, true, true, true));
        assertThat(host.each("runtime_handlers", "host_devices")).isEqualTo(List.of(true, true, false, true));
        assertThat(host.each("runtime_handlers", "missing"))
                .isEqualTo(List.of(
                        List.of("containerd-shim-runc-v2", "youki"),
                        List.of(),
                        List.of("containerd-shim-kata-v2"),
                        List.of("containerd-shim-wasmtime-v1")));
        assertThat(host.fact("runtime_handlers.1.programs"))
                .isEqualTo(List.of("/usr/local/bin/containerd-shim-runsc-v1"));
        assertThat(host.fact("runtime_handlers.2.annotations")).isEqualTo(List.of("*"));
    }

    @Test
    void aCaptureWithoutProgramsMissesNone() {
        version("1.7.28");
        assertThat(host.fact("runtime_handlers.0.missing").toString()).startsWith("unknown: ");
    }

    @Test
    void baseSpecification() {
        version("1.7.28")
                .file(
                        FILE,
                        "version = 2\n[" + OLD + ".containerd.runtimes.runc]\nruntime_type = 'io.containerd.runc.v2'\n"
                                + "base_runtime_spec = '/etc/containerd/base.json'\n")
                .file(
                        "/etc/containerd/base.json",
                        "{\n\t\"process\": {\"capabilities\": {\"bounding\": [\"CAP_CHOWN\", \"CAP_SYS_ADMIN\"]}}}\n");
        assertThat(host.fact("runtime_handlers.0.base_capabilities")).isEqualTo(List.of("CAP_SYS_ADMIN"));
        host.file("/etc/containerd/base.json", "{\"process\": ");
        assertThat(host.fact("runtime_handlers.0.base_capabilities").toString()).startsWith("unknown: ");
    }

    @Test
    void imageVerifiers() {
        version("2.1.4").file(FILE, "version = 3\n");
        assertThat(containerd("verifies_images")).isEqualTo(false);
        host.file("/opt/containerd/image-verifier/bin/verify", "");
        assertThat(containerd("verifies_images")).isEqualTo(true);
        assertThat(host.each("runtime_directories", "purpose")).isEqualTo(List.of("image verifiers"));
        host.file(FILE, "version = 3\n[" + IMAGES + "]\nuse_local_image_pull = true\n");
        assertThat(containerd("verifies_images")).isEqualTo(false);
        host.file(FILE, "version = 3\n");
        version("2.0.6");
        assertThat(containerd("verifies_images")).isEqualTo(false);
    }

    @Test
    void directoriesOfPluginsAndDevices() {
        version("2.1.4").file("/etc/cdi/vendor.yaml", "").file("/opt/nri/plugins/10-x", "");
        assertThat(host.each("runtime_directories", "purpose")).isEqualTo(List.of("CDI", "NRI"));
        assertThat(host.fact("runtime_directories.0.files")).isEqualTo(List.of("/etc/cdi", "/etc/cdi/vendor.yaml"));
    }

    @Test
    void aRunningOneIsNamedWithItsFlag() {
        host.tree()
                .service(700, "k3s.service", "containerd", "-c", "/var/lib/c.toml", "--log-level", "debug")
                .file("/var/lib/c.toml", "version = 3\n");
        assertThat(containerd("running")).isEqualTo(true);
        assertThat(containerd("config_file.path")).isEqualTo("/var/lib/c.toml");
        assertThat(containerd("log_level")).isEqualTo("debug");
        assertThat(host.source("containerds.0.log_level")).isEqualTo("argv of pid 700 (containerd): --log-level");
    }

    /** Whatever the file holds: facts come, and none of them from a guess. */
    @Test
    void garbage() {
        version("2.1.4");
        String good = "version = 3\nimports = ['*.toml']\n[" + RUNTIME + ".containerd.runtimes.x]\nruntime_type = 5\n"
                + "options = 7\n[" + IMAGES + ".registry.mirrors]\na = 1\nb = {endpoint = 3}\n[" + IMAGES
                + ".registry.configs]\na = []\n[plugins.'io.containerd.nri.v1.nri']\nsocket_path = 3\n";
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int edits = random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                text.replace(at, Math.min(text.length(), at + random.nextInt(3)), random.nextBoolean() ? "" : "'=[\n");
            }
            host.file(FILE, text.toString());
            Group facts = host.facts();
            assertThat(HostTree.told(facts, "containerds")).asString().contains("/etc/containerd");
        }
        host.tree().remove(FILE).directory(FILE);
        assertThat(host.each("containerds", "selinux")).first().asString().startsWith("unknown: ");
    }
}
