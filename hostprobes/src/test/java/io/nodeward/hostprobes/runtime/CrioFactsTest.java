package io.nodeward.hostprobes.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CRI-O's settings, as its main branch of August 2026 reads them, with what older versions did otherwise. */
class CrioFactsTest {

    private static final String FILE = "/etc/crio/crio.conf";
    private static final String DROP_IN = "/etc/crio/crio.conf.d/10-crio.conf";

    @TempDir
    private Path directory;

    private RuntimeTree host;

    @BeforeEach
    void host() {
        host = new RuntimeTree(directory).unit("crio.service", "/usr/bin/crio").installed("cri-o", "1.34.2-1.1");
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Object crio(String fact) {
        return host.fact("crios.0." + fact);
    }

    @Test
    void defaults() {
        assertThat(crio("version")).isEqualTo("v1.34.2");
        assertThat(crio("capabilities").toString()).contains("CHOWN").doesNotContain("NET_RAW");
        assertThat(crio("pids_limit")).isEqualTo(-1L);
        assertThat(crio("log_size_max")).isEqualTo(-1L);
        assertThat(crio("apparmor_profile")).isEqualTo("crio-default");
        assertThat(crio("selinux")).isEqualTo(false);
        assertThat(crio("host_network_selinux")).isEqualTo(false);
        assertThat(crio("seccomp_profile")).isEqualTo("");
        assertThat(crio("seccomp_allows")).isEqualTo(false);
        assertThat(crio("allowed_devices")).isEqualTo(List.of("/dev/fuse", "/dev/net/tun"));
        assertThat(crio("nri")).isEqualTo(true);
        assertThat(host.fact("runtime_sockets")).isEqualTo(List.of("/var/run/crio/crio.sock", "/var/run/nri/nri.sock"));
        assertThat(host.each("runtime_endpoints", "address")).isEqualTo(List.of("127.0.0.1:0"));
        assertThat(host.each("runtime_handlers", "name")).isEqualTo(List.of("crun"));
    }

    @Test
    void selinuxIsOnWhereTheHostHasIt() {
        host.file("/etc/selinux/config", "SELINUX=enforcing\n");
        assertThat(crio("selinux")).isEqualTo(true);
        host.file(FILE, "[crio.runtime]\nselinux = false\n");
        assertThat(crio("selinux")).isEqualTo(false);
    }

    @Test
    void aDropInGoesOverTheFileAndAFlagOverBoth() {
        host.file(FILE, "[crio.runtime]\npids_limit = 10\napparmor_profile = \"a\"\nlog_level = \"warn\"\n")
                .file(DROP_IN, "[crio.runtime]\npids_limit = 20\n");
        assertThat(crio("pids_limit")).isEqualTo(20L);
        assertThat(crio("apparmor_profile")).isEqualTo("a");
        assertThat(host.source("crios.0.pids_limit")).isEqualTo(DROP_IN + ":2");
        host.unit(
                "crio.service", "/usr/bin/crio --pids-limit=30 --log-level debug --default-capabilities CHOWN,NET_RAW");
        assertThat(crio("pids_limit")).isEqualTo(30L);
        assertThat(crio("log_level")).isEqualTo("debug");
        assertThat(crio("capabilities")).isEqualTo(List.of("CHOWN", "NET_RAW"));
        assertThat(host.source("crios.0.pids_limit")).isEqualTo("crio.service: --pids-limit");
    }

    @Test
    void emptyMeansTheDefaultProfile() {
        host.file(FILE, "[crio.runtime]\napparmor_profile = \"\"\n");
        assertThat(crio("apparmor_profile")).isEqualTo("crio-default");
    }

    @Test
    void seccompProfileOfItsOwn() {
        host.file(FILE, "[crio.runtime]\nseccomp_profile = \"/etc/crio/seccomp.json\"\n")
                .file("/etc/crio/seccomp.json", "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}\n");
        assertThat(crio("seccomp_allows")).isEqualTo(true);
        assertThat(crio("seccomp_file.exists")).isEqualTo(true);
        host.file("/etc/crio/seccomp.json", "{\"defaultAction\": \"SCMP_ACT_ERRNO\"}\n");
        assertThat(crio("seccomp_allows")).isEqualTo(false);
        host.file("/etc/crio/seccomp.json", "{");
        assertThat(crio("seccomp_allows").toString()).startsWith("unknown: ");
    }

    @Test
    void streamsAndMetrics() {
        host.file(FILE, """
                [crio.api]
                stream_address = ""
                stream_port = "10010"
                stream_enable_tls = true
                stream_tls_ca = "/ca"
                [crio.metrics]
                enable_metrics = true
                metrics_host = "0.0.0.0"
                """);
        assertThat(host.each("runtime_endpoints", "address")).isEqualTo(List.of("0.0.0.0:10010", "0.0.0.0:9090"));
        assertThat(host.each("runtime_endpoints", "tls")).isEqualTo(List.of(true, false));
        assertThat(host.each("runtime_endpoints", "client_certificates")).isEqualTo(List.of(true, false));
    }

    @Test
    void oldOnesShowMetricsEverywhere() {
        host.file(FILE, "[crio.metrics]\nenable_metrics = true\n").installed("cri-o", "1.28.4-1");
        assertThat(host.each("runtime_endpoints", "address")).contains("0.0.0.0:9090");
    }

    @Test
    void registries() {
        host.file("/etc/containers/registries.conf", """
                        [[registry]]
                        location = "a.local:5000"
                        insecure = true
                        [[registry]]
                        prefix = "docker.io"
                        location = "docker.io"
                        [[registry.mirror]]
                        location = "mirror.local/x"
                        insecure = true
                        [[registry]]
                        location = "gone.local"
                        blocked = true
                        insecure = true
                        """)
                .file(
                        "/etc/containers/registries.conf.d/50-x.conf",
                        "[[registry]]\nlocation = \"a.local:5000\"\ninsecure = false\n");
        assertThat(host.each("runtime_registries", "address"))
                .isEqualTo(List.of("a.local:5000", "docker.io", "mirror.local"));
        assertThat(host.each("runtime_registries", "skip_verify")).isEqualTo(List.of(false, false, true));
    }

    @Test
    void theOldFormOfRegistries() {
        host.file("/etc/containers/registries.conf", "[registries.insecure]\nregistries = ['b.local']\n");
        assertThat(host.each("runtime_registries", "address")).isEqualTo(List.of("b.local"));
        assertThat(host.each("runtime_registries", "plain_http")).isEqualTo(List.of(true));
    }

    @Test
    void itsOwnListOfInsecureRegistriesCountedUpTo134() {
        host.file(FILE, "[crio.image]\ninsecure_registries = [\"c.local\"]\n");
        assertThat(host.each("runtime_registries", "address")).isEqualTo(List.of("c.local"));
        host.installed("cri-o", "1.35.1-1");
        assertThat(host.each("runtime_registries", "address")).isEmpty();
    }

    @Test
    void handlers() {
        host.file(DROP_IN, """
                        [crio.runtime]
                        default_runtime = "crun"
                        [crio.runtime.runtimes.crun]
                        runtime_path = "/usr/libexec/crio/crun"
                        allowed_annotations = ["io.containers.trace-syscall"]
                        [crio.runtime.runtimes.kata]
                        runtime_path = "/opt/kata/bin/containerd-shim-kata-v2"
                        runtime_type = "vm"
                        privileged_without_host_devices = true
                        """).file("/usr/bin/crio", "").file("/usr/libexec/crio/crun", "");
        assertThat(host.each("runtime_handlers", "kind")).isEqualTo(List.of("crun", "kata"));
        assertThat(host.each("runtime_handlers", "standard")).isEqualTo(List.of(true, false));
        assertThat(host.each("runtime_handlers", "host_devices")).isEqualTo(List.of(true, false));
        assertThat(host.each("runtime_handlers", "missing"))
                .isEqualTo(List.of(List.of(), List.of("/opt/kata/bin/containerd-shim-kata-v2")));
        assertThat(host.fact("runtime_handlers.0.annotations")).isEqualTo(List.of("io.containers.trace-syscall"));
        assertThat(host.fact("runtime_handlers.1.annotations")).isEqualTo(List.of());
    }

    @Test
    void imagePolicy() {
        assertThat(crio("policy_default").toString()).startsWith("unknown: ");
        host.file("/etc/containers/policy.json", """
                {
                    "default": [{"type": "insecureAcceptAnything"}],
                    "transports": {"docker": {
                        "": [{"type": "insecureAcceptAnything"}],
                        "a.local": [{"type": "signedBy"}, {"type": "insecureAcceptAnything"}]}}
                }
                """);
        assertThat(crio("policy_default")).isEqualTo("insecureAcceptAnything");
        assertThat(crio("policy_unsigned")).isEqualTo(List.of("all other registries"));
        assertThat(host.source("crios.0.policy_default")).isEqualTo("/etc/containers/policy.json:2");
        host.file("/p.json", "{\"default\": [{\"type\": \"reject\"}]}")
                .file(FILE, "[crio.image]\nsignature_policy = \"/p.json\"\n");
        assertThat(crio("policy_default")).isEqualTo("reject");
        assertThat(crio("policy_file.path")).isEqualTo("/p.json");
    }

    @Test
    void hooksAndDevices() {
        host.file("/usr/share/containers/oci/hooks.d/a.json", "").file("/etc/cdi/b.yaml", "");
        assertThat(host.each("runtime_directories", "purpose")).isEqualTo(List.of("hooks", "CDI"));
    }

    @Test
    void whatItWouldRefuseIsNotKnown() {
        host.file(DROP_IN, "[crio.runtime]\npids_limit = \"many\"\n");
        assertThat(crio("pids_limit").toString()).startsWith("unknown: " + DROP_IN + ":2");
        host.file(DROP_IN, "[crio\n");
        assertThat(host.each("crios", "pids_limit")).first().asString().startsWith("unknown: " + DROP_IN + ":1");
        assertThat(host.each("runtime_registries", "address"))
                .first()
                .asString()
                .startsWith("unknown: ");
    }

    /** Whatever the files hold: facts come. */
    @Test
    void garbage() {
        String good = """
                [crio.runtime]
                default_capabilities = [1]
                hooks_dir = 3
                runtimes = 7
                [crio.api]
                listen = []
                [crio.metrics]
                enable_metrics = true
                metrics_port = 'x'
                [crio.image]
                signature_policy = '/etc'
                """;
        Random random = new Random(11);
        for (int i = 0; i < 100; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int edits = random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                text.replace(at, Math.min(text.length(), at + random.nextInt(3)), random.nextBoolean() ? "" : "'=[\n");
            }
            host.file(FILE, text.toString()).file("/etc/containers/registries.conf", text.toString());
            assertThat(host.each("crios", "log_level")).hasSize(1);
        }
    }
}
