package io.nodeward.hostprobes.binaries;

import io.nodeward.hostprobes.binaries.PlatformPrograms.Program;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.packages.FileOwners;
import io.nodeward.hostprobes.packages.Installed;
import io.nodeward.hostprobes.packages.PackageChecksums;
import io.nodeward.hostprobes.packages.PackageChecksums.Checksum;
import io.nodeward.hostprobes.packages.PackageChecksums.Since;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.ProcessTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The programs that a node stands on, types list(Binary) and BinaryManifest. To look at them may take seconds, where many have
 * to be hashed.
 */
public final class Binaries {

    /** How long to hash in a usual audit, and where the configuration asks for it; what was done by then is told. */
    private static final int SECONDS = 8;

    private static final int SECONDS_ASKED = 60;

    /** Packages that usually have a program, looked at before all others. */
    private static final String[] LIKELY = {
        "kubelet kubelet",
        "kubeadm kubeadm",
        "kubectl kubectl kubernetes-client",
        "crictl cri-tools",
        "containerd containerd.io containerd",
        "ctr containerd.io containerd",
        "containerd-shim-runc-v2 containerd.io containerd",
        "runc runc containerd.io",
        "crun crun cri-o",
        "conmon conmon cri-o",
        "crio cri-o",
        "dockerd docker-ce docker.io",
        "docker-proxy docker-ce docker.io",
        "docker docker-ce-cli docker.io docker-cli",
        "cri-dockerd cri-dockerd",
        "etcd etcd-server etcd",
        "etcdctl etcd-client etcd"
    };

    /** The kind of nodeward's own files. */
    private static final String OWN = "nodeward";

    private static final String PLUGINS = "kubernetes-cni containernetworking-plugins";

    private final HostRoot root;
    private final FileFacts files;
    private final Installed installed;
    private final BinaryChecks checks;
    private final Manifest manifest;
    private final PlatformPrograms programs;
    private final List<String> missing = new ArrayList<>();
    private final Map<String, String> open = new HashMap<>();
    private final FileOwners owners;
    private final Map<String, Read<Checksum>> sums = new HashMap<>();
    private final Checksums checksums;

    private Binaries(
            HostRoot root,
            FileFacts files,
            Installed installed,
            BinaryChecks checks,
            Manifest manifest,
            PlatformPrograms programs) {
        this.root = root;
        this.files = files;
        this.installed = installed;
        this.checks = checks;
        this.manifest = manifest;
        this.programs = programs;
        for (String file : manifest.files()) {
            Read<Stat> seen = root.seen(file);
            if (seen instanceof Read.Absent<Stat>) {
                missing.add(file);
            } else {
                programs.listed(file);
            }
        }
        this.owners = owners();
        boolean asked = checks.verify() == BinaryChecks.Verify.ALWAYS || manifest.configured();
        this.checksums = Checksums.of(root, jobs(), asked ? SECONDS_ASKED : SECONDS);
    }

    /**
     * Finds the programs and looks at them.
     *
     * @param plugins directories of network plugins
     * @param handlers type list(RuntimeHandler)
     * @param runtime the directory of the Java runtime that nodeward itself runs on
     */
    public static Binaries of(
            HostRoot root,
            FileFacts files,
            ProcessTable processes,
            Installed installed,
            Collection<String> plugins,
            Node handlers,
            String runtime,
            BinaryChecks checks) {
        PlatformPrograms programs = new PlatformPrograms(root, processes);
        programs.find(plugins, handlers);
        programs.nodeward(OwnFiles.of(root, runtime));
        return new Binaries(root, files, installed, checks, Manifest.read(root, checks), programs);
    }

    /** Its own files are no package's here: to look through all packages for them would cost every host. */
    private FileOwners owners() {
        List<String> owned = new ArrayList<>();
        Map<String, String> hints = new HashMap<>();
        for (Program program : programs.all().values()) {
            if (!program.kind().equals(OWN)) {
                owned.add(program.path());
                hints.put(program.path(), program.kind().equals("cni") ? PLUGINS : likely(program.basename()));
            }
        }
        return FileOwners.find(root, installed, owned, hints);
    }

    private FileOwners.@Nullable Owner owner(Program program) {
        return program.kind().equals(OWN) ? null : owners.of(program.path());
    }

