package io.nodeward.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.LiveNode;
import io.nodeward.testbed.NodeTree;
import io.nodeward.testbed.Testbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The control plane that kubeadm wrote, really running with a real kubelet, is judged as its files are. The audit is the
 * distribution's, run on that node, whose {@code /} is the tree.
 */
@Live
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LiveNodeTest {

    private static final Path DIST = Path.of("target/dist").toAbsolutePath();
    private static final Path PROGRAM = DIST.resolve("bin/nodeward");

    /** What can only be told where something runs. */
    private static final Set<String> UNDECIDED = Set.of("UNKNOWN", "NOT_APPLICABLE");

    /** How the names of controls begin whose subject is not in files at all. */
    private static final Set<String> OF_A_RUNNING_HOST = Set.of(
            "apparmor",
            "boot",
            "cgroup",
            "cmdline",
            "container",
            "containerd",
            "cpu",
            "firewall",
            "interface",
            "kconfig",
            "kexec",
            "mac",
            "metadata",
            "module",
            "mount",
            "open",
            "modules",
            "runtime",
            "same",
            "seccomp",
            "secure",
            "selinux",
            "swap",
            "sysctl",
            "uevent",
            "unprivileged");

    /** Whose subject is the whole disk: the node that runs has programs on it which its capture leaves out. */
    private static final Set<String> OF_THE_DISK =
            Set.of("capabilities", "devices", "files", "nodeward", "path", "sgid", "suid", "world");

    private static final int NOBODY = 65534;

    private static NodeTree files;
    private static LiveNode node;

    @BeforeAll
    static void theNodeRuns(Testbed bed) {
        boolean root = LiveNode.possible();
        if (!root) {
            System.err.println("SKIPPED LiveNodeTest: a whole node takes root and namespaces; run as root");
        }
        assumeTrue(root, "a whole node takes root and namespaces");
        node = LiveNode.start(bed, bed.controlPlane(), DIST);
        files = bed.controlPlane();
    }

    @Test
    void aNodeThatRunsIsJudgedAsItsCaptureAndItsFiles(@TempDir Path directory) throws IOException {
        Map<String, String> live = verdicts(node.on("/opt/program/bin/nodeward", "audit", "--format", "json"));
        Map<String, String> captured =
                verdicts(here("audit", "--root", node.capture(directory).root().toString(), "--format", "json"));
        assertThat(live).hasSizeGreaterThan(200).containsValues("PASS", "FAIL");
        // the one thing that no copy shows: what the kubelet's files were when it started
        assertThat(live).containsEntry("kubelet-drift", "PASS");
        assertThat(captured).containsEntry("kubelet-drift", "UNKNOWN");
        captured.put("kubelet-drift", "PASS");
        // and of the kernel and of sockets, what the copy leaves out
        live.forEach((control, verdict) -> {
            if (ofARunningHost(control)) {
                captured.replace(control, "UNKNOWN", verdict);
            }
        });
        live.keySet().removeIf(control -> OF_THE_DISK.contains(subject(control)));
        captured.keySet().removeIf(control -> OF_THE_DISK.contains(subject(control)));
        // its directory, which is none of the node's files
        captured.replace("containerd-state-directory", "NOT_APPLICABLE", live.get("containerd-state-directory"));
        assertThat(captured).isEqualTo(live);

        // the outside sees the same files and no process of that node, for there is no /proc in them
        Map<String, String> stopped =
                verdicts(here("audit", "--root", files.root().toString(), "--format", "json"));
        stopped.keySet().removeIf(control -> OF_THE_DISK.contains(subject(control)));
        assertThat(stopped).containsOnlyKeys(live.keySet());
        List<String> different = new ArrayList<>();
        stopped.forEach((control, verdict) -> {
            if (!verdict.equals(live.get(control)) && !UNDECIDED.contains(verdict)) {
                different.add(control + ": " + verdict + " in the files, " + live.get(control) + " live");
            }
        });
        assertThat(different).isEmpty();
        List<String> unknown = new ArrayList<>();
        stopped.forEach((control, verdict) -> {
            if (verdict.equals("UNKNOWN") && !ofARunningHost(control)) {
                unknown.add(control);
            }
        });
        assertThat(unknown).hasSizeLessThan(50);
    }

    private static boolean ofARunningHost(String control) {
        return OF_A_RUNNING_HOST.contains(subject(control));
    }

    private static String subject(String control) {
        return control.split("-", 2)[0];
    }

    /** What somebody may not read never becomes a verdict: not one that is better, nor worse, nor that nothing is there. */
    @Test
    void nobodyIsToldWhatHeCouldNotSee(@TempDir Path directory) throws IOException {
        JsonNode root = audit();
        compare(root, json(node.as(NOBODY, "/opt/program/bin/nodeward", "audit", "--format", "json")));

        // and where no process tells anything
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path program = directory.resolve("program");
        Path image = directory.resolve("image");
        copy(DIST, program);
        copy(files.root(), image);
        List<String> audit = List.of(
                program.resolve("bin/nodeward").toString(), "audit", "--root", image.toString(), "--format", "json");
        List<String> asNobody = new ArrayList<>(List.of(
                "setpriv",
                "--reuid",
                Integer.toString(NOBODY),
                "--regid",
                Integer.toString(NOBODY),
                "--clear-groups",
                "--"));
        asNobody.addAll(audit);
        compare(json(new ProcessBuilder(audit)), json(new ProcessBuilder(asNobody)));
        // the kubelet's own configuration hidden as well
        Files.setPosixFilePermissions(
                image.resolve("var/lib/kubelet/config.yaml"), PosixFilePermissions.fromString("rw-------"));
        compare(json(new ProcessBuilder(audit)), json(new ProcessBuilder(asNobody)));
    }

    private static void compare(JsonNode root, JsonNode nobody) {
        List<String> turned = new ArrayList<>();
        int hidden = 0;
        for (JsonNode full : root.get("findings")) {
            String control = full.get("control").asText();
            JsonNode less = finding(nobody, control);
            String before = full.get("verdict").asText();
            String after = less.get("verdict").asText();
            if (after.equals("UNKNOWN") && !before.equals("UNKNOWN")) {
                hidden++;
                assertThat(less.get("reason").asText()).as(control).contains(" is unknown: ");
            } else if (!after.equals(before)) {
                turned.add(control + ": " + before + " became " + after + ", " + less.get("reason"));
            }
        }
        assertThat(turned).isEmpty();
        assertThat(hidden).isGreaterThan(50);
        assertThat(nobody.toString()).contains("permission denied");
    }

    private static void copy(Path from, Path to) throws IOException {
        assertThat(new ProcessBuilder("cp", "--archive", from.toString(), to.toString())
                        .start()
                        .onExit()
                        .join()
                        .exitValue())
                .isZero();
    }

    @Test
    void theKubeletIsAskedAndAnEditedFileIsNotWhatRuns() throws IOException {
        JsonNode kubelet = kubelet();
        assertThat(kubelet.at("/live/answered/value").asBoolean())
                .as(kubelet.at("/live/reason/value").asText())
                .isTrue();
        // its own certificate is not let in: the node authorizer gives no node its own configuration
        assertThat(kubelet.at("/live/reason/value").asText())
                .isEqualTo("asked with the API server's client certificate for kubelets"
                        + " (/etc/kubernetes/pki/apiserver-kubelet-client.crt)");
        assertThat(kubelet.at("/drift/items")).isEmpty();

        String config = "/var/lib/kubelet/config.yaml";
        String before = Files.readString(files.path(config));
        files.edit(config, text -> text.replace("  anonymous:\n    enabled: false", "  anonymous:\n    enabled: true"));
        try {
            JsonNode report = audit();
            assertThat(finding(report, "kubelet-anonymous-auth").get("verdict").asText())
                    .isEqualTo("PASS");
            assertThat(finding(report, "kubelet-anonymous-auth").toString())
                    .contains("https://127.0.0.1:10250/configz", config);
            JsonNode drift = finding(report, "kubelet-drift");
            assertThat(drift.get("verdict").asText()).isEqualTo("FAIL");
            assertThat(drift.get("reason").asText())
                    .isEqualTo("A restart would change authentication.anonymous.enabled from false to true");

            // nobody asks: the time of the edit is what is left
            JsonNode offline = finding(audit("--offline"), "kubelet-drift");
            assertThat(offline.get("verdict").asText()).isEqualTo("UNKNOWN");
            assertThat(offline.get("reason").asText()).contains(config + " was changed after it started");
        } finally {
            Files.writeString(files.path(config), before);
        }
    }

    private static JsonNode kubelet() throws IOException {
        JsonNode facts = json(node.on("/opt/program/bin/nodeward", "facts", "kubelets", "--format", "json"));
        JsonNode items = facts.at("/kubelets/items");
        assertThat(items).hasSize(1);
        return items.get(0).get("fact");
    }

    private static JsonNode audit(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("/opt/program/bin/nodeward", "audit", "--format", "json"));
        command.addAll(List.of(options));
        return json(node.on(command.toArray(String[]::new)));
    }

    private static JsonNode finding(JsonNode report, String control) {
        for (JsonNode finding : report.get("findings")) {
            if (finding.get("control").asText().equals(control)) {
                return finding;
            }
        }
        throw new AssertionError("no finding of " + control);
    }

    private static ProcessBuilder here(String... arguments) {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static Map<String, String> verdicts(ProcessBuilder audit) throws IOException {
        JsonNode report = json(audit);
        assertThat(report.get("errors")).isEmpty();
        Map<String, String> verdicts = new TreeMap<>();
        for (JsonNode finding : report.get("findings")) {
            verdicts.put(finding.get("control").asText(), finding.get("verdict").asText());
        }
        return verdicts;
    }

    private static JsonNode json(ProcessBuilder builder) throws IOException {
        Path errors = Files.createTempFile("nodeward", ".err");
        try {
            Process process = builder.redirectError(errors.toFile()).start();
            byte[] out = process.getInputStream().readAllBytes();
            assertThat(process.onExit().join().exitValue())
                    .as(() -> readable(errors))
                    .isIn(0, 1);
            return Objects.requireNonNull(new ObjectMapper().readTree(out));
        } finally {
            Files.delete(errors);
        }
    }

    private static String readable(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
