package io.nodeward.hostprobes.kubernetes.kubelet;

import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.PathMap;
import io.nodeward.hostprobes.files.PathMaps;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.Versions;
import io.nodeward.hostprobes.kubernetes.Versions.Version;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.pki.Certificates;
import io.nodeward.hostprobes.pki.Kubeconfigs;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.process.Components;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the kubelets of a host and says everything about them. For one thread. */
public final class Kubelets {

    static final String UNIT = "kubelet.service";

    private final HostRoot root;
    private final Versions versions;
    private final PathMaps maps;
    private final KubeletFiles named;
    private final KubeletFacts facts;
    private final List<Many.Item> items = new ArrayList<>();
    private final Node list;
    /** Why there may be one though none was found, or null. */
    private @Nullable Unknown hidden;

    public Kubelets(
            HostRoot root,
            ProcessTable table,
            Components components,
            FileFacts files,
            Certificates certificates,
            Kubeconfigs kubeconfigs,
            Versions versions) {
        this.root = root;
        this.versions = versions;
        this.maps = new PathMaps(root);
        this.named = new KubeletFiles(root, files, certificates, kubeconfigs);
        this.facts = new KubeletFacts(root, files, named);
        for (HostProcess process : components.of(Component.KUBELET)) {
            running(process);
        }
        Unknown unseen = table.complete() instanceof Read.Failed<Boolean> failed ? failed.unknown() : null;
        if (items.isEmpty()) {
            stopped(unseen);
        }
        if (unseen != null) {
            hidden = unseen;
        }
        Unknown reason = items.isEmpty() && hidden == null ? components.hides(Component.KUBELET) : hidden;
        this.list = items.isEmpty() && reason != null
                ? reason
                : new Many(items, "processes, " + UNIT + " and " + Kubeadm.CONFIG);
    }

    /** The kubelets, type list(Kubelet); unknown when none was found and one may be hidden. */
    public Node list() {
        return list;
    }

    /** Directories of static pod manifests that they read. */
    public Set<String> staticPodPaths() {
        return named.staticPodPaths();
    }

    /** Files of certificates and keys that they name. */
    public Set<String> pkiFiles() {
        return named.pkiFiles();
    }

    /** Kubeconfigs and files that hold certificates of theirs. */
    public Set<String> certificateSources() {
        return named.certificateSources();
    }

    /** Why files of certificates and keys that they name cannot be found on the host. */
    public Set<Unknown> lostPkiFiles() {
        return named.lostPki();
    }

    /** The same of kubeconfigs. */
    public Set<Unknown> lostKubeconfigs() {
        return named.lostKubeconfigs();
    }

    private void running(HostProcess process) {
        Placement placement = process.placement();
        String unitName = placement.unit().isEmpty() ? UNIT : placement.unit();
        boolean contained = placement.kind() == Placement.Kind.CONTAINER;
        Read<ServiceUnit> unit =
                contained ? new Read.Failed<>(unitName, "lies inside a container") : ServiceUnit.read(root, unitName);
        PathMap paths = paths(process, contained, unit);
        Version version = versions.kubelet(process);
        KubeletStart now = KubeletStart.of(
                root,
                arguments(Argument.all(process.arguments(), "argv of pid " + process.pid() + " (kubelet): ")),
                process.workingDirectory(),
                paths,
                version.minor());
        Read<String> executable = process.executable() instanceof Read.Found<String>(String path)
                ? paths.toHost(path)
                : new Read.Failed<>(process.path("exe"), why(process.executable()));
        Unknown noNext = noNext(unit);
        KubeletStart next = unit instanceof Read.Found<ServiceUnit>(ServiceUnit service) && noNext == null
                ? now.next(arguments(service.command()), directory(service), PathMap.identity())
                : null;
        add(new KubeletFacts.Subject(
                "pid " + process.pid(),
                process,
                now,
                next,
                noNext == null ? new Unknown("has no command", unitName) : noNext,
                unit,
                version,
                executable));
    }

    private static String why(Read<String> read) {
        return read instanceof Read.Failed<String> failed ? failed.reason() : "is not there";
    }

    /**
     * How its paths lie on the host. A service may have mounts of its own; where they cannot be looked at it is taken to
     * have the host's, unless its unit says otherwise.
     */
    private PathMap paths(HostProcess process, boolean contained, Read<ServiceUnit> unit) {
        String pid = Integer.toString(process.pid());
        boolean readable = process.mounts() instanceof Read.Found<String> && maps.hostKnown();
        boolean own = unit instanceof Read.Found<ServiceUnit>(ServiceUnit service) && service.mounts();
        return contained || readable || own ? maps.of(pid) : PathMap.identity();
    }

