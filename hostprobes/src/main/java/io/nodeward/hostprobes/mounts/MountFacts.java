package io.nodeward.hostprobes.mounts;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.MountTable;
import io.nodeward.hostprobes.files.MountTable.Mount;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Mounts as facts: all of the host's own that run, all of the next boot, and the places that matter on a node with both.
 * What pods and containers have mounted for themselves is left out.
 */
public final class MountFacts {

    private static final List<String> TABLES = List.of("/proc/1/mountinfo", "/proc/self/mountinfo");
    private static final List<String> SHORT_TABLES = List.of("/proc/1/mounts", "/proc/self/mounts", "/proc/mounts");
    private static final int LIMIT = 16 << 20;
    private static final int MOST = 1000;

    /** Where runtimes and the kubelet mount what belongs to pods. */
    private static final List<String> OF_PODS = List.of(
            "/var/lib/kubelet/pods/",
            "/var/lib/kubelet/plugins/",
            "/run/containerd/",
            "/run/containers/",
            "/run/docker/",
            "/run/netns/",
            "/run/user/",
            "/run/credentials/",
            "/var/lib/containerd/",
            "/var/lib/containers/",
            "/var/lib/docker/",
            "/var/lib/rancher/",
            "/run/k3s/",
            "/snap/");

    /** The places that controls name, by the name of their fact. */
    private static final String[][] PLACES = {
        {"tmp", "/tmp"},
        {"variable", "/var"},
        {"var_tmp", "/var/tmp"},
        {"var_log", "/var/log"},
        {"var_log_audit", "/var/log/audit"},
        {"home", "/home"},
        {"boot", "/boot"},
        {"dev_shm", "/dev/shm"},
        {"proc", "/proc"},
        {"kubelet", "/var/lib/kubelet"},
        {"containerd", "/var/lib/containerd"},
        {"docker", "/var/lib/docker"},
        {"containers", "/var/lib/containers"},
        {"etcd", "/var/lib/etcd"},
        {"cni", "/opt/cni/bin"}
    };

    private final HostRoot root;
    private final FileFacts files;
    private final BootMounts boot;
    private final @Nullable MountTable table;
    private final String source;
    private final Unknown untold;

    private MountFacts(HostRoot root, FileFacts files, UnitStates units) {
        this.root = root;
        this.files = files;
        this.boot = BootMounts.read(root, units);
        MountTable found = null;
        String from = TABLES.getFirst();
        Unknown why = new Unknown("only a running host can tell", from, !root.live());
        List<String> paths = new ArrayList<>(TABLES);
        paths.addAll(SHORT_TABLES);
        for (String path : paths) {
            if (found != null) {
                break;
            }
            Read<String> read = root.text(path, LIMIT);
            if (read instanceof Read.Found<String>(String text)) {
                MountTable parsed = TABLES.contains(path) ? MountTable.parse(text) : MountTable.parseShort(text);
                // what knows of no root is no table of a host's mounts
                found = parsed.covering("/") == null ? null : parsed;
                from = path;
                why = new Unknown("is no table of a host's mounts", path);
            } else if (read instanceof Read.Failed<String> failed) {
                why = failed.unknown();
            }
        }
        this.table = found;
        this.source = from;
        this.untold = why;
    }

    /** Reads everything that this host has to say of its mounts. */
    public static MountFacts read(HostRoot root, FileFacts files, UnitStates units) {
        return new MountFacts(root, files, units);
    }

    /** What is mounted now, type list(Mount). */
    public Node now() {
        if (table == null) {
            return untold;
        }
        List<Many.Item> items = new ArrayList<>();
        for (Mount mount : table.all()) {
            if (!ofPods(mount.point()) && items.size() < MOST) {
                items.add(new Many.Item(mount.point(), running(mount)));
            }
        }
        return new Many(items, source);
    }

    /** What will be mounted after the next boot, type list(MountAtBoot). */
    public Node atBoot() {
        List<Many.Item> items = new ArrayList<>();
        for (BootMounts.Planned planned : boot.all()) {
            items.add(new Many.Item(planned.point(), planned(planned)));
        }
        Unknown problem = boot.problem();
        if (problem != null) {
            items.add(new Many.Item(problem.source(), problem));
        }
        return new Many(items, BootMounts.FSTAB);
    }

    /** The places that matter, type MountPlaces. */
    public Node places() {
        SequencedMap<String, Node> places = new LinkedHashMap<>();
        for (String[] place : PLACES) {
            places.put(place[0], place(place[1]));
        }
        return Group.of(places);
    }

