package io.nodeward.hostprobes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.binaries.BinaryChecks;
import io.nodeward.hostprobes.cloud.MetadataLeave;
import io.nodeward.hostprobes.disk.DiskLeave;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.kubernetes.live.LiveAccess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever lies where a node's files should, all facts are read in bounded time: what cannot be understood is unknown,
 * and the rest is as it was.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HostileHostTest {

    private static final String CONFIG = "/var/lib/kubelet/config.yaml";
    private static final String MANIFEST = "/etc/kubernetes/manifests/kube-apiserver.yaml";
    private static final String MARK = "a-mark-from-outside";

    /** Everything of the node that somebody could have replaced. */
    private static final List<String> FILES = List.of(
            CONFIG,
            MANIFEST,
            "/etc/kubernetes/audit.yaml",
            "/etc/kubernetes/encryption.yaml",
            "/etc/kubernetes/kubelet.conf",
            "/etc/kubernetes/pki/ca.crt",
            "/etc/kubernetes/pki/ca.key",
            "/etc/systemd/system/kubelet.service",
            "/etc/passwd",
            "/etc/group",
            "/etc/hostname",
            "/etc/os-release",
            "/etc/containerd/config.toml",
            "/etc/cni/net.d/10-a.conflist",
            "/var/lib/dpkg/status",
            "/usr/sbin/sshd",
            "/etc/ssh/sshd_config",
            "/etc/shadow",
            "/etc/sudoers",
            "/proc/net/tcp",
            "/proc/812/status",
            "/proc/812/cgroup",
            "/proc/812/mountinfo",
            "/proc/812/stat",
            "/proc/900/cmdline",
            "/proc/900/environ");

    @TempDir
    Path temp;

    private Path root;

    @BeforeEach
    void aNode() throws IOException {
        root = Files.createDirectories(temp.resolve("root"));
        for (String path : FILES) {
            write(path, "\n");
        }
        write(CONFIG, """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                authentication: {anonymous: {enabled: false}}
                staticPodPath: /etc/kubernetes/manifests
                """);
        write(MANIFEST, """
                apiVersion: v1
                kind: Pod
                metadata: {name: kube-apiserver, namespace: kube-system}
                spec:
                  containers:
                  - name: kube-apiserver
                    command: [kube-apiserver, --audit-policy-file=/etc/kubernetes/audit.yaml,
                      --encryption-provider-config=/etc/kubernetes/encryption.yaml]
                    volumeMounts: [{name: k, mountPath: /etc/kubernetes}]
                  volumes: [{name: k, hostPath: {path: /etc/kubernetes}}]
                """);
        write("/etc/systemd/system/kubelet.service", """
                [Service]
                ExecStart=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --kubeconfig=/etc/kubernetes/kubelet.conf
                """);
        write("/var/lib/dpkg/status", "Package: kubelet\nStatus: install ok installed\nVersion: 1.36.3-1.1\n\n");
        process(1, "/init.scope", "/sbin/init");
        process(
                812,
                "/system.slice/kubelet.service",
                "/usr/bin/kubelet",
                "--config=/var/lib/kubelet/config.yaml",
                "--kubeconfig=/etc/kubernetes/kubelet.conf");
        process(900, "/system.slice/etcd.service", "/usr/bin/etcd", "--data-dir=/var/lib/etcd");
    }

    private void process(int pid, String cgroup, String... arguments) throws IOException {
        String directory = "/proc/" + pid + "/";
        write(directory + "cmdline", String.join("\0", arguments) + "\0");
        write(directory + "status", "Name:\tx\nUid:\t0\t0\t0\t0\n");
        write(directory + "stat", pid + " (x) S 1" + " 0".repeat(17) + " 4711 0\n");
        write(directory + "cgroup", "0::" + cgroup + "\n");
        write(directory + "mountinfo", "21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n");
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private HostFacts read() throws IOException {
        try (HostRoot host = HostRoot.open(root)) {
            return HostFacts.read(host, new HostFacts.Options(true));
        }
    }

    private static Node at(HostFacts facts, String... path) {
        Node node = facts.facts();
        for (String name : path) {
            Node list = node;
            node = list instanceof Many many ? many.items().getFirst().node() : list;
            node = Objects.requireNonNull(((Group) node).get(name), name);
        }
        return node;
    }

    private static Node anonymous(HostFacts facts) {
        return at(facts, "kubelets", "config", "authentication", "anonymous", "enabled");
    }

    /** All that a report could show. */
    private static void everything(Node node, StringBuilder out) {
        switch (node) {
            case Group group -> {
                for (String name : group.names()) {
                    Node child = group.get(name);
                    if (child != null) {
                        everything(child, out);
                    }
                }
            }
            case Many many -> {
                out.append(many.source());
                for (Many.Item item : many.items()) {
                    out.append(item.key());
                    everything(item.node(), out);
                }
            }
            default -> out.append(node).append('\n');
        }
    }

    /** What somebody may put in a file's place. */
    enum Thing {
        FIFO,
        DEVICE,
        LOOP,
        DIRECTORY,
        HUGE,
        BINARY,
        ONE_LINE,
        DEEP_MAPPINGS,
        DEEP_LISTS,
        BOMB,
        UNREADABLE_NAME;

        void put(Path file) throws Exception {
            Files.delete(file);
            switch (this) {
                case FIFO -> run("mkfifo", file.toString());
                case DEVICE -> run("mknod", file.toString(), "c", "1", "5"); // /dev/zero, which has no end
                case LOOP -> Files.createSymbolicLink(file, file.getFileName());
                case DIRECTORY -> Files.createDirectory(file);
                case HUGE -> {
                    // without blocks: it is only said to be that large
                    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
                        huge.setLength(8L << 30);
                    }
                }
                case BINARY -> {
                    byte[] noise = new byte[256 << 10];
                    new Random(4711).nextBytes(noise);
                    Files.write(file, noise);
                }
                case ONE_LINE -> Files.writeString(file, "a".repeat(900_000));
                case DEEP_MAPPINGS -> Files.writeString(file, "{a: ".repeat(100_000));
                case DEEP_LISTS -> Files.writeString(file, "[".repeat(400_000));
                case BOMB -> {
                    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
                    for (int i = 1; i < 12; i++) {
                        bomb.append("a" + i + ": &a" + i + " [")
                                .append(("*a" + (i - 1) + ", ").repeat(10))
                                .append("]\n");
                    }
                    Files.writeString(file, bomb);
                }
                case UNREADABLE_NAME -> Files.createSymbolicLink(file, Path.of("/" + "d/".repeat(1500)));
            }
        }

        private static void run(String... command) throws Exception {
            assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneFileIsSomethingElse(Thing thing) throws Exception {
        assumeTrue(
                thing != Thing.DEVICE
                        || Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "only root makes devices");
        Set<String> names = new TreeSet<>(read().facts().names());
        assertThat(((Known) anonymous(read())).value()).isEqualTo(false);
        assertThat(at(read(), "apiservers")).isInstanceOf(Many.class);
        for (String path : FILES) {
            Path file = root.resolve(path.substring(1));
            Path kept = Files.move(file, temp.resolve("kept"));
            Files.createFile(file);
            thing.put(file);
            long start = System.nanoTime();
            HostFacts facts = read();
            long seconds = (System.nanoTime() - start) / 1_000_000_000;
            // a probe that hangs is left behind after ten seconds, which would show as an error too
            assertThat(facts.errors()).as(path).isEmpty();
            assertThat(seconds).as(path).isLessThan(10);
            assertThat(facts.facts().names()).as(path).containsAll(names);
            boolean config = path.equals(CONFIG);
            if (config) {
                assertThat(anonymous(facts)).as(thing.toString()).isInstanceOf(Unknown.class);
            } else if (!path.startsWith("/proc/") && !path.endsWith("kubelet.service")) {
                assertThat(((Known) anonymous(facts)).value()).as(path).isEqualTo(false);
            }
            if (path.equals(MANIFEST) && thing == Thing.HUGE) {
                // the kubelet passes over the others too, but this it may have read
                assertThat(certain(at(facts, "apiservers")))
                        .as(thing.toString())
                        .isFalse();
            }
            Files.delete(file);
            Files.move(kept, file);
        }
    }

    private static boolean certain(Node list) {
        return list instanceof Many many && many.items().stream().noneMatch(item -> item.node() instanceof Unknown);
    }

    /** Does something again and again while a test looks. */
    private static final class Meanwhile implements AutoCloseable {
        private final Thread thread;
        private volatile boolean over;
        private final AtomicInteger rounds = new AtomicInteger();

        interface Round {
            void once(int number) throws IOException;
        }

        Meanwhile(Round round) {
            thread = Thread.ofPlatform().start(() -> {
                while (!over) {
                    try {
                        round.once(rounds.get());
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    rounds.incrementAndGet();
                }
            });
        }

        int rounds() {
            return rounds.get();
        }

        @Override
        public void close() {
            over = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void processesComeGoAndChangeWhileTheyAreRead() throws Exception {
        Path proc = root.resolve("proc");
        List<String> impostors = List.of("kubelet", "kube-apiserver", "etcd", "sh");
        try (Meanwhile changes = new Meanwhile(round -> {
            int pid = 1000 + round % 50;
            Path own = Files.createDirectories(proc.resolve(Integer.toString(pid)));
            Files.writeString(own.resolve("cmdline"), impostors.get(round % 4) + "\0--config=/etc/shadow\0");
            Files.writeString(own.resolve("status"), "Uid:\t" + (round % 2 == 0 ? "0" : "1000") + "\n");
            Files.writeString(own.resolve("cgroup"), "0::/user.slice/user-1000.slice\n");
            Path renamed = proc.resolve(Integer.toString(pid + 100));
            Files.move(own, renamed);
            for (String name : List.of("cmdline", "status", "cgroup")) {
                Files.delete(renamed.resolve(name));
            }
            Files.delete(renamed);
        })) {
            long end = System.nanoTime() + 3_000_000_000L;
            int reads = 0;
            while (System.nanoTime() < end || changes.rounds() < 50 || reads < 20) {
                HostFacts facts = read();
                reads++;
                assertThat(facts.errors()).isEmpty();
                Many kubelets = (Many) at(facts, "kubelets");
                assertThat(kubelets.items()).extracting(Many.Item::key).containsExactly("pid 812");
                assertThat(((Known) anonymous(facts)).value()).isEqualTo(false);
                StringBuilder all = new StringBuilder();
                everything(at(facts, "kubelets"), all);
                assertThat(all).doesNotContain("/etc/shadow");
            }
        }
    }

    /** The directory of the kubelet's configuration changes places with links that lead out of the root. */
    @Test
    void aTreeThatIsTurnedIntoLinksWhileItIsReadLeadsNowhere() throws Exception {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.writeString(
                outside.resolve("config.yaml"),
                Files.readString(root.resolve(CONFIG.substring(1))).replace("enabled: false", "enabled: true")
                        + "clusterDomain: " + MARK + "\n");
        Path real = root.resolve("var/lib/kubelet");
        Path parked = root.resolve("var/lib/parked");
        Path absolute = Files.createSymbolicLink(root.resolve("var/lib/absolute"), outside);
        Path relative = Files.createSymbolicLink(root.resolve("var/lib/relative"), Path.of("../../../outside"));
        assertThat(Files.readString(relative.resolve("config.yaml"))).contains(MARK);
        int known = 0;
        try (Meanwhile swaps = new Meanwhile(round -> {
            Path trap = round % 2 == 0 ? absolute : relative;
            Files.move(real, parked);
            Files.move(trap, real, StandardCopyOption.ATOMIC_MOVE);
            Files.move(real, trap, StandardCopyOption.ATOMIC_MOVE);
            Files.move(parked, real);
        })) {
            long end = System.nanoTime() + 4_000_000_000L;
            int reads = 0;
            while (System.nanoTime() < end || swaps.rounds() < 50 || reads < 50) {
                HostFacts facts = read();
                reads++;
                assertThat(facts.errors()).isEmpty();
                StringBuilder all = new StringBuilder();
                everything(facts.facts(), all);
                assertThat(all).doesNotContain(MARK);
                if (anonymous(facts) instanceof Known value && !value.source().startsWith("default")) {
                    assertThat(value.value()).isEqualTo(false);
                    known++;
                }
            }
        }
        // neither did it shut the reader out altogether
        assertThat(known).isPositive();
    }

    private HostFacts read(HostFacts.Patience patience, Probes.Probe... probes) throws IOException {
        try (HostRoot host = HostRoot.open(root)) {
            return HostFacts.read(
                    new Survey(
                            host,
                            LiveAccess.of(host, () -> true),
                            () -> MetadataLeave.never("this is a test"),
                            () -> DiskLeave.AUTO,
                            () -> BinaryChecks.USUAL),
                    List.of(probes),
                    patience);
        }
    }

    @Test
    void whatNobodyWantsIsNotLookedAt() throws IOException {
        try (HostRoot host = HostRoot.open(root)) {
            Group facts = HostFacts.read(
                            host,
                            new HostFacts.Options(
                                    () -> true,
                                    name -> name.equals("seccomp"),
                                    () -> MetadataLeave.ALWAYS,
                                    () -> DiskLeave.ALWAYS,
                                    () -> BinaryChecks.USUAL))
                    .facts();
            assertThat(facts.names()).contains("host", "kubernetes", "kubelets", "seccomp");
            assertThat(facts.names()).doesNotContain("kernel", "containers", "apparmor", "special_files");
        }
    }

    private static Probes.Probe good(String name) {
        return new Probes.Probe(name, _ -> new Known(name, "here"));
    }

    /** Does not even listen to an interrupt. */
    private static Probes.Probe hanging(String name) {
        return new Probes.Probe(name, _ -> {
            while (true) {
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    // on it goes
                }
            }
        });
    }

    @Test
    void aProbeThatHangsIsLeftBehind() throws IOException {
        long start = System.nanoTime();
        HostFacts facts = read(
                new HostFacts.Patience(1500, 60_000),
                good("first"),
                hanging("second"),
                good("third"),
                hanging("fourth"));
        assertThat((System.nanoTime() - start) / 1_000_000).isBetween(2_900L, 60_000L);
        assertThat(facts.facts().get("first")).isEqualTo(new Known("first", "here"));
        assertThat(facts.facts().get("third")).isEqualTo(new Known("third", "here"));
        assertThat(facts.facts().get("second"))
                .isEqualTo(new Unknown(
                        "the probe took longer than 1500 milliseconds and was left behind", "probe second"));
        assertThat(facts.errors()).extracting(HostFacts.ProbeError::probe).containsExactly("second", "fourth");
    }

    @Test
    void allTogetherHaveTheirTimeToo() throws IOException {
        long start = System.nanoTime();
        HostFacts facts = read(
                new HostFacts.Patience(60_000, 1500), good("first"), hanging("second"), good("third"), good("fourth"));
        assertThat((System.nanoTime() - start) / 1_000_000).isBetween(1_400L, 60_000L);
        assertThat(facts.facts().get("first")).isEqualTo(new Known("first", "here"));
        assertThat(facts.errors())
                .extracting(HostFacts.ProbeError::message)
                .containsExactly(
                        "was left behind: all probes together took longer than 1500 milliseconds",
                        "was not begun: all probes together took longer than 1500 milliseconds",
                        "was not begun: all probes together took longer than 1500 milliseconds");
    }

    @Test
    void aProbeThatFailsQuotesNothing() throws IOException {
        HostFacts facts = read(
                new HostFacts.Patience(10_000, 60_000),
                new Probes.Probe("broken", _ -> {
                    throw new IllegalStateException(MARK);
                }),
                new Probes.Probe("endless", _ -> new Known(deep(0), "here")),
                good("last"));
        assertThat(facts.facts().get("last")).isEqualTo(new Known("last", "here"));
        assertThat(facts.errors()).hasSize(2);
        assertThat(facts.errors().get(0).message())
                .startsWith("failed: IllegalStateException at ")
                .doesNotContain(MARK);
        assertThat(facts.errors().get(1).message()).startsWith("failed: StackOverflowError");
    }

    private static int deep(int depth) {
        return depth < 0 ? 0 : 1 + deep(depth + 1) / 2;
    }
}