    /**
     * What would start if nothing runs: a unit, or kubeadm's files without one.
     *
     * @param unseen why one may run all the same, with whatever arguments; or null
     */
    private void stopped(@Nullable Unknown unseen) {
        Version version = versions.kubelet(null);
        Read<ServiceUnit> unit = unit();
        Read<Boolean> kubeadm = Kubeadm.setUp(root);
        if (unit instanceof Read.Found<ServiceUnit>(ServiceUnit service)
                && (!service.command().isEmpty() || !service.problem().isEmpty())) {
            Read<String> executable = service.command().isEmpty()
                    ? new Read.Failed<>(UNIT, service.problem())
                    : new Read.Found<>(service.command().getFirst().text());
            stopped(service.name(), unseen, start(service, version.minor()), unit, version, executable);
        } else if (kubeadm instanceof Read.Found<Boolean> && unit instanceof Read.Failed<ServiceUnit> failed) {
            KubeletStart start = KubeletStart.unknown(root, failed.unknown(), version.minor());
            stopped(Kubeadm.CONFIG, unseen, start, unit, version, new Read.Failed<>(UNIT, failed.reason()));
        } else if (kubeadm instanceof Read.Found<Boolean>) {
            ServiceUnit usual = Kubeadm.usual(root);
            Read<String> executable = usual.command().isEmpty()
                    ? new Read.Failed<>(UNIT, usual.problem())
                    : new Read.Found<>(usual.command().getFirst().text());
            Unknown doubt = Kubeadm.doubt(root, usual);
            KubeletStart start =
                    doubt == null ? start(usual, version.minor()) : KubeletStart.unknown(root, doubt, version.minor());
            stopped(Kubeadm.CONFIG, unseen, start, unit, version, executable);
        } else if (kubeadm instanceof Read.Failed<Boolean> failed) {
            hidden = failed.unknown();
        } else if (unit instanceof Read.Failed<ServiceUnit> failed) {
            hidden = failed.unknown();
        }
    }

    private void stopped(
            String key,
            @Nullable Unknown unseen,
            KubeletStart start,
            Read<ServiceUnit> unit,
            Version version,
            Read<String> executable) {
        KubeletStart now = unseen == null ? start : KubeletStart.unknown(root, unseen, version.minor());
        add(new KubeletFacts.Subject(key, null, now, start, unset(unit), unit, version, executable));
    }

    private KubeletStart start(ServiceUnit service, int minor) {
        Unknown noNext = noNext(new Read.Found<>(service));
        return noNext == null ? next(service, minor) : KubeletStart.unknown(root, noNext, minor);
    }

    /** The unit of its usual name, else one of another name that certainly starts a kubelet: a snap's for instance. */
    private Read<ServiceUnit> unit() {
        Read<ServiceUnit> usual = ServiceUnit.read(root, UNIT);
        if (!(usual instanceof Read.Absent<ServiceUnit>)) {
            return usual;
        }
        List<Read.Failed<?>> unlisted = new ArrayList<>();
        for (String name : ServiceUnit.named(root, Component.KUBELET.program(), unlisted)) {
            Read<ServiceUnit> other = ServiceUnit.read(root, name);
            if (other instanceof Read.Found<ServiceUnit>(ServiceUnit service)
                    && !service.command().isEmpty()
                    && kubelet(service)) {
                return other;
            }
        }
        return unlisted.isEmpty()
                ? usual
                : new Read.Failed<>(
                        unlisted.getFirst().path(), unlisted.getFirst().reason());
    }

    /** Why a unit does not tell what it would start, or null. */
    private static @Nullable Unknown noNext(Read<ServiceUnit> unit) {
        if (!(unit instanceof Read.Found<ServiceUnit>(ServiceUnit service))) {
            return unset(unit);
        }
        if (!service.problem().isEmpty()) {
            return new Unknown(service.problem(), service.name());
        }
        if (service.command().isEmpty()) {
            return unset(unit);
        }
        return kubelet(service)
                ? null
                : new Unknown("starts another program, which may start a kubelet", service.name());
    }

    private static Unknown unset(Read<ServiceUnit> unit) {
        return unit instanceof Read.Failed<ServiceUnit> failed
                ? failed.unknown()
                : new Unknown("is not set up as a systemd unit", UNIT, true);
    }

    private static boolean kubelet(ServiceUnit unit) {
        List<Argument> command = unit.command();
        String path = command.getFirst().text();
        return Component.KUBELET.named(path.substring(path.lastIndexOf('/') + 1))
                || (command.size() > 1 && command.get(1).text().equals(Component.KUBELET.program()));
    }

    private KubeletStart next(ServiceUnit unit, int minor) {
        return KubeletStart.of(root, arguments(unit.command()), directory(unit), PathMap.identity(), minor);
    }

    private static Read<String> directory(ServiceUnit unit) {
        return unit.directory().isEmpty() ? new Read.Absent<>(unit.name()) : new Read.Found<>(unit.directory());
    }

    /** The arguments behind the program's name; hyperkube names the component in the first of them. */
    private static List<Argument> arguments(List<Argument> words) {
        boolean named = words.size() > 1 && words.get(1).text().equals(Component.KUBELET.program());
        return words.subList(Math.min(named ? 2 : 1, words.size()), words.size());
    }

    private void add(KubeletFacts.Subject subject) {
        items.add(new Many.Item(subject.key(), facts.of(subject)));
    }
}
