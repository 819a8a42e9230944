package io.nodeward.hostprobes.disk;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.MountTable;
import io.nodeward.hostprobes.host.HostProbe;
import io.nodeward.hostprobes.packages.FileOwners;
import io.nodeward.hostprobes.packages.Installed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a walk over the host's disks finds, type SpecialFiles. Containers' layers, pods' volumes and file systems of other
 * machines are not walked over: they are not this host's.
 */
public final class SpecialFiles {

    private static final long MILLISECONDS = 120_000;
    private static final int SET_USER_ID = 04000;
    private static final int SET_GROUP_ID = 02000;
    private static final int OTHERS_WRITE = 02;
    private static final int GROUP_WRITES = 020;

    private static final List<String> SKIPPED = List.of(
            "/proc",
            "/sys",
            "/var/lib/kubelet/pods",
            "/var/lib/kubelet/plugins",
            "/var/lib/containerd",
            "/var/lib/docker",
            "/var/lib/containers/storage",
            "/home/*/.local/share/containers/storage",
            "/home/*/.local/share/docker",
            "/root/.local/share/containers/storage",
            "/var/lib/rancher/k3s/agent/containerd",
            "/var/lib/rancher/rke2/agent/containerd",
            "/var/lib/k0s/containerd",
            "/var/snap/microk8s/common/var/lib/containerd",
            "/run/containerd",
            "/run/docker",
            "/run/k3s/containerd",
            "/run/containers",
            "/sysroot/ostree",
            "/ostree",
            "/.snapshots");

    private static final List<String> DEVICES = List.of("/dev", "/usr/lib/udev/devices", "/var/spool/postfix/dev");

    private final Accounts accounts;
    private final Finds finds;
    private final @Nullable Unknown gaps;
    private final FileOwners owners;
    private final UsualPrograms usual;
    private final Owners people;

    private SpecialFiles(
            Accounts accounts,
            Finds finds,
            @Nullable Unknown gaps,
            FileOwners owners,
            UsualPrograms usual,
            Owners people) {
        this.accounts = accounts;
        this.finds = finds;
        this.gaps = gaps;
        this.owners = owners;
        this.usual = usual;
        this.people = people;
    }

    /**
     * Walks over the disk, where that may be done, and returns what it found.
     *
     * @param names counts what was looked at while it goes on
     */
    public static Node read(
            HostRoot root,
            DiskLeave leave,
            Accounts accounts,
            Installed installed,
            SearchPath searchPath,
            AtomicLong names) {
        Unknown refused = refused(root, leave);
        if (refused != null) {
            return refused;
        }
        Finds finds = new Finds();
        List<String> skipped = new ArrayList<>(SKIPPED);
        MountTable hostTable = root.live() ? null : Volumes.captured(root);
        List<Volume> volumes = Volumes.of(root, hostTable, skipped, finds);
        Owners people = Owners.read(root, accounts);
        try {
            SystemCalls.check();
            new DiskWalk(Signposts.of(skipped, searchPath.places(), DEVICES), people, finds, names, MILLISECONDS)
                    .over(volumes);
        } catch (LinkageError | IllegalCallerException | UnsupportedOperationException e) {
            return new Unknown("this Java runtime cannot make the system calls of a walk", "/");
        } catch (IOException e) {
            return new Unknown("cannot be walked over: " + e.getMessage(), "/");
        }
        finds.sort();
        String missing = finds.gaps();
        // without root there are directories that nobody expects to be seen
        Unknown gaps = missing.isEmpty() ? null : new Unknown(missing, "/", !HostProbe.privileged());
        UsualPrograms usual = new UsualPrograms();
        Map<String, String> hints = new HashMap<>();
        List<String> paths = new ArrayList<>();
        for (Find find : finds.privileged) {
            String likely = usual.packages(find.path());
            paths.add(find.path());
            hints.put(find.path(), likely == null ? "" : likely);
        }
        FileOwners owners = FileOwners.find(root, installed, paths, hints);
        return new SpecialFiles(accounts, finds, gaps, owners, usual, people).facts(names.get());
    }

    private static @Nullable Unknown refused(HostRoot root, DiskLeave leave) {
        if (!leave.refusal().isEmpty()) {
            return new Unknown("was not walked over: " + leave.refusal(), "/", true);
        }
        return root.live() && !leave.always() && !HostProbe.privileged()
                ? new Unknown(
                        "only root sees all of the disk (files.walk: always looks as far as others may)", "/", true)
                : null;
    }

    private Group facts(long looked) {
        return Group.builder()
                .put("names", looked, "/")
                .put("privileged", privileged())
                .put("open_files", list(finds.openFiles))
                .put("open_directories", list(finds.openDirectories))
                .put("unowned", unowned())
                .put("devices", devices())
                .put("programs", list(finds.programs))
                .build();
    }

