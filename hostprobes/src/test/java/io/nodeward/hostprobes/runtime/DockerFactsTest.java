package io.nodeward.hostprobes.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Docker's settings, as moby's main branch of August 2026 reads them; units as docker-ce brings them. */
class DockerFactsTest {

    private static final String FILE = "/etc/docker/daemon.json";
    private static final String COMMAND = "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock";

    @TempDir
    private Path directory;

    private RuntimeTree host;

    @BeforeEach
    void host() {
        host = new RuntimeTree(directory)
                .unit("docker.service", COMMAND)
                .file(
                        "/usr/lib/systemd/system/docker.socket",
                        "[Socket]\nListenStream=/run/docker.sock\nSocketMode=0660\nSocketGroup=docker\n");
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Object docker(String fact) {
        return host.fact("dockers.0." + fact);
    }

    @Test
    void noDocker(@TempDir Path empty) {
        try (RuntimeTree other = new RuntimeTree(empty)) {
            other.file(FILE, "{\"icc\": false}");
            assertThat(other.fact("dockers")).isEqualTo(List.of());
        }
    }

    @Test
    void defaults() {
        assertThat(docker("icc")).isEqualTo(true);
        assertThat(docker("iptables")).isEqualTo(true);
        assertThat(docker("userland_proxy")).isEqualTo(true);
        assertThat(docker("live_restore")).isEqualTo(false);
        assertThat(docker("no_new_privileges")).isEqualTo(false);
        assertThat(docker("experimental")).isEqualTo(false);
        assertThat(docker("log_level")).isEqualTo("info");
        assertThat(docker("log_driver")).isEqualTo("json-file");
        assertThat(docker("log_max_size")).isEqualTo("");
        assertThat(docker("seccomp_profile")).isEqualTo("builtin");
        assertThat(docker("seccomp_allows")).isEqualTo(false);
        assertThat(docker("userns_remap")).isEqualTo("");
        assertThat(docker("ulimits")).isEqualTo(List.of());
        assertThat(docker("kubernetes")).isEqualTo(false);
        assertThat(docker("config_file.exists")).isEqualTo(false);
        assertThat(host.fact("runtime_sockets")).isEqualTo(List.of("/run/docker.sock"));
        assertThat(host.fact("runtime_endpoints")).isEqualTo(List.of());
        assertThat(docker("socket_files")).isEqualTo(List.of("/usr/lib/systemd/system/docker.socket"));
    }

    @Test
    void settingsOfTheFile() {
        host.file(FILE, """
                        {
                        \t"icc": false,
                        \t"debug": true,
                        \t"live-restore": true,
                        \t"userns-remap": "default",
                        \t"no-new-privileges": true,
                        \t"default-ulimits": {"nofile": {"Name": "nofile", "Soft": 1, "Hard": 2}},
                        \t"log-opts": {"max-size": "10m"},
                        \t"storage-opts": ["dm.basesize=20G"],
                        \t"authorization-plugins": ["opa"],
                        \t"insecure-registries": ["10.0.0.0/8", "r.local:5000"],
                        \t"registry-mirrors": ["http://mirror.local"],
                        \t"seccomp-profile": "unconfined",
                        \t"runtimes": {"gvisor": {"path": "/usr/local/bin/runsc"}, "kata": {"runtimeType": "io.containerd.kata.v2"}}
                        }
                        """);
        assertThat(docker("icc")).isEqualTo(false);
        assertThat(host.source("dockers.0.icc")).isEqualTo(FILE + ":2");
        assertThat(docker("log_level")).isEqualTo("debug");
        assertThat(docker("live_restore")).isEqualTo(true);
        assertThat(docker("userns_remap")).isEqualTo("default");
        assertThat(docker("no_new_privileges")).isEqualTo(true);
        assertThat(docker("ulimits")).isEqualTo(List.of("nofile"));
        assertThat(docker("log_max_size")).isEqualTo("10m");
        assertThat(docker("storage_options")).isEqualTo(List.of("dm.basesize=20G"));
        assertThat(docker("authorization_plugins")).isEqualTo(List.of("opa"));
        assertThat(docker("seccomp_allows")).isEqualTo(true);
        assertThat(host.each("runtime_registries", "address"))
                .isEqualTo(List.of("10.0.0.0", "r.local:5000", "mirror.local"));
        assertThat(host.each("runtime_registries", "skip_verify")).isEqualTo(List.of(true, true, false));
        assertThat(host.each("runtime_handlers", "kind")).isEqualTo(List.of("runc", "gvisor", "kata"));
    }

    @Test
    void flags() {
        host.unit(
                "docker.service",
                COMMAND
                        + " --icc=false --live-restore --log-level=warn --default-ulimit nofile=1:2 --log-opt max-size=5m"
                        + " --insecure-registry r.local --storage-driver aufs");
        assertThat(docker("icc")).isEqualTo(false);
        assertThat(docker("live_restore")).isEqualTo(true);
        assertThat(docker("log_level")).isEqualTo("warn");
        assertThat(docker("ulimits")).isEqualTo(List.of("nofile"));
        assertThat(docker("log_max_size")).isEqualTo("5m");
        assertThat(docker("storage_driver")).isEqualTo("aufs");
        assertThat(host.source("dockers.0.icc")).isEqualTo("docker.service: --icc");
        assertThat(host.each("runtime_registries", "address")).isEqualTo(List.of("r.local"));
    }

    @Test
    void withASettingInBothItDoesNotStart() {
        host.file(FILE, "{\"icc\": true}").unit("docker.service", COMMAND + " --icc=false");
        assertThat(docker("icc").toString()).startsWith("unknown: " + FILE + ":1");
        host.file(FILE, "{\"hosts\": [\"tcp://0.0.0.0:2375\"]}");
        assertThat(host.each("runtime_endpoints", "address")).first().asString().startsWith("unknown: ");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', false, false",
        "'\"tls\": true,', '', true, true",
        "'\"tlsverify\": true,', '', true, true",
        "'\"tlsverify\": false,', '', true, false",
        "'', --tlsverify, true, true",
        "'', --tls, true, true",
        "'', --tlsverify=false, true, false",
    })
    void overTcp(String member, String flag, boolean tls, boolean clients) {
        host.file(FILE, "{" + member + "\"hosts\": [\"tcp://0.0.0.0:2376\", \"unix:///run/docker.sock\"]}")
                .unit("docker.service", "/usr/bin/dockerd " + flag);
        assertThat(host.each("runtime_endpoints", "address")).isEqualTo(List.of("tcp://0.0.0.0:2376"));
        assertThat(host.each("runtime_endpoints", "tls")).isEqualTo(List.of(tls));
        assertThat(host.each("runtime_endpoints", "client_certificates")).isEqualTo(List.of(clients));
        assertThat(host.fact("runtime_sockets")).isEqualTo(List.of("/run/docker.sock"));
    }

