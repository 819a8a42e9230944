package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which images may be pulled unsigned, containers-policy.json(5). */
final class CrioPolicy {

    private static final String ANYTHING = "insecureAcceptAnything";

    private final HostRoot root;
    private final FileFacts files;

    CrioPolicy(HostRoot root, FileFacts files) {
        this.root = root;
        this.files = files;
    }

    /**
     * Adds {@code policy_file}, {@code policy_default} and {@code policy_unsigned}.
     *
     * @param named the file that the configuration names, empty for none
     */
    void put(Group.Builder facts, String named) {
        String home = "/root/.config/containers/policy.json";
        boolean own = named.isEmpty() && !(root.stat(home) instanceof Read.Absent<Stat>);
        String path = !named.isEmpty() ? named : own ? home : "/etc/containers/policy.json";
        facts.put("policy_file", files.of(path));
        Read<Mapping> read = JsonFile.read(root, path);
        if (!(read instanceof Read.Found<Mapping>(Mapping policy))) {
            Unknown unknown = read instanceof Read.Failed<Mapping> failed
                    ? failed.unknown()
                    : new Unknown("does not exist, no image could be pulled", path);
            facts.put("policy_default", unknown).put("policy_unsigned", unknown);
            return;
        }
        YamlNode standard = policy.get("default");
        facts.put("policy_default", new Known(type(standard), path + ":" + (standard == null ? 1 : standard.line())));
        List<String> unsigned = new ArrayList<>();
        if (JsonFile.at(policy, "transports", "docker") instanceof Mapping scopes) {
            for (Entry entry : scopes.entries()) {
                if (type(entry.value()).equals(ANYTHING) && entry.key() instanceof Scalar scope) {
                    unsigned.add(scope.text().isEmpty() ? "all other registries" : scope.text());
                }
            }
        }
        facts.put("policy_unsigned", unsigned, path);
    }

    /** Of several requirements all have to be met: it accepts anything only where none of them asks for more. */
    private static String type(@Nullable YamlNode requirements) {
        String type = "";
        if (requirements instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                String one = JsonFile.text(JsonFile.at(item, "type"));
                if (one != null && (type.isEmpty() || type.equals(ANYTHING))) {
                    type = one;
                }
            }
        }
        return type;
    }
}
