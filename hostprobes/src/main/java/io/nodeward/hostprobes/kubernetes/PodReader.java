package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the containers of components in the manifest of a static pod. (pkg/kubelet/config/common.go: tryDecodeSinglePod.) */
final class PodReader {

    /** Programs that run what they are given as one text, which is not read here. */
    private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash", "busybox", "ksh", "zsh");

    private final String path;
    private final Mapping pod;
    private final Mapping spec;

    private PodReader(String path, Mapping pod, Mapping spec) {
        this.path = path;
        this.pod = pod;
        this.spec = spec;
    }

    /** Returns a reader of a manifest, or null for a document of another kind, of which the kubelet takes no notice. */
    static @Nullable PodReader of(String path, YamlNode document) {
        return document instanceof Mapping pod
                        && "Pod".equals(text(pod.get("kind")))
                        && pod.get("spec") instanceof Mapping spec
                ? new PodReader(path, pod, spec)
                : null;
    }

    /** Why the kubelet would not take the pod, or null. */
    @Nullable String mistake() {
        if (!"v1".equals(text(pod.get("apiVersion")))) {
            return "is no pod of apiVersion v1, which the kubelet refuses";
        }
        if (!(pod.get("metadata") instanceof Mapping metadata)
                || orEmpty(text(metadata.get("name"))).isEmpty()) {
            return "is a pod without a name, which the kubelet refuses";
        }
        for (Mapping container : containers()) {
            String mistake = PodEnvironment.mistake(container);
            if (mistake != null) {
                return mistake + ", which the kubelet refuses";
            }
        }
        return null;
    }

    /** The containers that run a component, two API servers in one pod for example. */
    List<StaticPod> of(Component component) {
        List<StaticPod> found = new ArrayList<>(1);
        for (Mapping container : containers()) {
            StaticPod one = container(component, container);
            if (one != null) {
                found.add(one);
            }
        }
        return found;
    }

    /** Those that stay: an init container does if it is to be started again whenever it ends. */
    private List<Mapping> containers() {
        List<Mapping> containers = new ArrayList<>();
        if (spec.get("initContainers") instanceof Sequence list) {
            for (YamlNode item : list.items()) {
                if (item instanceof Mapping container && "Always".equals(text(container.get("restartPolicy")))) {
                    containers.add(container);
                }
            }
        }
        if (spec.get("containers") instanceof Sequence list) {
            for (YamlNode item : list.items()) {
                if (item instanceof Mapping container) {
                    containers.add(container);
                }
            }
        }
        return containers;
    }

    private @Nullable StaticPod container(Component component, Mapping container) {
        PodEnvironment environment = PodEnvironment.of(container, path);
        List<Argument> words = new ArrayList<>();
        add(words, container.get("command"), environment);
        boolean entry = words.isEmpty();
        add(words, container.get("args"), environment);
        String name = orEmpty(text(container.get("name")));
        String image = orEmpty(text(container.get("image")));
        String wrapper = "";
        int at = program(component, words);
        if (entry) {
            // its program is the image's, which may be the component or start it
            boolean its = at == 0 || name.equals(component.program()) || image(component, image);
            if (!its) {
                return null;
            }
            words = words.subList(at + 1, words.size());
        } else if (at == 0 || (at > 0 && name.equals(component.program()) && !shell(words.getFirst()))) {
            // itself, or a launcher that is given the program and its arguments as they are
            words = words.subList(at + 1, words.size());
        } else if (name.equals(component.program()) || (image(component, image) && started(component, words))) {
            wrapper = basename(words.getFirst().text());
            words = List.of();
        } else {
            return null;
        }
        Unknown hidden = new Unknown("may come from the entry point of its image", path + ":" + container.line());
        return new StaticPod(
                path, pod, key(), name, words, wrapper, entry ? hidden : null, environment, image, user(container));
    }

    private void add(List<Argument> words, @Nullable YamlNode list, PodEnvironment environment) {
        if (list instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                if (item instanceof Scalar scalar) {
                    words.add(environment.expand(scalar.text(), path + ":" + scalar.line() + ": "));
                }
            }
        }
    }

    /** Where the program stands among the words of a command, the first of them to begin with; -1 when it does not. */
    private static int program(Component component, List<Argument> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).text();
            boolean plain = i == 0 || (word.indexOf('=') < 0 && word.indexOf(' ') < 0);
            if (plain && component.named(basename(word))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean shell(Argument program) {
        return SHELLS.contains(basename(program.text()));
    }

    /** Whether an image has a component's name: {@code registry.k8s.io/kube-apiserver-amd64:v1.36.3}. */
    private static boolean image(Component component, String image) {
        String name = basename(image);
        int end = name.indexOf('@') < 0 ? name.length() : name.indexOf('@');
        end = name.lastIndexOf(':', end) < 0 ? end : name.lastIndexOf(':', end);
        String program = component.program();
        return name.startsWith(program) && (end == program.length() || name.charAt(program.length()) == '-');
    }

    /** Whether a script in a command starts the component: one of its words is the program. */
    private static boolean started(Component component, List<Argument> words) {
        String program = component.program();
        for (Argument argument : words) {
            String text = argument.text();
            for (int at = text.indexOf(program); at >= 0; at = text.indexOf(program, at + 1)) {
                int end = at + program.length();
                boolean begins = at == 0 || " \t\n;&|(\"'".indexOf(text.charAt(at - 1)) >= 0;
                begins |= text.startsWith("bin/", Math.max(0, at - 4));
                if (begins && (end == text.length() || " \t\n;&|)\"'\\".indexOf(text.charAt(end)) >= 0)) {
                    return true;
                }
            }
        }
        return false;
    }

    private String key() {
        Mapping metadata = pod.get("metadata") instanceof Mapping mapping ? mapping : new Mapping(List.of(), 0);
        String namespace = orEmpty(text(metadata.get("namespace")));
        return (namespace.isEmpty() ? "default" : namespace) + "/" + orEmpty(text(metadata.get("name")));
    }

    private long user(Mapping container) {
        for (Mapping level : new Mapping[] {container, spec}) {
            if (level.get("securityContext") instanceof Mapping context
                    && context.get("runAsUser") instanceof Scalar scalar) {
                try {
                    return Long.parseLong(scalar.text());
                } catch (NumberFormatException e) {
                    return -1;
                }
            }
        }
        return -1;
    }

    private static @Nullable String text(@Nullable YamlNode node) {
        return node instanceof Scalar scalar ? scalar.text() : null;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String basename(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
