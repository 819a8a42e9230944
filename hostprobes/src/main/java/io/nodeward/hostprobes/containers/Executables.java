package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.containers.Mounts.Mount;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.process.HostProcess;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs of a container that are not its image's: their files lie in the writable layer of its overlay, on a tmpfs, in
 * memory only, or were deleted since, type list(ForeignProgram).
 */
final class Executables {

    private static final String MEMORY = "/memfd:";

    private Executables() {}

    static Many of(HostRoot root, List<HostProcess> processes, Mounts mounts) {
        List<Many.Item> items = new ArrayList<>();
        for (HostProcess process : processes) {
            String source = process.path("exe");
            if (process.executable() instanceof Read.Failed<String> failed) {
                items.add(new Many.Item("pid " + process.pid(), failed.unknown()));
            } else if (process.executable() instanceof Read.Found<String>(String path)) {
                String reason = reason(root, process, path, mounts);
                if (!reason.isEmpty()) {
                    items.add(new Many.Item(
                            "pid " + process.pid(),
                            Group.builder()
                                    .put("pid", (long) process.pid(), source)
                                    .put("path", path, source)
                                    .put("reason", reason, source)
                                    .build()));
                }
            }
        }
        return new Many(items, "executables of its processes");
    }

    static Many unknown(Unknown why) {
        return new Many(List.of(new Many.Item("mounts", why)), "executables of its processes");
    }

    private static String reason(HostRoot root, HostProcess process, String path, Mounts mounts) {
        if (path.startsWith(MEMORY)) {
            return "lies in memory only";
        }
        Mount mount = mounts.covering(path);
        if (mount == null) {
            return "";
        }
        if (mount.type().equals("tmpfs") || mount.type().equals("ramfs")) {
            return "lies on a " + mount.type();
        }
        if (mount.type().equals("overlay") && mount.point().equals("/")) {
            String upper = mount.setting("upperdir");
            if (upper.startsWith("/")
                    && root.lstat(upper + path) instanceof Read.Found<Stat>(Stat stat)
                    && stat.type() == Stat.Type.FILE) {
                return "lies in the container's writable layer";
            }
        }
        return process.executableDeleted() instanceof Read.Found<Boolean>(Boolean deleted) && deleted
                ? "was deleted since it started"
                : "";
    }
}
