package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.confinement.Unknowns;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.HostProcess;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the processes of one container may do, all of them together: the freest of them decides. */
final class Rights {

    private final List<HostProcess> alive = new ArrayList<>();
    private final @Nullable Unknown hidden;
    private final @Nullable HostProcess asRoot;
    private final long uid;
    private final long capabilities;
    private final @Nullable Boolean noNewPrivileges;
    private final long seccomp;
    private final long filters;
    private final @Nullable HostProcess freest;

    private Rights(HostRoot root, List<HostProcess> processes) {
        Unknown unread = null;
        HostProcess user = null;
        HostProcess free = null;
        long first = -1;
        long caps = 0;
        Boolean kept = true;
        long mode = 2;
        long count = Long.MAX_VALUE;
        for (HostProcess process : processes) {
            Read<ProcessStatus> read = ProcessStatus.read(root, process.path("status"));
            if (read instanceof Read.Failed<ProcessStatus> failed) {
                unread = failed.unknown();
            }
            if (!(read instanceof Read.Found<ProcessStatus>(ProcessStatus status))) {
                continue;
            }
            alive.add(process);
            first = first < 0 ? status.uid() : first;
            user = status.uid() == 0 && user == null ? process : user;
            caps |= status.held() | (Boolean.TRUE.equals(status.noNewPrivileges()) ? 0 : status.bounding());
            Boolean its = status.noNewPrivileges();
            kept = its == null || kept == null ? null : kept && its;
            if (status.seccomp() < mode || free == null) {
                free = process;
            }
            mode = Math.min(mode, status.seccomp());
            count = Math.min(count, status.filters());
        }
        this.hidden = unread;
        this.asRoot = user;
        this.uid = first;
        this.capabilities = caps;
        this.noNewPrivileges = kept;
        this.seccomp = mode;
        this.filters = count;
        this.freest = free;
    }

    static Rights of(HostRoot root, List<HostProcess> processes) {
        return new Rights(root, processes);
    }

    /** Those that have not ended meanwhile. */
    List<HostProcess> alive() {
        return alive;
    }

    /** Why a process could not be looked at, or null. */
    @Nullable Unknown hidden() {
        return hidden;
    }

    /** The user of the first process as the host sees it; -1 when it cannot be told. */
    long uid() {
        return uid;
    }

    long capabilities() {
        return capabilities;
    }

    /** Whether a process has no filter; false where that cannot be told. */
    boolean unfiltered() {
        return seccomp == 0;
    }

    /** Whether every process has one. */
    boolean filtered() {
        return seccomp == 2;
    }

    void facts(Group.Builder group, Capabilities names) {
        String source = alive.getFirst().path("status");
        group.put("uid", uid, source);
        group.put(
                "root",
                node(asRoot != null, asRoot == null && uid < 0, asRoot == null ? source : asRoot.path("status")));
        group.put("no_new_privileges", noNewPrivileges == null ? gone(source) : new Known(noNewPrivileges, source));
        String freePath = freest == null ? source : freest.path("status");
        group.put("seccomp", node(word(seccomp), seccomp < 0, freePath));
        group.put("seccomp_filters", filters < 0 ? 0L : filters, freePath);
        group.put("capabilities", node(names.added(capabilities), false, source));
        group.put("dangerous_capabilities", node(names.dangerous(capabilities), false, source));
        group.put("net_raw", node(Capabilities.has(capabilities, Capabilities.NET_RAW), false, source));
    }

    private Node node(Object value, boolean missing, String source) {
        return missing ? gone(source) : new Known(value, source);
    }

    private static Node gone(String source) {
        return new Unknown("does not tell", source);
    }

    private static String word(long seccomp) {
        return seccomp == 2 ? "filter" : seccomp == 1 ? "strict" : "none";
    }

    /** The AppArmor profile of the process that is confined least. */
    Read<Label> apparmor(HostRoot root) {
        Read<Label> worst = new Read.Absent<>(alive.getFirst().path("attr/apparmor/current"));
        for (HostProcess process : alive) {
            Read<Label> read = Label.apparmor(root, process.path(""));
            if (read instanceof Read.Found<Label>(Label label)) {
                worst = worst instanceof Read.Found<Label>(Label before) ? new Read.Found<>(before.worse(label)) : read;
            } else if (read instanceof Read.Failed<Label> && !(worst instanceof Read.Found<Label>)) {
                worst = read;
            }
        }
        return worst;
    }

    static Unknown noLabel(Read<Label> read, HostRoot root) {
        return Unknowns.of(read, "does not exist", !root.live());
    }
}
