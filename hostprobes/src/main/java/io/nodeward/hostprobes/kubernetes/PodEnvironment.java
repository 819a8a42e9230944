package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a container, as the kubelet makes them from its manifest. Values that the manifest does not hold
 * ({@code valueFrom}, {@code envFrom}, the addresses of services) are there and not known. (pkg/kubelet/kubelet_pods.go:
 * makeEnvironmentVariables; third_party/forked/golang/expansion.)
 *
 * @param variables by name; one with a hole is not known
 * @param rest why there may be others, or null
 */
public record PodEnvironment(
        Map<String, Argument> variables, @Nullable Unknown rest) {

    public PodEnvironment(Map<String, Argument> variables, @Nullable Unknown rest) {
        this.variables = variables;
        this.rest = rest;
    }

    static PodEnvironment of(Mapping container, String path) {
        Unknown rest = container.get("envFrom") instanceof Sequence from
                        && !from.items().isEmpty()
                ? new Unknown("may come from what envFrom names", path + ":" + from.line())
                : null;
        // a variable's own value sees those before it, and none of envFrom
        PodEnvironment before = new PodEnvironment(new LinkedHashMap<>(), null);
        if (container.get("env") instanceof Sequence list) {
            for (YamlNode item : list.items()) {
                if (item instanceof Mapping variable && variable.get("name") instanceof Scalar name) {
                    String where = path + ":" + variable.line() + ": ";
                    String value = variable.get("value") instanceof Scalar text ? text.text() : "";
                    Argument argument = value.isEmpty() && variable.get("valueFrom") instanceof Mapping
                            ? new Argument("", where, 0)
                            : before.expand(value, where);
                    before.variables.put(name.text(), argument);
                }
            }
        }
        return new PodEnvironment(before.variables, rest);
    }

    /**
     * Fills in {@code $(NAME)}; {@code $$} is a dollar sign, and a name that no variable has stays as it is written. Names
     * that services have are those of variables which the kubelet adds.
     */
    Argument expand(String text, String where) {
        if (text.indexOf('$') < 0) {
            return new Argument(text, where);
        }
        StringBuilder filled = new StringBuilder();
        int hole = -1;
        for (int at = 0; at < text.length(); at++) {
            char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            if (text.charAt(at) != '$' || (next != '$' && next != '(')) {
                filled.append(text.charAt(at));
                continue;
            }
            int close = next == '(' ? text.indexOf(')', at) : -1;
            if (close < 0) {
                // $$ is one dollar sign, and so is an opening without its end
                filled.append(next == '$' ? "$" : "$(");
                at++;
                continue;
            }
            String name = text.substring(at + 2, close);
            Argument variable = variables.get(name);
            if (variable != null && variable.whole()) {
                filled.append(variable.text());
            } else {
                boolean hidden = variable != null || rest != null || ofService(name);
                hole = hidden && hole < 0 ? filled.length() : hole;
                filled.append(text, at, close + 1);
            }
            at = close;
        }
        return new Argument(filled.toString(), where, hole);
    }

    private static boolean ofService(String name) {
        return name.endsWith("_SERVICE_HOST") || name.contains("_SERVICE_PORT") || name.contains("_PORT");
    }

    /** Why the values of these arguments and variables would be refused, or null: what should be a string is none. */
    static @Nullable String mistake(Mapping container) {
        for (String field : List.of("command", "args")) {
            YamlNode list = container.get(field);
            if (list != null && !strings(list)) {
                return "holds " + field + " that are no strings";
            }
        }
        if (container.get("env") instanceof Sequence list) {
            for (YamlNode item : list.items()) {
                YamlNode value = item instanceof Mapping variable ? variable.get("value") : null;
                if (value != null && !string(value)) {
                    return "holds a variable that is no string";
                }
            }
        }
        return null;
    }

    private static boolean strings(YamlNode list) {
        if (!(list instanceof Sequence sequence)) {
            return false;
        }
        for (YamlNode item : sequence.items()) {
            if (!string(item)) {
                return false;
            }
        }
        return true;
    }

    private static boolean string(YamlNode node) {
        return node instanceof Scalar scalar && !scalar.plain();
    }
}