    @Test
    void shortHostFlags() {
        host.unit("docker.service", "/usr/bin/dockerd -Htcp://:2375 -H=unix:///a.sock -H unix:///b.sock");
        assertThat(host.each("runtime_endpoints", "address")).isEqualTo(List.of("tcp://0.0.0.0:2375"));
        assertThat(host.fact("runtime_sockets")).isEqualTo(List.of("/a.sock", "/b.sock"));
    }

    @Test
    void theSocketsUnitMayListenOnTcp() {
        host.file("/etc/systemd/system/docker.socket.d/tcp.conf", "[Socket]\nListenStream=\nListenStream=2375\n");
        assertThat(host.each("runtime_endpoints", "address")).isEqualTo(List.of("tcp://[::]:2375"));
        assertThat(host.source("runtime_endpoints.0.address"))
                .isEqualTo("/etc/systemd/system/docker.socket.d/tcp.conf:3");
        assertThat(host.fact("runtime_sockets")).isEqualTo(List.of());
    }

    @Test
    void membersOfItsGroup() {
        host.file("/run/docker.sock", "")
                .file("/etc/group", "root:x:0:\ndocker:x:998:alice,bob\n")
                .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\ncarol:x:1002:998::/home/carol:/bin/sh\n");
        // the test's own files belong to root's group, which counts for nothing
        assertThat(host.fact("runtime_sockets.0.members")).isIn(List.of(), List.of("alice", "bob", "carol"));
        assertThat(host.fact("runtime_sockets.0.file.path")).isEqualTo("/run/docker.sock");
    }

