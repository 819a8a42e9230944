package io.nodeward.hostprobes;

import io.nodeward.hostprobes.accounts.Pam;
import io.nodeward.hostprobes.accounts.Sudo;
import io.nodeward.hostprobes.accounts.UserAccounts;
import io.nodeward.hostprobes.cloud.Metadata;
import io.nodeward.hostprobes.confinement.SeccompKernel;
import io.nodeward.hostprobes.confinement.SeccompProfiles;
import io.nodeward.hostprobes.confinement.SeccompReferences;
import io.nodeward.hostprobes.confinement.Strays;
import io.nodeward.hostprobes.containers.Containers;
import io.nodeward.hostprobes.disk.KeyPlaces;
import io.nodeward.hostprobes.disk.SpecialFiles;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.firewall.OpenPorts;
import io.nodeward.hostprobes.host.HostProbe;
import io.nodeward.hostprobes.inventory.Inventory;
import io.nodeward.hostprobes.kernel.Cmdline;
import io.nodeward.hostprobes.kernel.Cpu;
import io.nodeward.hostprobes.kernel.Interfaces;
import io.nodeward.hostprobes.kernel.Kconfig;
import io.nodeward.hostprobes.kernel.KernelState;
import io.nodeward.hostprobes.kernel.Modules;
import io.nodeward.hostprobes.kernel.Sysctls;
import io.nodeward.hostprobes.network.Listeners;
import io.nodeward.hostprobes.packages.Distribution;
import io.nodeward.hostprobes.packages.KubernetesPackages;
import io.nodeward.hostprobes.packages.OutOfPlace;
import io.nodeward.hostprobes.packages.SecurityUpdates;
import io.nodeward.hostprobes.packages.Updates;
import io.nodeward.hostprobes.process.DecoyFacts;
import io.nodeward.hostprobes.services.Services;
import io.nodeward.hostprobes.ssh.SshServer;
import io.nodeward.hostprobes.upkeep.Auditing;
import io.nodeward.hostprobes.upkeep.Banners;
import io.nodeward.hostprobes.upkeep.BootLoader;
import io.nodeward.hostprobes.upkeep.CoreDumps;
import io.nodeward.hostprobes.upkeep.Cron;
import io.nodeward.hostprobes.upkeep.Logging;
import io.nodeward.hostprobes.upkeep.Reboot;
import io.nodeward.hostprobes.upkeep.Swap;
import io.nodeward.hostprobes.upkeep.TimeSync;
import io.nodeward.hostprobes.upkeep.Watchers;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All probes, one line each. A probe gives the top-level fact of its name; the later of two with one name completes what
 * the earlier one gave.
 */
final class Probes {

    private Probes() {}

    /** A name and what reads it; null adds nothing. */
    record Probe(String name, Function<Survey, @Nullable Node> read) {}

    static List<List<Probe>> all() {
        return List.of(beside(), host(), disk(), kubelets(), servers(), controllers(), kubernetes(), after(), last());
    }

    /** Beside all others: nothing here waits for anything there. */
    static List<Probe> beside() {
        return List.of(
                new Probe("host", survey -> HostProbe.read(survey.root())),
                new Probe("pki", ReadAhead::read),
                new Probe("cni", CniProbe::read));
    }