    /** Where now and the next boot differ, type MountDrift. */
    public Node drift() {
        List<Many.Item> lost = new ArrayList<>();
        List<Many.Item> missing = new ArrayList<>();
        List<Many.Item> unmounted = new ArrayList<>();
        Unknown problem = boot.problem();
        if (problem != null) {
            lost.add(new Many.Item(problem.source(), problem));
        }
        for (BootMounts.Planned planned : boot.all()) {
            Mount mount = table == null ? null : table.covering(planned.point());
            if (mount == null) {
                continue;
            }
            if (!mount.point().equals(real(planned.point()))) {
                // units of the distribution mount under conditions, as where the kernel has such a file system
                if (planned.place().startsWith("/etc/")) {
                    unmounted.add(new Many.Item(planned.point(), new Known(planned.point(), planned.place())));
                }
                continue;
            }
            MountOptions now = MountOptions.of(mount.options());
            compare(planned, "nodev", now.nodev(), planned.options().nodev(), lost, missing);
            compare(planned, "nosuid", now.nosuid(), planned.options().nosuid(), lost, missing);
            compare(planned, "noexec", now.noexec(), planned.options().noexec(), lost, missing);
        }
        Node twice = new Known(boot.twice(), BootMounts.FSTAB);
        boolean told = table != null;
        return Group.builder()
                .put("lost", told ? new Many(lost, source) : untold)
                .put("not_running", told ? new Many(missing, source) : untold)
                .put("not_mounted", told ? new Many(unmounted, source) : untold)
                .put("twice", boot.twice().isEmpty() && problem != null ? problem : twice)
                .build();
    }

    private static void compare(
            BootMounts.Planned planned,
            String option,
            boolean now,
            boolean then,
            List<Many.Item> lost,
            List<Many.Item> missing) {
        // who does not run systemd has no use for what it would mount
        if (now != then && (now || planned.named())) {
            String text = planned.point() + " (" + option + ")";
            (now ? lost : missing).add(new Many.Item(text, new Known(text, planned.place())));
        }
    }

    private String real(String path) {
        return root.seen(path) instanceof Read.Found<Stat>(Stat stat) ? stat.path() : path;
    }

    private Group place(String path) {
        Group file = files.of(path);
        String real = real(path);
        Mount mount = table == null ? null : table.covering(real);
        boolean own = mount != null && mount.point().equals(real);
        Group.Builder place = Group.builder();
        place.put("path", path, path).put("file", file);
        if (mount == null) {
            for (String name : new String[] {
                "mounted", "type", "source", "options", "nodev", "nosuid", "noexec", "read_only", "shared"
            }) {
                place.put(name, untold);
            }
        } else {
            place.put("mounted", own, source);
            state(place, mount);
        }
        BootMounts.Planned planned = boot.at(path);
        if (planned == null && !real.equals(path)) {
            planned = boot.at(real);
        }
        Unknown problem = boot.problem();
        if (planned != null) {
            place.put("at_boot", planned(planned));
        } else {
            // something else mounted it: systemd-gpt-auto-generator(8), cloud-init, a script
            Unknown other = new Unknown("neither /etc/fstab nor a unit names it", BootMounts.FSTAB, true);
            Node named = problem != null ? problem : own ? other : new Known(false, BootMounts.FSTAB);
            Unknown rest = problem != null ? problem : other;
            place.put(
                    "at_boot",
                    Group.builder()
                            .put("point", path, BootMounts.FSTAB)
                            .put("mounted", named)
                            .put("source", rest)
                            .put("type", rest)
                            .put("options", rest)
                            .put("nodev", rest)
                            .put("nosuid", rest)
                            .put("noexec", rest)
                            .put("read_only", rest)
                            .build());
        }
        return place.build();
    }

    private Group running(Mount mount) {
        Group.Builder facts = Group.builder().put("point", mount.point(), source);
        state(facts, mount);
        return facts.build();
    }

    private void state(Group.Builder facts, Mount mount) {
        MountOptions options = MountOptions.of(mount.options());
        String settings = mount.settings();
        boolean same = settings.startsWith("rw") && mount.options().startsWith("rw");
        settings = same ? settings.substring(Math.min(settings.length(), "rw,".length())) : settings;
        String text = settings.isEmpty() ? mount.options() : mount.options() + "," + settings;
        facts.put("type", mount.type(), source)
                .put("source", MountOptions.shownSource(mount.source()), source)
                .put("options", MountOptions.shown(text), source)
                .put("nodev", options.nodev(), source)
                .put("nosuid", options.nosuid(), source)
                .put("noexec", options.noexec(), source)
                .put("read_only", options.readOnly(), source)
                // the short table does not tell
                .put(
                        "shared",
                        mount.id().isEmpty()
                                ? new Unknown("does not tell", source)
                                : new Known(mount.shared(), source));
    }

    private static Group planned(BootMounts.Planned planned) {
        String place = planned.place();
        MountOptions options = planned.options();
        return Group.builder()
                .put("point", planned.point(), place)
                .put("mounted", true, place)
                .put("source", MountOptions.shownSource(planned.source()), place)
                .put("type", planned.type(), place)
                .put("options", MountOptions.shown(options.text()), place)
                .put("nodev", options.nodev(), place)
                .put("nosuid", options.nosuid(), place)
                .put("noexec", options.noexec(), place)
                .put("read_only", options.readOnly(), place)
                .build();
    }

    private static boolean ofPods(String point) {
        for (String prefix : OF_PODS) {
            if (point.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
