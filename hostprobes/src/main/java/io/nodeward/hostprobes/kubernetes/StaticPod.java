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
 * @param environment variables with literal values
 * @param image the container's image
 * @param user {@code runAsUser} of container or pod, -1 when none is set
 */
record StaticPod(
        String path,
        YamlNode pod,
        String container,
        List<Argument> command,
        Map<String, String> environment,
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
            Map<String, String> environment = environment(container);
            List<Argument> command = new ArrayList<>();
            add(command, container.get("command"), path, environment);
            int program = command.size();
            add(command, container.get("args"), path, environment);
            String name = text(container.get("name"));
            boolean its =
                    !command.isEmpty() && basename(command.getFirst().text()).equals(component.program());
            if (!its && program == 0 && component.program().equals(name)) {
                // the image's own entry point is the program
                command.addFirst(new Argument(component.program(), path + ":" + container.line() + ": "));
                its = true;
            }
            if (its) {
                return new StaticPod(
                        path,
                        pod,
                        name == null ? "" : name,
                        List.copyOf(command),
                        environment,
                        orEmpty(text(container.get("image"))),
                        user(container, spec));
            }
        }
        return null;
    }

    /** The arguments without the program. */
    List<Argument> arguments() {
        return command.subList(1, command.size());
    }

    private static void add(
            List<Argument> command, @Nullable YamlNode list, String path, Map<String, String> environment) {
        if (list instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                if (item instanceof Scalar scalar) {
                    command.add(new Argument(fill(scalar.text(), environment), path + ":" + scalar.line() + ": "));
                }
            }
        }
    }

    /** {@code $(NAME)} is filled in from the container's environment, {@code $$} is a dollar sign. */
    private static String fill(String text, Map<String, String> environment) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        StringBuilder filled = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            int close = text.indexOf(')', at);
            if (text.startsWith("$$", at)) {
                filled.append('$');
                at++;
            } else if (text.startsWith("$(", at)
                    && close > 0
                    && environment.containsKey(text.substring(at + 2, close))) {
                filled.append(environment.get(text.substring(at + 2, close)));
                at = close;
            } else {
                filled.append(text.charAt(at));
            }
        }
        return filled.toString();
    }

    private static Map<String, String> environment(Mapping container) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (container.get("env") instanceof Sequence list) {
            for (YamlNode item : list.items()) {
                if (item instanceof Mapping variable) {
                    String name = text(variable.get("name"));
                    String value = text(variable.get("value"));
                    if (name != null && value != null) {
                        variables.put(name, value);
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
