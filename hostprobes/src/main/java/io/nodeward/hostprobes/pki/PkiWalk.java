package io.nodeward.hostprobes.pki;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Read.Absent;
import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One pass over directories and files; every file is read once, wherever links lead to it from. For one thread. */
final class PkiWalk {

    private static final int ENTRIES = 10_000;
    private static final int DEPTH = 16;
    private static final long BYTES = 64L << 20;

    private final HostRoot root;
    private final Accounts accounts;
    private final Kubeconfigs kubeconfigs;
    private final List<Many.Item> files = new ArrayList<>();
    private final List<Many.Item> certificates = new ArrayList<>();
    private final Set<String> listed = new HashSet<>();
    private final Set<String> read = new HashSet<>();
    private int entries;
    private long bytes;

    PkiWalk(HostRoot root, Accounts accounts, Kubeconfigs kubeconfigs) {
        this.root = root;
        this.accounts = accounts;
        this.kubeconfigs = kubeconfigs;
    }

    List<Many.Item> files() {
        return files;
    }

    List<Many.Item> certificates() {
        return certificates;
    }

    /** Everything below a directory, itself not. */
    void below(String directory) {
        Read<Stat> looked = root.seen(directory);
        if (looked instanceof Failed<Stat> failed) {
            unknown(directory, failed.reason(), true);
        } else if (looked instanceof Found<Stat>(Stat stat)) {
            if (stat.type() != Stat.Type.DIRECTORY) {
                file(directory);
            } else if (listed.add(stat.path())) {
                children(stat.path(), 0, true);
            }
        }
        // where there is none, its own fact among the directories says so
    }

    /** One file that stands for itself; nothing when it is not there. */
    void file(String path) {
        if (!(root.seen(path) instanceof Absent<Stat>)) {
            visit(path, DEPTH, true);
        }
    }

    /** The certificates of a kubeconfig, a file or a directory. */
    void certificates(String path) {
        if (!(root.seen(path) instanceof Found<Stat>(Stat stat))) {
            if (root.seen(path) instanceof Failed<Stat> failed) {
                unknown(path, failed.reason(), false);
            }
            return;
        }
        if (stat.type() == Stat.Type.DIRECTORY) {
            if (!listed.contains(stat.path()) && read.add(stat.path())) {
                children(stat.path(), 0, false);
            }
            return;
        }
        if (read.contains(stat.path())) {
            return;
        }
        int before = certificates.size();
        visit(path, DEPTH, false);
        if (certificates.size() == before
                && kubeconfigs.content(path) instanceof Found<KubeconfigReader>(KubeconfigReader content)) {
            certificates.addAll(Kubeconfigs.embedded(path, content));
            for (String named : Kubeconfigs.named(path, content)) {
                visit(named, DEPTH, false);
            }
        }
    }

    private void children(String directory, int depth, boolean asFiles) {
        if (PkiScope.wide(directory)) {
            unknown(directory, "is too wide a directory to be read as a whole", asFiles);
            return;
        }
        if (depth == DEPTH) {
            unknown(directory, "lies more than " + DEPTH + " directories deep", asFiles);
            return;
        }
        Read<List<String>> list = root.list(directory, ENTRIES);
        if (!(list instanceof Found<List<String>>(List<String> names))) {
            unknown(directory, why(list), asFiles);
            return;
        }
        for (String name : names) {
            if (++entries > ENTRIES) {
                unknown(directory, "more than " + ENTRIES + " files and directories lie there", asFiles);
                return;
            }
            visit(directory + "/" + name, depth + 1, asFiles);
        }
    }

    private static String why(Read<?> read) {
        return read instanceof Failed<?> failed ? failed.reason() : "changed while it was being read";
    }

    private void visit(String path, int depth, boolean asFiles) {
        Read<Stat> looked = root.seen(path);
        if (looked instanceof Found<Stat>(Stat stat)) {
            found(path, stat, depth, asFiles);
        } else if (looked instanceof Failed<Stat> failed) {
            unknown(path, failed.reason(), asFiles);
        } else {
            dangling(path, asFiles);
        }
    }

    private void found(String path, Stat stat, int depth, boolean asFiles) {
        Set<String> seen = asFiles ? listed : read;
        if (!seen.add(stat.path())) {
            return;
        }
        String source = FileFacts.source(path, stat);
        Node content = switch (stat.type()) {
            case DIRECTORY -> new Known("directory", source);
            case FILE -> content(stat, source);
            case SYMLINK, OTHER -> new Known("other", source);
        };
        if (asFiles) {
            files.add(new Many.Item(
                    stat.path(),
                    Group.builder()
                            .put("path", stat.path(), source)
                            .put("mode", stat.octal(), source)
                            .put("owner", accounts.owner(stat), source)
                            .put("content", content)
                            .build()));
        }
        if (content instanceof Unknown unknown) {
            certificate(stat.path(), unknown);
        }
        if (stat.type() == Stat.Type.DIRECTORY) {
            children(stat.path(), depth, asFiles);
        }
    }

    /** Reads a file once: what it is, and the certificates in it. */
    private Node content(Stat stat, String source) {
        read.add(stat.path());
        if (bytes + stat.size() > BYTES && stat.size() <= CertificateFile.LIMIT) {
            return new Unknown("is not read, since the files before it hold " + (BYTES >> 20) + " MiB", source);
        }
        Read<Certificates.Sheet> whole = kubeconfigs.certificates().passing(stat.path());
        if (!(whole instanceof Found<Certificates.Sheet>(Certificates.Sheet sheet))) {
            return new Unknown(why(whole), source);
        }
        bytes += sheet.size();
        certificates.addAll(Certificates.items(stat.path(), sheet.entries()));
        return new Known(sheet.content(), source);
    }

    /** A link that leads nowhere holds nothing; who owns it may make its target. */
    private void dangling(String path, boolean asFiles) {
        Read<Stat> itself = root.lstat(path);
        if (!(itself instanceof Found<Stat>(Stat stat)) || stat.type() != Stat.Type.SYMLINK) {
            unknown(path, "changed while it was being read", asFiles);
        } else if (asFiles && listed.add(path)) {
            files.add(new Many.Item(
                    path,
                    Group.builder()
                            .put("path", path, path)
                            .put("mode", new Unknown("the symbolic link leads nowhere", path, true))
                            .put("owner", accounts.owner(stat), path)
                            .put("content", "other", path)
                            .build()));
        }
    }

    /** A file may be in use that cannot be named. */
    void gap(Unknown gap) {
        files.add(new Many.Item(
                gap.source(),
                Group.builder()
                        .put("path", gap)
                        .put("mode", gap)
                        .put("owner", gap)
                        .put("content", gap)
                        .build()));
        hidden(gap);
    }

    /** A certificate may be in use that cannot be read. */
    void hidden(Unknown gap) {
        certificates.add(new Many.Item(
                gap.source(), CertificateFacts.unknown(gap, gap.reason(), gap.source(), new Known("", gap.source()))));
    }

    private void unknown(String path, String reason, boolean asFiles) {
        Unknown unknown = new Unknown(reason, path);
        if (asFiles) {
            files.add(new Many.Item(
                    path,
                    Group.builder()
                            .put("path", path, path)
                            .put("mode", unknown)
                            .put("owner", unknown)
                            .put("content", unknown)
                            .build()));
        }
        certificate(path, unknown);
    }

    /** Whether a certificate stands in what cannot be read is not known either. */
    private void certificate(String path, Unknown why) {
        certificates.add(new Many.Item(
                path,
                CertificateFacts.unknown(new Known(path, path), why.reason(), why.source(), new Known("", path))));
    }
}
