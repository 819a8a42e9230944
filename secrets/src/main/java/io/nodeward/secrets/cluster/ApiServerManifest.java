package io.nodeward.secrets.cluster;

import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a static pod of kube-apiserver, to which arguments and a directory are added as lines of their own: all
 * that stands in it stays as it was written, comments included.
 */
public final class ApiServerManifest {

    private static final String CONTAINER = "kube-apiserver";

    private final String text;
    private final List<String> lines;
    /** What is to be put behind a line, by its number from 1. */
    private final TreeMap<Integer, List<String>> added = new TreeMap<>();

    private final Mapping spec;
    private final Mapping container;

    private ApiServerManifest(String text, Mapping spec, Mapping container) {
        this.text = text;
        this.lines = text.lines().toList();
        this.spec = spec;
        this.container = container;
    }

    /** Why a manifest cannot be changed; the message says what a person can do. */
    public static final class UnsuitableException extends Exception {

        private static final long serialVersionUID = 1;

        /** Something that stands in the way, as the end of a sentence that begins with "it". */
        public UnsuitableException(String message) {
            super(message);
        }
    }

    /** Reads a manifest. */
    public static ApiServerManifest read(String text) throws UnsuitableException {
        try {
            if (YamlReader.first(text) instanceof Mapping pod
                    && pod.get("spec") instanceof Mapping spec
                    && spec.get("containers") instanceof Sequence containers) {
                for (YamlNode item : containers.items()) {
                    if (item instanceof Mapping container && CONTAINER.equals(text(container.get("name")))) {
                        return new ApiServerManifest(text, spec, container);
                    }
                }
            }
        } catch (YamlSyntaxException e) {
            throw new UnsuitableException("it " + e.problem());
        }
        throw new UnsuitableException("it is no pod with a container " + CONTAINER);
    }

    /** Adds an argument {@code --flag=value}, unless the flag is there. */
    public ApiServerManifest argument(String flag, String value) throws UnsuitableException {
        if (!has(flag)) {
            add(command(), List.of("--" + flag + "=" + value));
        }
        return this;
    }

    /** Whether a flag is given. */
    public boolean has(String flag) throws UnsuitableException {
        for (YamlNode item : command().items()) {
            String word = text(item);
            if (word.equals("--" + flag) || word.startsWith("--" + flag + "=")) {
                return true;
            }
        }
        return false;
    }

    private Sequence command() throws UnsuitableException {
        return list(container, container.get("command") == null ? "args" : "command");
    }

    /** Mounts a directory of the host at the same path, read-only. */
    public ApiServerManifest directory(String path, String name) throws UnsuitableException {
        add(list(container, "volumeMounts"), List.of("mountPath: " + path, "name: " + name, "readOnly: true"));
        add(
                list(spec, "volumes"),
                List.of("hostPath:", "  path: " + path, "  type: DirectoryOrCreate", "name: " + name));
        return this;
    }

    /** The manifest with what was added. */
    public String text() {
        if (added.isEmpty()) {
            return text;
        }
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            result.append(lines.get(i)).append('\n');
            for (String line : added.getOrDefault(i + 1, List.of())) {
                result.append(line).append('\n');
            }
        }
        return result.toString();
    }

    private static Sequence list(Mapping mapping, String name) throws UnsuitableException {
        if (mapping.get(name) instanceof Sequence list && !list.items().isEmpty()) {
            return list;
        }
        throw new UnsuitableException("it has no list " + name);
    }

    /** Puts an item behind the last one of a list, in lines that begin as those of the others do. */
    private void add(Sequence list, List<String> item) throws UnsuitableException {
        YamlNode last = list.items().getLast();
        String first = lines.get(begin(last) - 1);
        int dash = first.indexOf('-');
        if (dash < 0
                || !first.substring(0, dash).isBlank()
                || first.charAt(Math.min(dash + 1, first.length() - 1)) != ' ') {
            throw new UnsuitableException("it has a list that is not written with an item a line");
        }
        String indent = first.substring(0, dash);
        List<String> more = added.computeIfAbsent(end(last), _ -> new ArrayList<>());
        for (int i = 0; i < item.size(); i++) {
            more.add(indent + (i == 0 ? "- " : "  ") + item.get(i));
        }
    }

    private static int begin(YamlNode node) {
        return node instanceof Mapping mapping
                ? begin(mapping.entries().getFirst().key())
                : node.line();
    }

    /** The last line of a node whose texts stand on a line each. */
    private static int end(YamlNode node) {
        return switch (node) {
            case Scalar scalar -> scalar.line();
            case Sequence sequence ->
                sequence.items().isEmpty()
                        ? sequence.line()
                        : end(sequence.items().getLast());
            case Mapping mapping -> {
                int last = mapping.line();
                for (Entry entry : mapping.entries()) {
                    last = Math.max(last, end(entry.value()));
                }
                yield last;
            }
        };
    }

    private static String text(@Nullable YamlNode node) {
        return node instanceof Scalar scalar ? scalar.text() : "";
    }
}
