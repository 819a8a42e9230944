package io.nodeward.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution run by nobody, whom root's files are closed to: it says so, and nothing passes because of it. */
@Tag("dist")
class OrdinaryUserTest {

    private static final String CONTROL = """
            controls:
              - id: site
                title: Ours
                severity: high
                expr: host.live
                fail: It is not
                why: We say so
                remedy: {text: Mend it}
            """;

    @TempDir
    Path directory;

    private Path program;
    private Path tree;

    @BeforeEach
    void aProgramForEverybody() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        assumeTrue(succeeds("setpriv", "--reuid", "65534", "true"), "needs setpriv");
        allow(directory, "rwxr-xr-x");
        assertThat(succeeds("cp", "-r", "target/dist", directory.toString())).isTrue();
        program = directory.resolve("dist/bin/nodeward");
        tree = directory.resolve("tree");
        write("tree/etc/hostname", "n1\n");
    }

    @Test
    void itsOwnTreeIsAuditedAsByRoot() throws Exception {
        Ran ran = nobody("audit", "--root", tree.toString(), "--control", "kubelet-anonymous-auth");
        assertThat(ran.out).isEqualTo("n1 below " + tree + ", no Kubernetes: 1 not applicable\n");
        assertThat(ran.err).isEmpty();
        assertThat(ran.code).isZero();
    }

    @Test
    void aTreeThatItMayNotEnterIsRefused() throws Exception {
        allow(tree, "rwx------");
        Ran ran = nobody("audit", "--root", tree.toString());
        assertThat(ran.err)
                .isEqualTo("nodeward: cannot look at " + tree + ": permission denied\n"
                        + "  run as root, or name a directory that you may read\n");
        assertThat(ran.code).isEqualTo(3);
    }

    @Test
    void aFileThatItMayNotReadIsUnknown() throws Exception {
        write(
                "tree/etc/systemd/system/kubelet.service",
                "[Service]\nExecStart=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml\n");
        Path file = write("tree/var/lib/kubelet/config.yaml", "readOnlyPort: 0\n");
        allow(file, "rw-------");
        Ran ran = nobody("audit", "--root", tree.toString(), "--control", "kubelet-read-only-port");
        assertThat(ran.out).contains("UNKNOWN high", "permission denied", "/var/lib/kubelet/config.yaml");
        assertThat(ran.code).isEqualTo(1);
    }

    @Test
    void whatItIsToBeJudgedByAndMayNotReadIsTold() throws Exception {
        Path config = write(
                "config.yaml",
                "audit: {baselinesDirectory: " + directory + "/own/b, waiversDirectory: " + directory + "/own/w}\n");
        write("own/b/site.yaml", CONTROL);
        write("own/w/none.yaml", "waivers: []\n");
        List<String> audit = List.of(
                "audit",
                "--root",
                tree.toString(),
                "--config",
                config.toString(),
                "--format",
                "json",
                "--control",
                "kubelet-anonymous-auth");
        assertThat(nobody(audit).code).isZero();
        for (Path closed :
                List.of(directory.resolve("own"), directory.resolve("own/b"), directory.resolve("own/b/site.yaml"))) {
            var before = Files.getPosixFilePermissions(closed);
            allow(closed, "---------");
            Ran ran = nobody(audit);
            assertThat(ran.err).contains("permission denied; this host's own controls are not judged (local controls)");
            assertThat(ran.out).contains("\"probe\": \"local controls\"");
            assertThat(ran.code).describedAs(closed.toString()).isEqualTo(3);
            List<String> allowed = new ArrayList<>(audit);
            allowed.addAll(List.of("--unknown", "ok"));
            assertThat(nobody(allowed).code).isZero();
            Ran listed = nobody("controls", "--config", config.toString());
            assertThat(listed.err).contains("permission denied; this host's own controls are not judged");
            assertThat(listed.code).isZero();
            Files.setPosixFilePermissions(closed, before);
        }
        allow(directory.resolve("own/w"), "rwx------");
        Ran ran = nobody(audit);
        assertThat(ran.err).contains("findings that were accepted are shown as failed (waivers)");
        // what is not waived fails, so nothing passes that should not
        assertThat(ran.code).isZero();
    }

    @Test
    void aConfigurationThatItMayNotReadIsTold() throws Exception {
        Path config = write("config.yaml", "audit: {failOn: low}\n");
        allow(config, "rw-------");
        Ran named = nobody("audit", "--root", tree.toString(), "--config", config.toString());
        assertThat(named.err).startsWith("nodeward: cannot read the configuration " + config + ": permission denied\n");
        assertThat(named.code).isEqualTo(3);
        assumeTrue(succeeds("unshare", "-m", "mount", "--bind", directory.toString(), "/etc"), "needs mounts");
        write("etc/passwd", "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n");
        allow(write("etc/nodeward/config.yaml", "audit: {failOn: low}\n"), "rw-------");
        for (String closed : List.of("etc/nodeward/config.yaml", "etc/nodeward")) {
            allow(directory.resolve(closed), "---------");
            Ran ran = elsewhere("audit", "--root", tree.toString(), "--control", "kubelet-anonymous-auth");
            assertThat(ran.out).contains("could not look: /etc/nodeward/config.yaml: permission denied");
            assertThat(ran.err).contains("not everything that this host is to be judged by could be read");
            assertThat(ran.code).isEqualTo(3);
            ran = elsewhere("config", "check");
            assertThat(ran.err)
                    .startsWith(
                            "nodeward: cannot read the configuration /etc/nodeward/config.yaml: permission denied\n");
            assertThat(ran.code).isEqualTo(3);
        }
    }

    /** Below a private /etc. */
    private Ran elsewhere(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount --bind \"$0\" /etc && exec \"$@\"",
                directory.resolve("etc").toString()));
        command.addAll(asNobody(List.of(arguments)));
        return run(command);
    }

    private Ran nobody(String... arguments) throws Exception {
        return nobody(List.of(arguments));
    }

    private Ran nobody(List<String> arguments) throws Exception {
        return run(asNobody(arguments));
    }

    private List<String> asNobody(List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", program.toString()));
        command.addAll(arguments);
        return command;
    }

    /** What a process printed and how it ended. */
    private record Ran(String out, String err, int code) {}

    private Ran run(List<String> command) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        int code = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        return new Ran(Files.readString(out), Files.readString(err), code);
    }

    private static boolean succeeds(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void allow(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
