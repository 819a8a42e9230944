package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What dockerd is told by its flags and its file. A setting that stands in both is one with which it does not start.
 * (daemon/config/config.go: MergeDaemonConfigurations, findConfigurationConflicts.)
 */
final class DockerConfig {

    private static final String FILE = "/etc/docker/daemon.json";
    private static final String DEFAULT = "default (dockerd)";

    private final Daemon daemon;
    private final String path;
    private final @Nullable Mapping file;
    private final Read.@Nullable Failed<?> problem;

    private DockerConfig(Daemon daemon, String path, @Nullable Mapping file, Read.@Nullable Failed<?> problem) {
        this.daemon = daemon;
        this.path = path;
        this.file = file;
        this.problem = problem;
    }

    static DockerConfig read(HostRoot root, Daemon daemon) {
        String named = daemon.option("--config-file", "-config-file");
        String path = named == null ? FILE : named;
        if (path.isEmpty()) {
            return new DockerConfig(daemon, path, null, null);
        }
        Read<Mapping> read = JsonFile.read(root, path);
        if (read instanceof Read.Found<Mapping>(Mapping mapping)) {
            return new DockerConfig(daemon, path, mapping, null);
        }
        Read.Failed<?> problem = read instanceof Read.Failed<Mapping> failed
                ? failed
                : named == null ? null : new Read.Failed<>(path, "does not exist, dockerd could not start with it");
        return new DockerConfig(daemon, path, null, problem);
    }

    /** The file that it reads, whether there is one or not. */
    String path() {
        return path;
    }

    /** Why it is not known what it is told; null when it is. */
    Read.@Nullable Failed<?> problem() {
        return problem;
    }

    /** A member of the file, or null. */
    @Nullable YamlNode node(String... names) {
        return JsonFile.at(file, names);
    }

    String source(YamlNode node) {
        return path + ":" + node.line();
    }

    Node bool(String name, boolean otherwise) {
        String flag = daemon.flag("--" + name);
        YamlNode node = node(name);
        if (flag != null && node != null) {
            return twice(name, node);
        }
        if (flag != null) {
            return new Known(flag.equals("true") || flag.equals("1"), daemon.source("--" + name));
        }
        if (node == null) {
            return new Known(otherwise, DEFAULT);
        }
        Boolean value = JsonFile.bool(node);
        return value == null ? wrong(node) : new Known(value, source(node));
    }

    Node text(String name, String otherwise, String... shorter) {
        String[] names = new String[shorter.length + 1];
        names[0] = "--" + name;
        System.arraycopy(shorter, 0, names, 1, shorter.length);
        String flag = daemon.option(names);
        YamlNode node = node(name);
        if (flag != null && node != null) {
            return twice(name, node);
        }
        if (flag != null) {
            return new Known(flag, daemon.source("--" + name));
        }
        String value = JsonFile.text(node);
        if (node == null) {
            return new Known(otherwise, DEFAULT);
        }
        return value == null ? wrong(node) : new Known(value.isEmpty() ? otherwise : value, source(node));
    }

    /**
     * A list, whose flag may be given several times and has a name of its own.
     *
     * @param flags names of the flag with their dashes
     */
    Node list(String name, String... flags) {
        List<String> given = daemon.options(flags);
        YamlNode node = node(name);
        if (!given.isEmpty() && node != null) {
            return twice(name, node);
        }
        if (!given.isEmpty()) {
            return new Known(given, daemon.source(flags[0]));
        }
        if (node == null) {
            return new Known(List.of(), DEFAULT);
        }
        List<String> values = JsonFile.texts(node);
        return values == null ? wrong(node) : new Known(values, source(node));
    }

    /** Names of a mapping's members in the file, and what stands before the equals sign of the flag's values. */
    Node names(String name, String flag) {
        YamlNode node = node(name);
        List<String> names = new ArrayList<>();
        if (node instanceof Mapping mapping) {
            for (Entry entry : mapping.entries()) {
                if (entry.key() instanceof Scalar key) {
                    names.add(key.text());
                }
            }
        } else if (node != null) {
            return wrong(node);
        }
        List<String> given = daemon.options(flag);
        for (String value : given) {
            int equals = value.indexOf('=');
            names.add(equals < 0 ? value : value.substring(0, equals));
        }
        return new Known(names, node != null ? source(node) : given.isEmpty() ? DEFAULT : daemon.source(flag));
    }

    /** The value of a member of a mapping, by the file or by {@code NAME=VALUE} of the flag; null when there is none. */
    @Nullable String member(String name, String flag, String key) {
        for (String value : daemon.options(flag).reversed()) {
            if (value.startsWith(key + "=")) {
                return value.substring(key.length() + 1);
            }
        }
        return JsonFile.word(node(name, key));
    }

    private Unknown twice(String name, YamlNode node) {
        return new Unknown(
                "is set by a flag too (" + daemon.source("--" + name) + "), with which dockerd does not start",
                source(node));
    }

    private Unknown wrong(YamlNode node) {
        return new Unknown("is of another type than dockerd takes", source(node));
    }

    Daemon daemon() {
        return daemon;
    }
}