    /** What has to be hashed. */
    private List<Checksums.Job> jobs() {
        List<String> owned = new ArrayList<>();
        for (Program program : programs.all().values()) {
            if (owner(program) != null) {
                owned.add(program.path());
            }
        }
        PackageChecksums packages = new PackageChecksums(root, installed, owned);
        Set<Checksums.Job> jobs = new LinkedHashSet<>();
        for (Program program : programs.all().values()) {
            FileOwners.Owner owner = owner(program);
            if (owner != null) {
                Read<Checksum> sum = packages.of(program.path(), owner);
                sums.put(program.path(), sum);
                if (sum instanceof Read.Found<Checksum>(Checksum should) && hashed(program, should)) {
                    jobs.add(new Checksums.Job(program.path(), should.algorithm()));
                }
            }
            if (checks.verify() != BinaryChecks.Verify.NEVER) {
                for (Manifest.Entry entry : entries(program)) {
                    jobs.add(new Checksums.Job(program.path(), entry.algorithm()));
                }
            }
        }
        return List.copyOf(jobs);
    }

    private boolean hashed(Program program, Checksum should) {
        return switch (checks.verify()) {
            case ALWAYS -> true;
            case AUTO -> should.since() != Since.UNCHANGED && !leftOut(program, should);
            case NEVER -> false;
        };
    }

    /** Tools are large and no service's: where no time speaks against them, they are hashed on demand only. */
    private boolean leftOut(Program program, Checksum should) {
        return checks.verify() == BinaryChecks.Verify.AUTO
                && program.kind().equals("tool")
                && should.since() == Since.UNCLEAR;
    }

    private List<Manifest.Entry> entries(Program program) {
        List<Manifest.Entry> entries = new ArrayList<>(manifest.of(program.path()));
        for (String name : program.names()) {
            if (!name.equals(program.path())) {
                entries.addAll(manifest.of(name));
            }
        }
        return entries;
    }

    private static String likely(String name) {
        for (String row : LIKELY) {
            if (row.startsWith(name) && row.length() > name.length() && row.charAt(name.length()) == ' ') {
                return row.substring(name.length() + 1);
            }
        }
        return "";
    }

    /** Type list(Binary). */
    public Node facts() {
        List<Many.Item> items = new ArrayList<>();
        for (Program program : programs.all().values()) {
            items.add(new Many.Item(program.path(), facts(program)));
        }
        for (Read.Failed<?> gap : programs.gaps()) {
            items.add(new Many.Item(gap.path(), gap.unknown()));
        }
        return new Many(items, "programs of Kubernetes and of container runtimes");
    }

    /** Type BinaryManifest. */
    public Group manifestFacts() {
        return manifest.facts(missing);
    }

    private Group facts(Program program) {
        Group.Builder facts = Group.builder()
                .put("name", program.basename(), program.path())
                .put("kind", program.kind(), program.path())
                .put("file", files.of(program.path()))
                .put("open_directories", open(program.path()))
                .put("twins", twins(program), program.path());
        processes(facts, program);
        FileOwners.Owner owner = owner(program);
        Unknown why = program.kind().equals(OWN) ? null : owners.problem(program.path());
        facts.put(
                "package_name",
                owner == null && why != null
                        ? why
                        : new Known(
                                owner == null ? "" : owner.packageName(),
                                owner == null ? owners.source() : owner.source()));
        Read<Checksum> sum = sums.get(program.path());
        if (sum != null && !(sum instanceof Read.Found<Checksum>(Checksum should) && leftOut(program, should))) {
            facts.put("matches_package", matches(program, sum));
        }
        if (manifest.configured()) {
            facts.put("manifest", listed(program));
        }
        return facts.build();
    }

    private Node matches(Program program, Read<Checksum> sum) {
        if (!(sum instanceof Read.Found<Checksum>(Checksum should))) {
            return sum instanceof Read.Failed<Checksum> failed
                    ? failed.unknown()
                    : new Unknown("has no checksum of it", program.path());
        }
        if (!hashed(program, should)) {
            return should.since() == Since.UNCHANGED
                    ? new Known(true, should.times())
                    : new Unknown(
                            (should.since() == Since.CHANGED
                                            ? "was changed after its package was installed"
                                            : "may have been changed after its package was installed")
                                    + ", and binaries.verify is never",
                            program.path());
        }
        Read<String> is = checksums.of(new Checksums.Job(program.path(), should.algorithm()));
        if (is instanceof Read.Found<String>(String hex)) {
            return new Known(
                    hex.equals(should.hex()),
                    should.algorithm() + " " + hex + " of " + program.path() + ", " + should.hex() + " in "
                            + should.source());
        }
        return is instanceof Read.Failed<String> failed
                ? failed.unknown()
                : new Unknown("is not there", program.path());
    }