    /** After {@link #beside()}, where somebody asks for them: nothing else needs these. Processes come last. */
    static List<Probe> host() {
        return List.of(
                // first, since it goes on beside the others
                new Probe("binaries", BinariesProbe::start),
                new Probe("kernel", survey -> Sysctls.read(survey.root())),
                new Probe("interfaces", survey -> Interfaces.read(survey.root())),
                new Probe("cloud", survey -> survey.cloud().facts()),
                new Probe("kernel_modules", survey -> Modules.read(survey.root(), survey.kernelBuild())),
                new Probe("kernel_cmdline", survey -> Cmdline.read(survey.root(), survey.kernelBuild())),
                new Probe("kernel_build", survey -> Kconfig.read(survey.root(), survey.kernelBuild())),
                new Probe("kernel_state", survey -> KernelState.read(survey.root())),
                new Probe("cpu", survey -> Cpu.read(survey.root())),
                new Probe("apparmor", survey -> survey.appArmor().facts()),
                new Probe("selinux", survey -> survey.selinux().facts()),
                new Probe("seccomp", survey -> SeccompKernel.read(survey.root())),
                new Probe(
                        "apparmor_strays",
                        survey -> Strays.apparmor(survey.root(), survey.processes(), survey.appArmor())),
                new Probe(
                        "selinux_daemons",
                        survey -> Strays.selinux(survey.root(), survey.processes(), survey.selinux())),
                new Probe("cron", survey -> Cron.read(survey.root(), survey.files())),
                new Probe(
                        "time_sync",
                        survey -> TimeSync.read(survey.root(), survey.accounts(), survey.units(), survey.processes())),
                new Probe("search_path", survey -> survey.searchPath().facts(survey.files(), survey.accounts())),
                new Probe("key_places", survey -> KeyPlaces.read(survey.root(), survey.files())),
                new Probe("mounts", survey -> survey.mounts().now()),
                new Probe("mounts_at_boot", survey -> survey.mounts().atBoot()),
                new Probe("mount_places", survey -> survey.mounts().places()),
                new Probe("mount_drift", survey -> survey.mounts().drift()),
                new Probe("swap", survey -> Swap.read(survey.root())),
                new Probe("core_dumps", survey -> CoreDumps.read(survey.root())),
                new Probe("reboot", survey -> Reboot.read(survey.root(), survey.processes())),
                new Probe("logging", survey -> Logging.read(survey.root(), survey.units(), survey.processes())),
                new Probe(
                        "auditing",
                        survey -> Auditing.read(survey.root(), survey.files(), survey.units(), survey.processes())),
                new Probe("sensors", survey -> Watchers.sensors(survey.root(), survey.processes())),
                new Probe("integrity_tools", survey -> Watchers.tools(survey.root(), survey.units())),
                new Probe("boot_loader", survey -> BootLoader.read(survey.root(), survey.files())),
                new Probe("banners", survey -> Banners.read(survey.root(), survey.files())),
                new Probe("distribution", survey -> Distribution.read(survey.root())),
                new Probe("packages", survey -> OutOfPlace.facts(survey.installed())),
                new Probe(
                        "updates",
                        survey -> Updates.read(
                                survey.root(),
                                survey.units(),
                                survey.installed().manager())),
                new Probe(
                        "security_updates",
                        survey -> SecurityUpdates.read(survey.root(), survey.installed(), Instant.now())),
                new Probe("kubernetes_packages", survey -> KubernetesPackages.read(survey.root(), survey.installed())),
                new Probe(
                        "services",
                        survey -> Services.read(
                                survey.root(), survey.units(), new Services.RunningUnits(survey.processes()))),
                new Probe("accounts", survey -> UserAccounts.read(survey.root(), survey.files(), survey.loginDefs())),
                new Probe("login_defs", Survey::loginDefs),
                new Probe("sudo", survey -> Sudo.read(survey.root(), survey.files())),
                new Probe("pam", survey -> Pam.read(survey.root(), survey.loginDefs())),
                new Probe("containerds", survey -> survey.runtimes().containerdFacts()),
                new Probe("crios", survey -> survey.runtimes().crioFacts()),
                new Probe("dockers", survey -> survey.runtimes().dockerFacts()),
                new Probe("runtime_sockets", survey -> survey.runtimes().socketFacts()),
                new Probe("runtime_endpoints", survey -> survey.runtimes().endpointFacts()),
                new Probe("runtime_registries", survey -> survey.runtimes().registryFacts()),
                new Probe("runtime_handlers", survey -> survey.runtimes().handlerFacts()),
                new Probe("runtime_directories", survey -> survey.runtimes().directoryFacts()),
                new Probe(
                        "ssh",
                        survey -> SshServer.read(
                                survey.root(), survey.files(), survey.accounts(), survey.units(), survey.processes())),
                new Probe(
                        "containers",
                        survey -> Containers.read(
                                survey.root(),
                                survey.processes(),
                                survey.appArmor(),
                                survey.selinux().on())),
                new Probe("firewall", survey -> survey.firewall().facts()),
                new Probe(
                        "open_ports",
                        survey -> OpenPorts.read(
                                survey.root(),
                                survey.openSockets(),
                                survey.ipv6Only(),
                                survey.firewall(),
                                survey.processes())),
                new Probe("inventory", survey -> Inventory.read(survey.root())),
                // last, since answers may be long in coming
                new Probe(
                        "metadata",
                        survey -> Metadata.read(survey.root(), survey.metadata(), survey.cloud(), survey::processes)));
    }

    /** Beside all others and for longer than they, where somebody asks for it. */
    static List<Probe> disk() {
        return List.of(new Probe(
                "special_files",
                survey -> SpecialFiles.read(
                        survey.root(),
                        survey.disk(),
                        survey.accounts(),
                        survey.installed(),
                        survey.searchPath(),
                        survey.walked())));
    }

    /** First, since the others follow from where the kubelets look for static pods. */
    static List<Probe> kubelets() {
        return List.of(new Probe(
                "kubelets", survey -> survey.live().ask(survey.kubelets().list(), survey.components())));
    }

    /** Beside {@link #controllers()}. */
    static List<Probe> servers() {
        return List.of(
                new Probe(
                        "apiservers",
                        survey -> survey.live().apiServers(survey.controlPlane().apiservers())),
                new Probe("etcds", survey -> survey.controlPlane().etcds()));
    }

    /** Beside {@link #servers()}. */
    static List<Probe> controllers() {
        return List.of(
                new Probe("controller_managers", survey -> survey.controlPlane().controllerManagers()),
                new Probe("schedulers", survey -> survey.controlPlane().schedulers()),
                new Probe("kube_proxies", survey -> survey.controlPlane().kubeProxies()),
                new Probe(
                        "listeners",
                        survey -> Listeners.read(
                                survey.root(), survey.components().all())),
                new Probe("decoys", survey -> DecoyFacts.of(survey.components())));
    }

    /** When all components are known. */
    static List<Probe> kubernetes() {
        return List.of(
                new Probe("kubernetes", KubernetesProbe::read),
                new Probe("pki", PkiProbe::read),
                new Probe("kubeconfigs", PkiProbe::kubeconfigs),
                new Probe(
                        "seccomp_profiles",
                        survey -> SeccompProfiles.read(survey.root(), survey.files(), survey.seccompDirectories())),
                new Probe(
                        "seccomp_references",
                        survey -> SeccompReferences.read(
                                survey.root(), survey.staticPods(), survey.seccompDirectories())),
                // last, since the answers take longer than all the others together
                new Probe("kubelets", survey -> survey.live().answered(survey.files(), survey.certificates())));
    }

    /** After all others, where somebody asks for them. */
    static List<Probe> after() {
        return List.of(new Probe(
                "kubelet_runtimes",
                survey -> survey.runtimes().ofKubelets(survey.kubelets().list())));
    }

    /** What may take minutes, and was begun beside the others. */
    static List<Probe> last() {
        return List.of(
                new Probe("binary_manifest", survey -> survey.binaries().end().manifestFacts()),
                new Probe("binaries", survey -> survey.binaries().end().facts()));
    }
}
