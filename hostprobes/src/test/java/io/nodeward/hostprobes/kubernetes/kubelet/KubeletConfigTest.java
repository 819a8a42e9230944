package io.nodeward.hostprobes.kubernetes.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.PathMap;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.kubernetes.flags.GoText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Compares the effective configuration with what real kubelets made of the same inputs, version by version. */
class KubeletConfigTest {

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> inputs() throws IOException {
        return tests("kubelet-config.txt");
    }

    @TestFactory
    Stream<DynamicTest> combinations() throws IOException {
        return tests("kubelet-config-random.txt");
    }

    private Stream<DynamicTest> tests(String table) throws IOException {
        List<KubeletCases.Case> cases = KubeletCases.read(table);
        List<DynamicTest> tests = new ArrayList<>(cases.size());
        for (int i = 0; i < cases.size(); i++) {
            KubeletCases.Case each = cases.get(i);
            Path root = directory.resolve(Integer.toString(i));
            tests.add(DynamicTest.dynamicTest(each.name, () -> check(each, root)));
        }
        return tests.stream();
    }

    private static void check(KubeletCases.Case inputs, Path directory) throws IOException {
        inputs.write(directory);
        List<String> wrong = new ArrayList<>();
        try (HostRoot root = HostRoot.open(directory)) {
            for (KubeletCases.Row row : inputs.rows) {
                KubeletStart start = KubeletStart.of(
                        root,
                        Argument.all(inputs.arguments(), "argv: "),
                        new Read.Found<>("/k"),
                        PathMap.identity(),
                        row.minor());
                Node node = find(start.config().group(), row.field());
                if (!matches(node, row.value())) {
                    wrong.add("v1." + row.minor() + " " + row.field() + " is " + described(node) + ", not "
                            + row.value());
                }
            }
        }
        assertThat(wrong).as(inputs.name + " " + inputs.arguments()).isEmpty();
    }

    private static @Nullable Node find(Group group, String path) {
        Node at = group;
        for (String name : path.split("\\.")) {
            at = at instanceof Group inner ? inner.get(name) : null;
        }
        return at;
    }

    private static boolean matches(@Nullable Node node, String expected) {
        return switch (node) {
            case null -> expected.equals("unset");
            case Unknown _ -> expected.equals("refused");
            case Known(Duration value, String _, List<?> _) ->
                value.equals(
                        expected.startsWith("\"") ? GoText.duration(KubeletCases.unquoted(expected)) : Duration.ZERO);
            case Known known when expected.equals("unset") -> zero(known.value());
            case Many many when expected.equals("unset") -> many.items().isEmpty();
            default -> described(node).equals(expected);
        };
    }

    private static boolean zero(Object value) {
        return value.equals(false)
                || value.equals(0L)
                || value.equals(0.0)
                || value.equals("")
                || value.equals(List.of())
                || value.equals(Map.of());
    }

    private static String described(@Nullable Node node) {
        return switch (node) {
            case null -> "unset";
            case Unknown unknown -> "refused (" + unknown.source() + " " + unknown.reason() + ")";
            case Known known -> json(known.value());
            case Many many -> {
                List<String> items = new ArrayList<>();
                for (Many.Item item : many.items()) {
                    items.add(described(item.node()));
                }
                yield "[" + String.join(", ", items) + "]";
            }
            case Group group -> {
                // the kubelet leaves out what is empty in an element of a list
                List<String> members = new ArrayList<>();
                group.names().stream().sorted().forEach(name -> {
                    Node member = group.get(name);
                    if (!(member instanceof Known known && zero(known.value()) && !name.equals("numaNode"))) {
                        members.add("\"" + name + "\": " + described(member));
                    }
                });
                yield "{" + String.join(", ", members) + "}";
            }
        };
    }

    private static String json(Object value) {
        return switch (value) {
            case String text -> {
                StringBuilder quoted = new StringBuilder("\"");
                text.chars().forEach(c -> {
                    switch (c) {
                        case '"', '\\' -> quoted.append('\\').append((char) c);
                        case '\n' -> quoted.append("\\n");
                        default -> {
                            if (c > 126) {
                                quoted.append(String.format("\\u%04x", c));
                            } else {
                                quoted.append((char) c);
                            }
                        }
                    }
                });
                yield quoted.append('"').toString();
            }
            case List<?> list ->
                "["
                        + String.join(
                                ", ", list.stream().map(KubeletConfigTest::json).toList()) + "]";
            case Map<?, ?> map -> {
                List<String> members = new ArrayList<>();
                new TreeMap<>(map).forEach((name, item) -> members.add(json(name.toString()) + ": " + json(item)));
                yield "{" + String.join(", ", members) + "}";
            }
            default -> value.toString();
        };
    }
}
