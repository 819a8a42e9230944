package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.goyaml.GoNodes;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYaml;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYamlException;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The components' static pods in a kubelet's directory. As the kubelet does, it takes every regular file whose name does
 * not begin with a dot, whatever its suffix, and of two pods with one name the later file.
 *
 * @param pods by component, in the order of their files
 * @param problems files that could not be read or parsed, each with its reason: a component may stand there
 * @param directory where they were looked for
 */
public record StaticPods(Map<Component, List<StaticPod>> pods, List<Read.Failed<?>> problems, String directory) {

    /** Where kubeadm puts manifests, a place to look at when the kubelet's own cannot be told. */
    public static final String USUAL = "/etc/kubernetes/manifests";

    private static final int ENTRIES = 10_000;
    private static final int LIMIT = 1 << 20;

    /** Returns the pods that run a component; two of different names both do. */
    public List<StaticPod> of(Component component) {
        return pods.getOrDefault(component, List.of());
    }

    /** Reads a directory, or the single file that {@code path} may be as well. */
    public static StaticPods read(HostRoot root, String path) {
        Map<Component, Map<String, StaticPod>> pods = new TreeMap<>();
        List<Read.Failed<?>> problems = new ArrayList<>();
        Read<List<String>> entries = root.list(path, ENTRIES);
        if (entries instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                if (!name.startsWith(".")) {
                    file(root, path + "/" + name, pods, problems);
                }
            }
        } else if (entries instanceof Read.Failed<List<String>> failed) {
            if (failed.reason().equals("is not a directory")) {
                file(root, path, pods, problems);
            } else {
                problems.add(failed);
            }
        }
        Map<Component, List<StaticPod>> lists = new TreeMap<>();
        pods.forEach((component, byName) -> lists.put(component, List.copyOf(byName.values())));
        return new StaticPods(lists, List.copyOf(problems), path);
    }

    private static void file(
            HostRoot root, String path, Map<Component, Map<String, StaticPod>> pods, List<Read.Failed<?>> problems) {
        Read<String> content = root.text(path, LIMIT);
        if (content instanceof Read.Found<String>(String text)) {
            parse(path, text, pods, problems);
        } else if (content instanceof Read.Failed<String> failed
                && !failed.reason().equals("is not a regular file")) {
            problems.add(failed);
        }
    }

    private static void parse(
            String path, String text, Map<Component, Map<String, StaticPod>> pods, List<Read.Failed<?>> problems) {
        boolean parsed = false;
        PodReader reader = null;
        for (Component component : Component.values()) {
            // directories hold pods of all kinds; parsing is dear
            if (text.indexOf('\\') < 0 && !text.contains(component.program())) {
                continue;
            }
            if (!parsed) {
                parsed = true;
                reader = reader(path, text, problems);
            }
            if (reader == null) {
                return;
            }
            for (StaticPod pod : reader.of(component)) {
                pods.computeIfAbsent(component, _ -> new LinkedHashMap<>())
                        .put(pod.name() + " " + pod.container(), pod);
            }
        }
    }

    private static @Nullable PodReader reader(String path, String text, List<Read.Failed<?>> problems) {
        YamlNode document;
        try {
            document = GoNodes.of(GoYaml.read(text).root());
        } catch (GoYamlException e) {
            problems.add(new Read.Failed<>(path, String.valueOf(e.getMessage())));
            return null;
        }
        PodReader reader = document == null ? null : PodReader.of(path, document);
        String mistake = reader == null ? null : reader.mistake();
        if (mistake != null) {
            problems.add(new Read.Failed<>(path, mistake));
            return null;
        }
        return reader;
    }
}
