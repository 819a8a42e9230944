package io.nodeward.hostprobes.pki;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Directories with the cluster's keys and certificates, as facts of type Pki. Safe for any thread. Nothing that stands in
 * the tree makes it throw.
 */
public final class Pki {

    private final HostRoot root;
    private final Accounts accounts;
    private final Kubeconfigs kubeconfigs;
    private final FileFacts facts;

    public Pki(HostRoot root, Accounts accounts, Kubeconfigs kubeconfigs) {
        this.root = root;
        this.accounts = accounts;
        this.kubeconfigs = kubeconfigs;
        this.facts = new FileFacts(root, accounts);
    }

    /**
     * Where to look.
     *
     * @param directories the topmost ones, to be walked
     * @param files named files in directories that serve too many purposes to be walked
     */
    public record Scope(List<String> directories, List<String> files) {}

    /** Tells from the files that flags name which directories are the cluster's own. */
    public static Scope scope(Collection<String> namedFiles) {
        return PkiScope.of(namedFiles);
    }

    /**
     * Reads everything below directories, at most 10,000 entries; what lies beyond is unknown and says so.
     *
     * @param directories are walked, unless one turns out to be a directory such as /etc
     * @param files named by flags and lying elsewhere
     * @param certificateSources kubeconfigs, and files or directories such as the kubelet's own: their certificates count,
     *     but they are not among the files
     */
    public Group read(Collection<String> directories, Collection<String> files, Collection<String> certificateSources) {
        return read(directories, files, certificateSources, List.of(), List.of());
    }

    /**
     * As {@link #read(Collection, Collection, Collection)}.
     *
     * @param gaps why there may be files that nobody could name
     * @param hidden why there may be certificates besides, in kubeconfigs that cannot be found
     */
    public Group read(
            Collection<String> directories,
            Collection<String> files,
            Collection<String> certificateSources,
            Collection<Unknown> gaps,
            Collection<Unknown> hidden) {
        PkiWalk walk = new PkiWalk(root, accounts, kubeconfigs);
        for (String directory : directories) {
            walk.below(directory);
        }
        for (String file : files) {
            walk.file(file);
        }
        for (String source : certificateSources) {
            walk.certificates(source);
        }
        String source = source(directories);
        List<Many.Item> found = new ArrayList<>(facts.list(directories, source).items());
        for (Unknown gap : gaps) {
            walk.gap(gap);
            found.add(new Many.Item(gap.source(), FileFacts.unknown(gap.reason(), gap.source())));
        }
        for (Unknown gap : hidden) {
            walk.hidden(gap);
        }
        return Group.builder()
                .put("directories", new Many(found, source))
                .put("files", new Many(walk.files(), source))
                .put("certificates", new Many(walk.certificates(), source))
                .build();
    }

    private static String source(Collection<String> directories) {
        return directories.isEmpty() ? "the components' flags" : String.join(", ", directories);
    }
}