    @Test
    void certificates() {
        host.file(FILE, "{\"tlscacert\": \"/etc/docker/ca.pem\"}")
                .file("/etc/docker/ca.pem", "")
                .file("/etc/docker/certs.d/r.local/ca.crt", "")
                .file("/etc/docker/certs.d/r.local/README", "");
        assertThat(docker("tls_ca.exists")).isEqualTo(true);
        assertThat(docker("tls_key.exists")).isEqualTo(false);
        assertThat(docker("registry_certificates")).isEqualTo(List.of("/etc/docker/certs.d/r.local/ca.crt"));
    }

    @Test
    void contentTrust() {
        assertThat(docker("content_trust")).isEqualTo(false);
        host.file("/etc/environment", "PATH=/bin\nDOCKER_CONTENT_TRUST=1\n");
        assertThat(docker("content_trust")).isEqualTo(true);
        assertThat(host.source("dockers.0.content_trust")).isEqualTo("/etc/environment:2");
    }

    @Test
    void kubernetesByCriDockerd() {
        host.unit("cri-docker.service", "/usr/bin/cri-dockerd --container-runtime-endpoint fd://")
                .file("/usr/lib/systemd/system/cri-docker.socket", "[Socket]\nListenStream=%t/cri-dockerd.sock\n");
        assertThat(docker("kubernetes")).isEqualTo(true);
        assertThat(host.each("runtime_sockets", "runtime")).isEqualTo(List.of("cri-dockerd", "docker"));
        assertThat(host.fact("runtime_sockets.0.file.path")).isEqualTo("/run/cri-dockerd.sock");
        assertThat(host.each("runtime_endpoints", "address")).isEqualTo(List.of("0.0.0.0:0"));
        host.unit("cri-docker.service", "/usr/bin/cri-dockerd --streaming-bind-addr=127.0.0.1");
        assertThat(host.each("runtime_endpoints", "address")).isEqualTo(List.of("127.0.0.1:0"));
    }

    @Test
    void whatItWouldRefuseIsNotKnown() {
        host.file(FILE, "{\"icc\": \"no\", \"insecure-registries\": \"x\", \"log-level\": 5}");
        assertThat(docker("icc").toString()).startsWith("unknown: " + FILE + ":1");
        assertThat(docker("log_level").toString()).startsWith("unknown: ");
        assertThat(host.each("runtime_registries", "address"))
                .first()
                .asString()
                .startsWith("unknown: ");
        host.file(FILE, "{\"icc\": ");
        assertThat(host.each("dockers", "icc")).first().asString().startsWith("unknown: ");
        host.file(FILE, "[]");
        assertThat(host.each("dockers", "icc")).first().asString().contains("no JSON object");
    }

    /** Lists without an end are cut, and say so. */
    @Test
    void tooMany() {
        StringBuilder text = new StringBuilder("{\"insecure-registries\": [");
        for (int i = 0; i < 20_000; i++) {
            text.append("\"r").append(i).append("\",");
        }
        text.append("\"z\"], \"runtimes\": {");
        for (int i = 0; i < 1000; i++) {
            text.append("\"r").append(i).append("\": {},");
        }
        host.file(FILE, text.append("\"z\": {}}}").toString());
        List<Object> registries = host.each("runtime_registries", "address");
        assertThat(registries).hasSize(10_001);
        assertThat(registries.getLast().toString()).startsWith("unknown: ");
        List<Object> handlers = host.each("runtime_handlers", "name");
        assertThat(handlers).hasSize(201);
        assertThat(handlers.getLast().toString()).startsWith("unknown: ");
    }

    @Test
    void anEmptyFileIsNone() {
        host.file(FILE, " \n");
        assertThat(docker("icc")).isEqualTo(true);
    }

    /** Whatever the file holds: facts come. */
    @Test
    void garbage() {
        String good =
                "{\n\"hosts\": [\"tcp://x\", 5],\n\"runtimes\": {\"a\": 1, \"b\": {\"path\": []}},\n\"log-opts\": []\n"
                        + ",\"seccomp-profile\": \"/etc\", \"tls\": \"x\", \"network-diagnostic-port\": {} }";
        Random random = new Random(13);
        for (int i = 0; i < 100; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int edits = random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                text.replace(at, Math.min(text.length(), at + random.nextInt(3)), random.nextBoolean() ? "" : "\"{[\n");
            }
            host.file(FILE, text.toString());
            assertThat(host.each("dockers", "icc")).hasSize(1);
        }
    }
}
