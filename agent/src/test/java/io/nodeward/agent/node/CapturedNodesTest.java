package io.nodeward.agent.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.agent.report.Format;
import io.nodeward.agent.report.Formats;
import io.nodeward.agent.report.Report;
import io.nodeward.profiles.Finding;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two thousand captured nodes, processes included, each with a twist of its own and known truth: flags in every spelling that
 * the components take, merge orders, links, mounts, decoys, hostile files. One of them by hand:
 *
 * <pre>
 * mkdir /tmp/node; python3 -B agent/src/test/captured/build.py make kf-anon-bare /tmp/node
 * ./nodeward audit --root /tmp/node/root
 * </pre>
 *
 * {@code -Dcaptured.only='kf-*'} runs those alone.
 */
@Tag("live")
class CapturedNodesTest {

    private static final String BENCHMARK = "cis-k8s-1.12";

    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    static Path temporary;

    private static CapturedNodes captured;
    private static Path directory;

    @BeforeAll
    static void start() throws IOException {
        boolean root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        assumeTrue(root, "SKIPPED: captured nodes have owners and devices, which only root can make");
        captured = new CapturedNodes();
        // a tree is a few hundred small files, which takes a disk longer than the audit
        directory = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "captured-") : temporary;
    }

    @AfterAll
    static void stop() throws IOException {
        if (captured != null) {
            captured.close();
            Files.deleteIfExists(directory);
        }
    }

    @TestFactory
    Stream<DynamicTest> rightVerdicts() {
        PathMatcher only = FileSystems.getDefault().getPathMatcher("glob:" + System.getProperty("captured.only", "*"));
        return captured.nodes().stream()
                .filter(node -> only.matches(Path.of(node.id())))
                .map(node -> DynamicTest.dynamicTest(
                        node.id(), () -> captured.with(node, directory, root -> check(node, root))));
    }

    private static void check(CapturedNode node, Path root) {
        Report report = Audits.of(root);
        Map<String, String> verdicts = new TreeMap<>();
        for (Finding finding : report.findings()) {
            for (String id : finding.control().refs().getOrDefault(BENCHMARK, List.of())) {
                verdicts.put(id, finding.verdict().name());
            }
        }
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Set<String>> right : node.expect().entrySet()) {
            String verdict = verdicts.get(right.getKey());
            if (!right.getValue().contains(String.valueOf(verdict))) {
                wrong.add(right.getKey() + " is " + verdict + ", not " + right.getValue());
            }
        }
        assertThat(wrong).as(node.id() + ": " + node.why()).isEmpty();
        String text = new String(Formats.named("json").write(report, new Format.Style(false, 80, true)), UTF_8);
        for (String secret : captured.secrets()) {
            assertThat(text.contains(secret))
                    .as(node.id() + " keeps its secrets")
                    .isFalse();
        }
    }
}
