package io.nodeward.hostprobes;

import io.nodeward.hostprobes.accounts.LoginDefs;
import io.nodeward.hostprobes.binaries.Binaries;
import io.nodeward.hostprobes.binaries.BinaryChecks;
import io.nodeward.hostprobes.cloud.Cloud;
import io.nodeward.hostprobes.cloud.MetadataLeave;
import io.nodeward.hostprobes.confinement.AppArmor;
import io.nodeward.hostprobes.confinement.SeccompProfiles;
import io.nodeward.hostprobes.confinement.Selinux;
import io.nodeward.hostprobes.disk.DiskLeave;
import io.nodeward.hostprobes.disk.SearchPath;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.firewall.Firewall;
import io.nodeward.hostprobes.kernel.KernelBuild;
import io.nodeward.hostprobes.kubernetes.StaticPods;
import io.nodeward.hostprobes.kubernetes.Versions;
import io.nodeward.hostprobes.kubernetes.controlplane.ControlPlane;
import io.nodeward.hostprobes.kubernetes.kubelet.Kubelets;
import io.nodeward.hostprobes.kubernetes.live.LiveAccess;
import io.nodeward.hostprobes.kubernetes.live.LiveKubelets;
import io.nodeward.hostprobes.mounts.MountFacts;
import io.nodeward.hostprobes.network.Ipv6Only;
import io.nodeward.hostprobes.network.OpenSockets;
import io.nodeward.hostprobes.packages.Installed;
import io.nodeward.hostprobes.pki.Certificates;
import io.nodeward.hostprobes.pki.Kubeconfigs;
import io.nodeward.hostprobes.process.Components;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.runtime.RuntimeReads;
import io.nodeward.hostprobes.runtime.Runtimes;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What several probes need, read once when it is first asked for. */
final class Survey {

    private final HostRoot root;
    private final Once<Accounts> accounts = new Once<>(() -> Accounts.read(root()));
    private final Once<FileFacts> files = new Once<>(() -> new FileFacts(root(), accounts()));
    private final Once<Certificates> certificates = new Once<>(() -> new Certificates(root()));
    private final Once<Kubeconfigs> kubeconfigs = new Once<>(() -> new Kubeconfigs(root(), accounts(), certificates()));
    private final Once<Versions> versions = new Once<>(() -> new Versions(root()));
    private final Once<ProcessTable> processes = new Once<>(() -> ProcessTable.read(root()));
    private final Once<Components> components = new Once<>(() -> Components.among(processes(), root()));
    private final Once<Kubelets> kubelets = new Once<>(
            () -> new Kubelets(root(), processes(), components(), files(), certificates(), kubeconfigs(), versions()));
    private final Once<StaticPods> usualStaticPods = new Once<>(() -> StaticPods.read(root(), StaticPods.USUAL));
    private final Once<List<StaticPods>> staticPods = new Once<>(() -> {
        List<StaticPods> all = new ArrayList<>();
        for (String path : kubelets().staticPodPaths()) {
            all.add(path.equals(StaticPods.USUAL) ? usualStaticPods() : StaticPods.read(root(), path));
        }
        // where manifests may lie that nobody can name, a component may be set up
        for (Unknown gap : Gaps.inStaticPodPaths(kubelets().list())) {
            all.add(new StaticPods(
                    Map.of(), List.of(new Read.Failed<>(gap.source(), gap.reason())), "the kubelet's staticPodPath"));
        }
        return all;
    });
    private final Once<RuntimeReads> runtimeReads = new Once<>(() -> new RuntimeReads(root(), processes(), versions()));
    private final Once<Runtimes> runtimes = new Once<>(() -> Runtimes.read(runtimeReads(), files()));
    private final Once<KernelBuild> kernelBuild = new Once<>(() -> KernelBuild.find(root()));
    private final Once<AppArmor> appArmor = new Once<>(() -> AppArmor.read(root()));
    private final Once<Selinux> selinux = new Once<>(() -> Selinux.read(root()));
    private final Once<UnitStates> units = new Once<>(() -> UnitStates.read(root()));
    private final Once<OpenSockets> openSockets = new Once<>(() -> OpenSockets.read(root()));
    private final Once<Ipv6Only> ipv6Only = new Once<>(() -> Ipv6Only.read(root(), kernelBuild()));
    private final Once<Firewall> firewall =
            new Once<>(() -> Firewall.read(root(), kernelBuild(), openSockets(), ipv6Only(), units(), files()));
    private final Once<MountFacts> mounts = new Once<>(() -> MountFacts.read(root(), files(), units()));
    private final Once<Group> loginDefs = new Once<>(() -> LoginDefs.read(root()));
    private final Once<Installed> installed = new Once<>(() -> Installed.read(root()));
    private final Once<ControlPlane> controlPlane = new Once<>(() -> new ControlPlane(
            root(),
            components(),
            staticPods(),
            accounts(),
            files(),
            certificates(),
            kubeconfigs(),
            versions(),
            kubelets().list()));

