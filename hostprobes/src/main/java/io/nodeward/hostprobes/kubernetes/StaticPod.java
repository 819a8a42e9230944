package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A component's static pod as its manifest describes it.
 *
 * @param path the manifest
 * @param pod the document
 * @param container name of the component's container among those of the pod
 * @param command its program and arguments, {@code command} and {@code args} together
 * @param wrapper another program that starts it in a way that cannot be read, a shell for example; else empty
 * @param environment variables with literal values, each with its place
 * @param image the container's image
 * @param user {@code runAsUser} of container or pod, -1 when none is set
 */
public record StaticPod(
        String path,
        YamlNode pod,
        String container,
        List<Argument> command,
        String wrapper,
        Map<String, Argument> environment,
        String image,
        long user) {

    /** Returns the pod of a component, or null when the document is none. */
    static @Nullable StaticPod of(Component component, String path, @Nullable YamlNode document) {
        if (!(document instanceof Mapping pod)
                || !"Pod".equals(text(pod.get("kind")))
                || !(pod.get("spec") instanceof Mapping spec)
                || !(spec.get("containers") instanceof Sequence containers)) {
            return null;
        }
        for (YamlNode item : containers.items()) {
            if (!(item instanceof Mapping container)) {
                continue;
            }
            Map<String, Argument> environment = environment(container, path);
            List<Argument> command = new ArrayList<>();
            add(command, container.get("command"), path, environment);
            int program = command.size();
            add(command, container.get("args"), path, environment);
            String name = text(container.get("name"));
            String wrapper = "";
            boolean its =
                    !command.isEmpty() && basename(command.getFirst().text()).equals(component.program());
            if (!its && component.program().equals(name)) {
                Argument entry = new Argument(component.program(), path + ":" + container.line() + ": ");
                int inside = inside(component, command);
                if (program == 0) {
                    // the image's own entry point is the program
                    command.addFirst(entry);
                } else if (inside > 0) {
                    // a launcher that is given the program and its arguments as they are
                    command = command.subList(inside, command.size());
                } else {
                    wrapper = basename(command.getFirst().text());
                    command = List.of(entry);
                }
                its = true;
            }
            if (its) {
                return new StaticPod(
                        path,
                        pod,
                        name == null ? "" : name,
                        List.copyOf(command),
                        wrapper,
                        environment,
                        orEmpty(text(container.get("image"))),
                        user(container, spec));
            }
        }
        return null;
    }

    /** Namespace and name, by which the kubelet tells its static pods apart. */
    String key() {
        if (pod instanceof Mapping top && top.get("metadata") instanceof Mapping metadata) {
            String namespace = orEmpty(text(metadata.get("namespace")));
            return (namespace.isEmpty() ? "default" : namespace) + "/" + orEmpty(text(metadata.get("name")));
        }
        return "default/";
    }

    /** Where the program stands among the words of another one's command; 0 when it does not. */
    private static int inside(Component component, List<Argument> command) {
        for (int i = 1; i < command.size(); i++) {
            String word = command.get(i).text();
            if (word.indexOf('=') < 0 && word.indexOf(' ') < 0 && basename(word).equals(component.program())) {
                return i;
            }
        }
        return 0;
    }

    /** The arguments without the program. */
    public List<Argument> arguments() {
        return command.subList(1, command.size());
    }

    private static void add(
            List<Argument> command, @Nullable YamlNode list, String path, Map<String, Argument> environment) {
        if (list instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                if (item instanceof Scalar scalar) {
                    command.add(new Argument(fill(scalar.text(), environment), path + ":" + scalar.line() + ": "));
                }
            }
        }
    }

    /** {@code $(NAME)} is filled in from the container's environment, {@code $$} is a dollar sign. */
    private static String fill(String text, Map<String, Argument> environment) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        StringBuilder filled = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            int close = text.indexOf(')', at);
            if (text.startsWith("$$", at)) {
                filled.append('$');
                at++;
                continue;
            }
            Argument variable =
                    text.startsWith("$(", at) && close > 0 ? environment.get(text.substring(at + 2, close)) : null;
            if (variable != null) {
                filled.append(variable.text());
                at = close;
            } else {
                filled.append(text.charAt(at));
            }
        }
        return filled.toString();
    }

    private static Map<String, Argument> environment(Mapping container, String path) {
        Map<String, Argument> variables = new LinkedHashMap<>();
        if (container.get("env") instanceof Sequence list) {
            for (YamlNode item : list.items()) {
                if (item instanceof Mapping variable) {
                    String name = text(variable.get("name"));
                    String value = text(variable.get("value"));
                    if (name != null && value != null) {
                        variables.put(name, new Argument(value, path + ":" + variable.line() + ": "));
                    }
                }
            }
        }
        return variables;
    }

    private static long user(Mapping container, Mapping spec) {
        for (YamlNode level : new YamlNode[] {container, spec}) {
            if (level instanceof Mapping mapping
                    && mapping.get("securityContext") instanceof Mapping context
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
