package io.nodeward.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.profiles.Finding;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.NodeKind;
import io.nodeward.testbed.NodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nodes that kubeadm made are judged rightly, and so are such nodes with something changed: a change turns the verdicts that
 * it should and no others. Expected verdicts are written down below {@code src/test/nodes}; {@code -Dnodes.write=true}
 * writes those of the unchanged nodes anew, to be read by a person before they are committed.
 */
@Live
class KubeadmNodesTest {

    private static final Path NODES = Path.of("src/test/nodes");

    @TempDir
    static Path directory;

    private static final Map<String, NodeTree> TREES = new TreeMap<>();

    @BeforeAll
    static void nodes() {
        for (NodeKind kind : NodeKind.values()) {
            TREES.put(kind.label(), NodeTree.write(kind, directory.resolve(kind.label())));
        }
    }

    @ParameterizedTest
    @EnumSource(NodeKind.class)
    void asKubeadmMadeIt(NodeKind kind) throws IOException {
        StringBuilder verdicts = new StringBuilder();
        audit(tree(kind.label()))
                .forEach((control, verdict) ->
                        verdicts.append(verdict).append(' ').append(control).append('\n'));
        Path expected = NODES.resolve(kind.label() + ".txt");
        if (Boolean.getBoolean("nodes.write")) {
            Files.writeString(expected, verdicts);
        }
        assertThat(verdicts.toString()).isEqualTo(Files.readString(expected));
    }

    /** An audit reads what its controls read, and no less. */
    @Test
    void aControlAloneIsJudgedAsAmongAll() {
        for (Finding finding : Audits.of(tree("control-plane").root()).findings()) {
            Finding alone = Audits.of(
                            tree("control-plane").root(),
                            List.of(finding.control().id()))
                    .findings()
                    .getFirst();
            assertThat(alone).usingRecursiveComparison().isEqualTo(finding);
        }
    }

    @TestFactory
    Stream<DynamicTest> changed() throws IOException {
        List<NodeChange> changes = NodeChange.read(NODES.resolve("changes.yaml"));
        return changes.stream().map(change -> DynamicTest.dynamicTest(change.what(), () -> check(change)));
    }

    private static void check(NodeChange change) throws IOException {
        NodeTree original = tree(change.on());
        NodeTree tree =
                original.copyTo(Files.createTempDirectory(directory, "changed").resolve("root"));
        for (NodeChange.Step step : change.steps()) {
            step.apply(tree);
        }
        Map<String, String> turned = new TreeMap<>(audit(tree));
        turned.entrySet().removeAll(audit(original).entrySet());
        Map<String, String> unexpected = new TreeMap<>(turned);
        unexpected.entrySet().removeAll(change.then().entrySet());
        if (change.others()) {
            unexpected.values().removeIf("UNKNOWN"::equals);
        }
        Map<String, String> missing = new TreeMap<>(change.then());
        missing.entrySet().removeAll(turned.entrySet());
        assertThat(missing).as(change.what() + ": what should turn").isEmpty();
        assertThat(unexpected).as(change.what() + ": nothing else turns").isEmpty();
    }

    private static NodeTree tree(String name) {
        NodeTree tree = TREES.get(name);
        if (tree == null) {
            throw new IllegalArgumentException("there is no node " + name);
        }
        return tree;
    }

    /** Verdicts by control. */
    private static Map<String, String> audit(NodeTree tree) {
        Map<String, String> verdicts = new TreeMap<>();
        for (Finding finding : Audits.of(tree.root()).findings()) {
            verdicts.put(finding.control().id(), finding.verdict().name());
        }
        return verdicts;
    }
}
