package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.confinement.LoadedProfiles.Profile;
import io.nodeward.hostprobes.confinement.PolicyFiles.Policy;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who loads a profile again after the next boot: {@code file}, {@code runtime}, {@code snapd} or {@code none}. */
final class PolicyOrigins {

    /** Directories of apparmor.d that hold parts and marks, not profiles. */
    private static final Set<String> PARTS =
            Set.of("abi", "abstractions", "cache", "cache.d", "disable", "force-complain", "local", "tunables");

    private static final int ENTRIES = 1000;
    private static final int FILES = 500;
    private static final int LIMIT = 256 << 10;

    private final HostRoot root;
    private final Map<String, Policy> policies;
    private @Nullable Map<String, String> deeper;
    /** Whether a profile may stand in a file whose names cannot be told. */
    private final @Nullable Policy unnamed;

    PolicyOrigins(HostRoot root, Map<String, Policy> policies) {
        this.root = root;
        this.policies = policies;
        Policy variable = null;
        for (Policy policy : policies.values()) {
            variable = policy.named() ? variable : policy;
        }
        this.unnamed = variable;
    }

    Node of(Profile profile) {
        int slashes = profile.name().indexOf("//");
        String name = slashes > 0 ? profile.name().substring(0, slashes) : profile.name();
        Policy policy = policies.get(name);
        if (policy != null) {
            return new Known("file", policy.source());
        }
        if (profile.elsewhere() || generated(name)) {
            return new Known("runtime", profile.source());
        }
        if (name.startsWith("snap.") || name.startsWith("snap-") || name.startsWith("/snap/")) {
            return new Known("snapd", profile.source());
        }
        String path = deeper().get(name);
        if (path != null) {
            return new Known("file", path);
        }
        // its name is put together from variables
        return unnamed != null && name.startsWith("/")
                ? new Known("file", unnamed.source())
                : new Known("none", profile.source());
    }

    /** What runtimes make themselves whenever they start: containerd, CRI-O, Docker, Podman, nerdctl, LXD, libvirt. */
    private static boolean generated(String name) {
        return name.equals("cri-containerd.apparmor.d")
                || name.startsWith("docker-")
                || name.startsWith("crio-default")
                || name.startsWith("containers-default")
                || name.startsWith("nerdctl-")
                || name.startsWith("buildkit-")
                || name.startsWith("lxd-")
                || name.startsWith("lxd_")
                || name.startsWith("incus-")
                || name.startsWith("incus_")
                || name.startsWith("libvirt-");
    }

    /** Profiles of files that others include, as those of lxc. */
    private Map<String, String> deeper() {
        Map<String, String> known = deeper;
        if (known != null) {
            return known;
        }
        known = new HashMap<>();
        int files = 0;
        if (root.list(PolicyFiles.DIRECTORY, ENTRIES) instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                String directory = PolicyFiles.DIRECTORY + "/" + name;
                if (PARTS.contains(name)
                        || !(root.list(directory, ENTRIES) instanceof Read.Found<List<String>>(List<String> inside))) {
                    continue;
                }
                for (String file : inside) {
                    String path = directory + "/" + file;
                    if (files++ < FILES && root.text(path, LIMIT) instanceof Read.Found<String>(String text)) {
                        for (PolicyText.Header header : PolicyText.headers(text)) {
                            known.put(header.name(), path + ":" + header.line());
                        }
                    }
                }
            }
        }
        deeper = known;
        return known;
    }
}