    private final Once<Cloud> cloud = new Once<>(() -> Cloud.read(root()));
    private final Once<SearchPath> searchPath = new Once<>(() -> SearchPath.read(root()));
    private final AtomicLong walked = new AtomicLong();
    private final Supplier<MetadataLeave> metadata;
    private final Supplier<DiskLeave> disk;
    private final Supplier<BinaryChecks> binaryChecks;
    private final Once<Beside<Binaries>> binaries = new Once<>(() -> BinariesProbe.begin(this));
    private final LiveKubelets live;

    Survey(
            HostRoot root,
            LiveAccess access,
            Supplier<MetadataLeave> metadata,
            Supplier<DiskLeave> disk,
            Supplier<BinaryChecks> binaryChecks) {
        this.root = root;
        this.metadata = metadata;
        this.disk = disk;
        this.binaryChecks = binaryChecks;
        this.live = new LiveKubelets(root, access);
    }

    HostRoot root() {
        return root;
    }

    Accounts accounts() {
        return accounts.get();
    }

    FileFacts files() {
        return files.get();
    }

    Certificates certificates() {
        return certificates.get();
    }

    Kubeconfigs kubeconfigs() {
        return kubeconfigs.get();
    }

    Versions versions() {
        return versions.get();
    }

    ProcessTable processes() {
        return processes.get();
    }

    Components components() {
        return components.get();
    }

    Kubelets kubelets() {
        return kubelets.get();
    }

    Selinux selinux() {
        return selinux.get();
    }

    /** Where pods' seccomp profiles lie. */
    List<String> seccompDirectories() {
        return SeccompProfiles.directories(kubelets().list());
    }

    MountFacts mounts() {
        return mounts.get();
    }

    Group loginDefs() {
        return loginDefs.get();
    }

    Installed installed() {
        return installed.get();
    }

    /** Container runtimes and their configuration as it is read. */
    RuntimeReads runtimeReads() {
        return runtimeReads.get();
    }

    /** Container runtimes as facts. */
    Runtimes runtimes() {
        return runtimes.get();
    }

    Cloud cloud() {
        return cloud.get();
    }

    /** Where root looks for programs. */
    SearchPath searchPath() {
        return searchPath.get();
    }

    /** Whether the disk may be walked. */
    DiskLeave disk() {
        return disk.get();
    }

    /** How many names the walk over the disk has looked at. */
    AtomicLong walked() {
        return walked;
    }

    /** How programs are compared with what they should be. */
    BinaryChecks binaryChecks() {
        return binaryChecks.get();
    }

    /** The programs that the node stands on, which are looked at beside. */
    Beside<Binaries> binaries() {
        return binaries.get();
    }

    /** Whether metadata services may be asked. */
    MetadataLeave metadata() {
        return metadata.get();
    }

    /** The kernel that runs, or that an image has. */
    KernelBuild kernelBuild() {
        return kernelBuild.get();
    }

    UnitStates units() {
        return units.get();
    }

    OpenSockets openSockets() {
        return openSockets.get();
    }

    Ipv6Only ipv6Only() {
        return ipv6Only.get();
    }

    /** What filters packets, and what that leaves open. */
    Firewall firewall() {
        return firewall.get();
    }

    AppArmor appArmor() {
        return appArmor.get();
    }

    /** What the running kubelets say themselves. */
    LiveKubelets live() {
        return live;
    }

    /** Those of the directory that kubeadm names. */
    StaticPods usualStaticPods() {
        return usualStaticPods.get();
    }

    List<StaticPods> staticPods() {
        return staticPods.get();
    }

    ControlPlane controlPlane() {
        return controlPlane.get();
    }

    /** Computed once. Not locked: a thread that hangs in it must not hold up the one that takes its place. */
    private static final class Once<T> {
        private final Supplier<T> supplier;
        private volatile @Nullable T value;

        Once(Supplier<T> supplier) {
            this.supplier = supplier;
        }

        T get() {
            T known = value;
            if (known == null) {
                known = supplier.get();
                value = known;
            }
            return known;
        }
    }
}