    /** listed, differs or unlisted. */
    private Node listed(Program program) {
        Unknown problem = manifest.problem();
        if (problem != null) {
            return problem;
        }
        List<Manifest.Entry> entries = entries(program);
        if (entries.isEmpty()) {
            return new Known("unlisted", manifest.path());
        }
        if (checks.verify() == BinaryChecks.Verify.NEVER) {
            return new Unknown("is not compared, since binaries.verify is never", program.path());
        }
        String found = "";
        for (Manifest.Entry entry : entries) {
            Read<String> is = checksums.of(new Checksums.Job(program.path(), entry.algorithm()));
            if (!(is instanceof Read.Found<String>(String hex))) {
                return is instanceof Read.Failed<String> failed
                        ? failed.unknown()
                        : new Unknown("is not there", program.path());
            }
            if (hex.equals(entry.hex())) {
                return new Known("listed", manifest.source(entry));
            }
            found = entry.algorithm() + " " + hex + " of " + program.path() + ", " + entry.hex() + " in "
                    + manifest.source(entry);
        }
        return new Known("differs", found);
    }

    /** The kernel marks the link to a program whose file has gone or has been exchanged for another. */
    private void processes(Group.Builder facts, Program program) {
        List<HostProcess> all = programs.running(program);
        Unknown unseen = programs.unseen();
        if (all.isEmpty()) {
            facts.put("running", unseen == null ? new Known(false, "/proc") : unseen);
            facts.put("replaced", unseen == null ? new Known(false, "no process") : unseen);
            return;
        }
        facts.put("running", true, all.getFirst().path("exe"));
        Node replaced = new Known(false, all.getFirst().path("exe"));
        for (HostProcess process : all) {
            Read<Boolean> deleted = process.executableDeleted();
            if (deleted instanceof Read.Found<Boolean>(Boolean gone)) {
                if (gone) {
                    facts.put("replaced", true, process.path("exe"));
                    return;
                }
            } else if (deleted instanceof Read.Failed<Boolean> failed) {
                replaced = failed.unknown();
            }
        }
        facts.put("replaced", replaced);
    }

    /** Other programs of the same name that root's shells or services may find in its place. */
    private List<String> twins(Program program) {
        List<String> twins = new ArrayList<>();
        if (program.kind().equals(OWN) || program.kind().equals("cni")) {
            return twins;
        }
        for (Program other : programs.all().values()) {
            if (!other.path().equals(program.path())
                    && other.kind().equals(program.kind())
                    && other.basename().equals(program.basename())) {
                twins.add(other.path());
            }
        }
        return twins;
    }

    /** Directories above a file in which others than root may put something in its place. */
    private Node open(String path) {
        List<String> found = new ArrayList<>();
        for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            String directory = slash == 0 ? "/" : path.substring(0, slash);
            String said = open.get(directory);
            if (said == null) {
                Read<Stat> read = root.seen(directory);
                if (read instanceof Read.Failed<Stat> failed) {
                    return failed.unknown();
                }
                said = read instanceof Read.Found<Stat>(Stat stat) ? open(directory, stat) : "";
                open.put(directory, said);
            }
            if (!said.isEmpty()) {
                found.add(said);
            }
            if (slash == 0) {
                break;
            }
        }
        return new Known(found, path);
    }

    /** Where the sticky bit is set, nobody takes away what is root's. */
    private static String open(String directory, Stat stat) {
        boolean others = (stat.mode() & 0002) != 0 || ((stat.mode() & 0020) != 0 && stat.gid() != 0);
        boolean open = stat.uid() != 0 || (others && (stat.mode() & 01000) == 0);
        return open ? directory + " (uid " + Integer.toUnsignedString(stat.uid()) + ", " + stat.octal() + ")" : "";
    }
}
