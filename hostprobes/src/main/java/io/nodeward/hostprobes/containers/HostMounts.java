package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.containers.Mounts.Mount;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a container has of the host's directories that it should not, type list(HostMount). */
final class HostMounts {

    /** What a runtime mounts into every container, of the kernel and not of the host's disks. */
    private static final Set<String> OWN =
            Set.of("/proc", "/sys", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys/fs/cgroup", "/dev/console");

    private HostMounts() {}

    static Many of(Mounts container, Mounts host, String source) {
        List<Many.Item> items = new ArrayList<>();
        for (Mount mount : container.all()) {
            String point = mount.point();
            if (point.equals("/") || usual(point, mount.type())) {
                continue;
            }
            String place = host.place(mount.device(), mount.root());
            if (place == null) {
                continue;
            }
            String path = HostPlaces.plain(place);
            boolean root = path.equals("/");
            boolean socket = HostPlaces.socket(path);
            boolean secrets = root || HostPlaces.secrets(path);
            boolean controls = root || HostPlaces.controls(path);
            if (root || socket || secrets || controls) {
                items.add(new Many.Item(
                        path,
                        Group.builder()
                                .put("path", path, source)
                                .put("point", point, source)
                                .put("read_only", mount.readOnly(), source)
                                .put("root", root, source)
                                .put("socket", socket, source)
                                .put("secrets", secrets, source)
                                .put("controls", controls, source)
                                .build()));
            }
        }
        return new Many(items, source);
    }

    /** The kernel's file systems where every container has them, and what hides or freezes parts of them. */
    private static boolean usual(String point, String type) {
        return switch (type) {
            case "proc" -> point.equals("/proc") || point.startsWith("/proc/");
            case "sysfs" -> point.equals("/sys") || point.startsWith("/sys/");
            case "cgroup", "cgroup2" -> point.startsWith("/sys/fs/cgroup");
            case "devpts", "mqueue" -> point.startsWith("/dev/");
            default -> OWN.contains(point) && !type.equals("devtmpfs");
        };
    }
}
