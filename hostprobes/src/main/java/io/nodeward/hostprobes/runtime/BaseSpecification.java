package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A file that a handler takes as the beginning of every container's specification. */
final class BaseSpecification {

    /** What containers get without such a file. (containerd pkg/oci/spec.go: defaultUnixCaps.) */
    private static final Set<String> USUAL = Set.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FSETID",
            "CAP_FOWNER",
            "CAP_MKNOD",
            "CAP_NET_RAW",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETFCAP",
            "CAP_SETPCAP",
            "CAP_NET_BIND_SERVICE",
            "CAP_SYS_CHROOT",
            "CAP_KILL",
            "CAP_AUDIT_WRITE");

    private BaseSpecification() {}

    /** Adds {@code base_capabilities}: capabilities that it gives to every container beyond the usual ones. */
    static void put(Group.Builder facts, HostRoot root, String path, String source) {
        facts.put("base_capabilities", capabilities(root, path, source));
    }

    private static Node capabilities(HostRoot root, String path, String source) {
        if (path.isEmpty()) {
            return new Known(List.of(), source);
        }
        Read<Mapping> read = JsonFile.read(root, path);
        if (!(read instanceof Read.Found<Mapping>(Mapping document))) {
            return read instanceof Read.Failed<Mapping> failed
                    ? failed.unknown()
                    : new Unknown("does not exist, containerd could not start with it", path);
        }
        List<String> more = new ArrayList<>();
        for (String kind : List.of("bounding", "effective", "permitted")) {
            List<String> names = JsonFile.texts(JsonFile.at(document, "process", "capabilities", kind));
            for (String name : names == null ? List.<String>of() : names) {
                if (!USUAL.contains(name) && !more.contains(name)) {
                    more.add(name);
                }
            }
        }
        return new Known(more, path);
    }
}
