package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The seccomp profiles that pods of this node may name as localhost profiles: all files below {@code seccomp} of the
 * kubelet's directory, type list(SeccompProfile).
 */
public final class SeccompProfiles {

    private static final String DEFAULT = "/var/lib/kubelet";
    private static final int LIMIT = 1 << 20;
    private static final int ENTRIES = 5000;
    private static final int FILES = 5000;
    private static final int DEPTH = 8;

    private final HostRoot root;
    private final FileFacts files;
    private final List<Many.Item> items = new ArrayList<>();

    private SeccompProfiles(HostRoot root, FileFacts files) {
        this.root = root;
        this.files = files;
    }

    /** The directories of profiles, by the kubelets' own directories. */
    public static List<String> directories(Node kubelets) {
        Set<String> found = new LinkedHashSet<>();
        for (Many.Item item : kubelets instanceof Many many ? many.items() : List.<Many.Item>of()) {
            if (item.node() instanceof Group kubelet && kubelet.get("root_directory") instanceof Group directory) {
                String path = Values.textOrEmpty(directory.get("path"));
                found.add((path.isEmpty() ? DEFAULT : path) + "/seccomp");
            }
        }
        if (found.isEmpty()) {
            found.add(DEFAULT + "/seccomp");
        }
        return List.copyOf(found);
    }

    public static Many read(HostRoot root, FileFacts files, List<String> directories) {
        SeccompProfiles profiles = new SeccompProfiles(root, files);
        for (String directory : directories) {
            profiles.directory(directory, "", 0);
        }
        return new Many(profiles.items, String.join(", ", directories));
    }

    private void directory(String path, String name, int depth) {
        Read<List<String>> read = root.list(path, ENTRIES);
        if (read instanceof Read.Failed<List<String>> failed) {
            items.add(new Many.Item(path, failed.unknown()));
        }
        if (!(read instanceof Read.Found<List<String>>(List<String> names))) {
            return;
        }
        for (String entry : names) {
            if (items.size() >= FILES) {
                items.add(new Many.Item(path, new Unknown("has more than " + FILES + " profiles", path)));
                return;
            }
            String below = path + "/" + entry;
            String its = name.isEmpty() ? entry : name + "/" + entry;
            Read<String> content = root.text(below, LIMIT);
            if (content instanceof Read.Found<String>(String text)) {
                items.add(new Many.Item(its, profile(below, its, text)));
            } else if (content instanceof Read.Failed<String> failed) {
                if (!failed.reason().equals("is not a regular file")) {
                    items.add(new Many.Item(its, failed.unknown()));
                } else if (depth < DEPTH) {
                    subdirectory(below, its, depth);
                }
            }
        }
    }

    private void subdirectory(String path, String name, int depth) {
        if (root.list(path, ENTRIES) instanceof Read.Failed<List<String>> failed
                && failed.reason().equals("is not a directory")) {
            items.add(new Many.Item(name, failed.unknown()));
            return;
        }
        directory(path, name, depth + 1);
    }

    private Group profile(String path, String name, String text) {
        SeccompProfile profile = SeccompProfile.of(text);
        Group.Builder group = Group.builder()
                .put("path", path, path)
                .put("name", name, path)
                .put("file", files.of(path))
                .put("valid", profile.problem().isEmpty(), path)
                .put("problem", profile.problem(), path);
        if (!profile.problem().isEmpty()) {
            Node unknown = new Unknown(profile.problem(), path);
            for (String fact : List.of(
                    "disabled",
                    "default_action",
                    "default_allows",
                    "only_logs",
                    "architectures",
                    "dangerous",
                    "crypto_sockets",
                    "vsock_sockets",
                    "socketcall")) {
                group.put(fact, unknown);
            }
            return group.build();
        }
        SeccompJudgement judged = SeccompJudgement.of(profile);
        return group.put("disabled", profile.disabled(), path)
                .put("default_action", profile.defaultAction(), path)
                .put("default_allows", profile.allowsByDefault(), path)
                .put("only_logs", profile.onlyLogs(), path)
                .put("architectures", new Known(profile.architectures(), path))
                .put("dangerous", new Known(judged.dangerous(), path))
                .put("crypto_sockets", judged.cryptoSockets(), path)
                .put("vsock_sockets", judged.vsockSockets(), path)
                .put("socketcall", judged.socketcall(), path)
                .build();
    }
}