    private Many many(List<Many.Item> items) {
        if (gaps != null) {
            items.add(new Many.Item("the rest", gaps));
        }
        return new Many(items, "/");
    }

    private Many list(List<Find> found) {
        List<Many.Item> items = new ArrayList<>();
        for (Find find : found) {
            items.add(new Many.Item(find.path(), file(find)));
        }
        return many(items);
    }

    private Many devices() {
        List<Many.Item> items = new ArrayList<>();
        for (Find find : finds.devices) {
            if (!find.volume().nodev()) {
                items.add(new Many.Item(find.path(), file(find)));
            }
        }
        return many(items);
    }

    private Node unowned() {
        String other = people.otherSource();
        return other == null
                ? list(finds.unowned)
                : new Unknown("users come from " + other + " too, which is not asked", "/etc/nsswitch.conf", true);
    }

    private Group file(Find find) {
        return Group.builder()
                .put("path", find.path(), find.path())
                .put("mode", find.octal(), find.path())
                .put("owner", accounts.owner(find.stat()), find.path())
                .put("uid", Integer.toUnsignedLong(find.uid()), find.path())
                .put("gid", Integer.toUnsignedLong(find.gid()), find.path())
                .put("directory", find.directory(), find.path())
                .build();
    }

    private Many privileged() {
        Map<String, Integer> seen = new HashMap<>();
        for (Find find : finds.privileged) {
            seen.merge(find.file(), 1, Integer::sum);
        }
        List<Many.Item> items = new ArrayList<>();
        for (Find find : finds.privileged) {
            FileCapabilities capabilities = find.capabilities();
            boolean bits = (find.mode() & (SET_USER_ID | SET_GROUP_ID)) != 0;
            // what a user of a user namespace may do there is no privilege on the host
            if (bits || (capabilities != null && capabilities.namespaceRoot() == 0)) {
                items.add(new Many.Item(
                        find.path(), privileged(find, capabilities, find.links() - seen.getOrDefault(find.file(), 0))));
            }
        }
        return many(items);
    }

    private Group privileged(Find find, @Nullable FileCapabilities capabilities, int hiddenLinks) {
        String path = find.path();
        Node given = usual(find);
        // a file of no package is told by that
        Node altered = !ofPackage(path)
                ? new Known(false, path)
                : given instanceof Known known ? known.with(!Boolean.TRUE.equals(known.value())) : given;
        boolean written = (find.mode() & OTHERS_WRITE) != 0 || ((find.mode() & GROUP_WRITES) != 0 && find.gid() != 0);
        return Group.builder()
                .put("path", path, path)
                .put("mode", find.octal(), path)
                .put("owner", accounts.owner(find.stat()), path)
                .put("uid", Integer.toUnsignedLong(find.uid()), path)
                .put("set_uid", (find.mode() & SET_USER_ID) != 0, path)
                .put("set_gid", (find.mode() & SET_GROUP_ID) != 0, path)
                .put("capabilities", capabilities == null ? List.of() : capabilities.names(), path)
                .put("dangerous", capabilities == null ? List.of() : capabilities.dangerous(), path)
                .put("effective", !find.volume().nosuid(), path)
                .put("written_by_others", written, path)
                .put("hidden_links", (long) Math.max(0, hiddenLinks), path)
                .put("package_name", packageOf(path))
                .put("usual", given)
                .put("altered", altered)
                .build();
    }

    private Node packageOf(String path) {
        FileOwners.Owner owner = owners.of(path);
        if (owner != null) {
            return new Known(owner.packageName(), owner.source());
        }
        Unknown problem = owners.problem(path);
        return problem == null ? new Known("", owners.source()) : problem;
    }

    /** Whether whoever made the package, or the host's administrator by dpkg's means, wanted it so. */
    private Node usual(Find find) {
        String path = find.path();
        FileOwners.Owner owner = owners.of(path);
        int bits = find.mode() & (SET_USER_ID | SET_GROUP_ID);
        if (owner != null && owner.mode() >= 0 && bits != 0) {
            return new Known((owner.mode() & bits) == bits, owner.source());
        }
        if (usual.ofPlugin(path)) {
            return new Known(true, "table of nodeward: Calico puts it there");
        }
        return ofPackage(path) ? table(path, owners.source()) : new Known(false, owners.source());
    }

    /** Whether it is a package's, as far as anybody knows. */
    private boolean ofPackage(String path) {
        return owners.of(path) != null || owners.problem(path) != null;
    }

    private Node table(String path, String source) {
        if (usual.packages(path) != null) {
            return new Known(true, "table of nodeward: distributions ship it so");
        }
        return usual.never(path)
                ? new Known(false, "table of nodeward: no distribution ships it so")
                : new Unknown("its package does not tell, and nodeward does not know it", source, true);
    }
}
