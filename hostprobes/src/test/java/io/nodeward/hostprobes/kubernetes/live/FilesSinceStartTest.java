package io.nodeward.hostprobes.kubernetes.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kubelet's files are its own as long as the kernel's time of their last change lies before its start. */
class FilesSinceStartTest {

    private final Instant boot = Instant.now().minus(Duration.ofHours(2));

    @TempDir
    Path directory;

    @BeforeEach
    void aNode() throws IOException {
        write("/var/lib/kubelet/config.yaml", "port: 1\n");
        write("/etc/kubernetes/kubelet.conf.d/sub/10-a.conf", "port: 2\n");
        write("/proc/stat", "cpu 1 2 3\nbtime " + boot.getEpochSecond() + "\nprocesses 1\n");
    }

    private void write(String path, String text) throws IOException {
        Path file = directory.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String doubt(Instant started, String dropIns) throws IOException {
        long ticks = Duration.between(boot, started).toMillis() / 10;
        write("/proc/uptime", Duration.between(boot, Instant.now()).toMillis() / 1000.0 + " 1.00\n");
        write("/proc/812/stat", "812 (k) (S) S 1" + " 0".repeat(17) + " " + ticks + " 0\n");
        return doubt(dropIns);
    }

    private String doubt(String dropIns) throws IOException {
        Group kubelet = Group.builder()
                .put(
                        "config_file",
                        Group.builder()
                                .put("path", "/var/lib/kubelet/config.yaml", "x")
                                .build())
                .put("flag", Group.builder().put("config_dir", dropIns, "x").build())
                .build();
        try (HostRoot root = HostRoot.open(directory)) {
            HostProcess process = new HostProcess(root, 812, List.of("kubelet"), new Read.Found<>("/usr/bin/kubelet"));
            return new FilesSinceStart(root).doubt(kubelet, process);
        }
    }

    @Test
    void filesThatAreOlderAreThose() throws IOException {
        Instant later = Instant.now().plusSeconds(60);
        assertThat(doubt(later, "")).isEmpty();
        assertThat(doubt(later, "/etc/kubernetes/kubelet.conf.d")).isEmpty();
    }

    @Test
    void filesThatAreYoungerMayBeOthers() throws IOException {
        assertThat(doubt(Instant.now().minusSeconds(60), ""))
                .isEqualTo("/var/lib/kubelet/config.yaml was changed after it started");
    }

    @Test
    void timesThatTheirOwnerSetDoNotHideAChange() throws IOException {
        Instant started = Instant.now().minusSeconds(60);
        Files.setLastModifiedTime(
                directory.resolve("var/lib/kubelet/config.yaml"), FileTime.from(started.minusSeconds(1000)));
        assertThat(doubt(started, "")).contains("was changed after it started");
    }

    @Test
    void everyFileOfTheDropInDirectoryCounts() throws IOException, InterruptedException {
        Thread.sleep(200);
        Instant started = Instant.now();
        Thread.sleep(200);
        assertThat(doubt(started, "/etc/kubernetes/kubelet.conf.d")).isEmpty();
        Files.delete(directory.resolve("etc/kubernetes/kubelet.conf.d/sub/10-a.conf"));
        assertThat(doubt(started, "/etc/kubernetes/kubelet.conf.d"))
                .isEqualTo("/etc/kubernetes/kubelet.conf.d/sub was changed after it started");
        assertThat(doubt(started, "/nowhere")).isEqualTo("/nowhere cannot be looked at");
        assertThat(doubt(started, "relative")).isEqualTo("relative is a relative path");
    }

    @Test
    void aLinkThatWasTurnedIsAChange() throws IOException, InterruptedException {
        Path config = directory.resolve("var/lib/kubelet/config.yaml");
        Files.move(config, config.resolveSibling("old"));
        Files.writeString(config.resolveSibling("new"), "port: 3\n");
        Thread.sleep(200);
        Instant started = Instant.now();
        Thread.sleep(200);
        Files.createSymbolicLink(config, Path.of("new"));
        assertThat(doubt(started, "")).isEqualTo("/var/lib/kubelet/config.yaml was changed after it started");
    }

    @Test
    void whereTheStartCannotBeToldThereIsDoubt() throws IOException {
        assertThat(doubt("")).isEqualTo("it cannot be told when it started");
        assertThat(doubt(Instant.now().plusSeconds(60), "")).isEmpty();
        // a container's own idea of when it all began
        write("/proc/uptime", "60.00 1.00\n");
        assertThat(doubt("")).isEqualTo("it cannot be told when it started");
        write("/proc/uptime", "x\n");
        assertThat(doubt("")).isEqualTo("it cannot be told when it started");
    }
}
