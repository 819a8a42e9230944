package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.confinement.AppArmor;
import io.nodeward.hostprobes.containers.Containers.Running;
import io.nodeward.hostprobes.containers.Mounts.Mount;
import io.nodeward.hostprobes.containers.Specifications.Specification;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at one container after the other; what belongs to the host is read once. */
final class ContainerFacts {

    private static final int MOUNTS = 16 << 20;

    private final HostRoot root;
    private final AppArmor appArmor;
    private final boolean selinux;
    private final Identities identities;
    private final Specifications specifications;
    private final Filters filters = new Filters();
    private final Namespaces namespaces;
    private final CgroupLimits limits;
    private final Capabilities capabilities = new Capabilities();
    private final Read<Mounts> host;

    ContainerFacts(HostRoot root, AppArmor appArmor, boolean selinux) {
        this.root = root;
        this.appArmor = appArmor;
        this.selinux = selinux;
        this.identities = new Identities(root);
        this.specifications = new Specifications(root);
        this.namespaces = new Namespaces(root);
        this.limits = new CgroupLimits(root);
        this.host = root.text("/proc/1/mountinfo", MOUNTS).map(Mounts::parse);
    }

    /** Type Container; null for one that has ended. */
    Many.@Nullable Item of(Running container) {
        Rights rights = Rights.of(root, container.processes());
        if (rights.alive().isEmpty()) {
            Unknown hidden = rights.hidden();
            return hidden == null ? null : new Many.Item(container.group().id(), hidden);
        }
        HostProcess first = rights.alive().getFirst();
        Read<Specification> specification = specifications.of(container.group().id());
        Identities.Identity identity = identities.of(container.group(), rights.alive(), specification);
        Group.Builder group = Group.builder();
        identity.facts(group, container.group(), first);
        rights.facts(group, capabilities);
        filters.facts(group, specification, rights.filtered(), !root.live());
        label(group, rights);
        Node ownUsers = namespaces.ownUsers(first.path(""), rights.uid());
        group.put("user_namespace", ownUsers);
        Read<Map<String, String>> links = namespaces.of(first.pid());
        for (String name : List.of("pid", "net", "ipc")) {
            group.put("host_" + name, namespaces.shared(links, name, first.path("")));
        }
        mounts(group, rights, first, ownUsers);
        group.put("memory_limited", limits.memory(container.group()));
        group.put("pids_limited", limits.pids(container.group()));
        return new Many.Item(identity.name(), group.build());
    }

    private void label(Group.Builder group, Rights rights) {
        if (appArmor.on()) {
            Read<Label> read = rights.apparmor(root);
            if (read instanceof Read.Found<Label>(Label label)) {
                String source = rights.alive().getFirst().path("attr/apparmor/current");
                group.put("apparmor", label.text(), source).put("apparmor_mode", label.mode(), source);
            } else {
                Unknown unknown = Rights.noLabel(read, root);
                group.put("apparmor", unknown).put("apparmor_mode", unknown);
            }
        }
        if (selinux) {
            HostProcess first = rights.alive().getFirst();
            Read<Label> read = Label.selinux(root, first.path(""));
            if (read instanceof Read.Found<Label>(Label label)) {
                String source = first.path("attr/current");
                group.put("selinux_type", label.type(), source).put("selinux_level", label.level(), source);
            } else {
                Unknown unknown = Rights.noLabel(read, root);
                group.put("selinux_type", unknown).put("selinux_level", unknown);
            }
        }
    }

    private void mounts(Group.Builder group, Rights rights, HostProcess first, Node ownUsers) {
        String source = first.path("mountinfo");
        Read<Mounts> read = root.text(source, MOUNTS).map(Mounts::parse);
        if (!(read instanceof Read.Found<Mounts>(Mounts mounts)) || mounts.empty()) {
            Unknown unknown = read instanceof Read.Failed<Mounts> failed
                    ? failed.unknown()
                    : new Unknown("shows no mounts", source, !root.live());
            for (String name : List.of("read_only_root", "masked_proc", "writable_sys")) {
                group.put(name, unknown);
            }
            group.put("privileged", privileged(rights, unknown, ownUsers));
            group.put("host_mounts", unknown).put("foreign_programs", Executables.unknown(unknown));
            return;
        }
        Mount top = mounts.at("/");
        group.put(
                "read_only_root", top == null ? new Unknown("has no root", source) : new Known(top.readOnly(), source));
        Node masked = new Known(masked(mounts), source);
        group.put("masked_proc", masked);
        group.put("writable_sys", writable(mounts), source);
        group.put("privileged", privileged(rights, masked, ownUsers));
        group.put(
                "host_mounts",
                host instanceof Read.Found<Mounts>(Mounts hosts) && !hosts.empty()
                        ? HostMounts.of(mounts, hosts, source)
                        : new Unknown("the mounts of the host cannot be read", "/proc/1/mountinfo", !root.live()));
        group.put("foreign_programs", Executables.of(root, rights.alive(), mounts));
    }

    /** Whether the parts of /proc by which a container could change the host are hidden or frozen. */
    private static boolean masked(Mounts mounts) {
        Mount proc = mounts.at("/proc");
        Mount settings = mounts.at("/proc/sys");
        return proc == null
                || proc.readOnly()
                || mounts.at("/proc/kcore") != null
                || (settings != null && settings.readOnly());
    }

    private static boolean writable(Mounts mounts) {
        for (String point : List.of("/sys", "/sys/fs/cgroup")) {
            Mount mount = mounts.at(point);
            if (mount != null && !mount.readOnly() && !mount.type().equals("tmpfs")) {
                return true;
            }
        }
        return false;
    }

    /** All capabilities, no filter, nothing of /proc hidden, and the host's users: what no runtime gives otherwise. */
    private static Node privileged(Rights rights, Node masked, Node ownUsers) {
        String source = rights.alive().getFirst().path("status");
        if (!Capabilities.all(rights.capabilities()) || !rights.unfiltered()) {
            return new Known(false, source);
        }
        for (Node node : new Node[] {masked, ownUsers}) {
            if (node instanceof Known known && Boolean.TRUE.equals(known.value())) {
                return new Known(false, known.source());
            }
        }
        for (Node node : new Node[] {masked, ownUsers}) {
            if (node instanceof Unknown unknown) {
                return unknown;
            }
        }
        return new Known(true, source);
    }

    static boolean pod(ContainerGroup group) {
        return group.placement().kind() != Placement.Kind.CONTAINER;
    }
}
