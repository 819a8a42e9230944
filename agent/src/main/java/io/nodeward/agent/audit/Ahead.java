package io.nodeward.agent.audit;

import io.nodeward.hostprobes.Beside;
import io.nodeward.hostprobes.HostFacts;
import io.nodeward.hostprobes.binaries.BinaryChecks;
import io.nodeward.hostprobes.cloud.MetadataLeave;
import io.nodeward.hostprobes.disk.DiskLeave;
import io.nodeward.profiles.Catalogue;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an audit begins while its command line and configuration are still being read, since a process that has just begun
 * takes its time over each: it loads the built-in controls, and looks at the files below the root that the words name.
 * Running components are asked only when the options are known to allow it, and what only some controls read is looked at
 * when it is known which ones judge. Where nothing comes of the words, the
 * threads end with the process.
 */
public final class Ahead {

    private static final String ROOT = "--root";

    private final Beside<Catalogue> builtIn = Beside.begin("controls", Catalogue::builtIn);
    private final String root;
    private final Later<Boolean> offline = new Later<>();
    private final Later<MetadataLeave> metadata = new Later<>();
    private final Later<DiskLeave> disk = new Later<>();
    private final Later<BinaryChecks> binaries = new Later<>();
    private final Later<Set<String>> wanted = new Later<>();
    private final Beside<Probes.Seen> looking;

    private Ahead(String root) {
        this.root = root;
        this.looking = Probes.begin(
                root, new HostFacts.Options(this::offline, this::wanted, this::metadata, this::disk, this::binaries));
    }

    /** Begins, or does nothing and returns null where the words ask for help. */
    public static @Nullable Ahead begin(List<String> words) {
        String root = "/";
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--help") || word.equals("-h")) {
                return null;
            }
            if (word.equals(ROOT) && i + 1 < words.size()) {
                root = words.get(i + 1);
            } else if (word.startsWith(ROOT + "=")) {
                root = word.substring(ROOT.length() + 1);
            }
        }
        return new Ahead(root);
    }

    /** The built-in controls. */
    Catalogue builtIn() {
        return builtIn.end();
    }

    /** Looks as the options say; where they name another root than the words seemed to, anew. */
    Beside<Probes.Seen> looking(
            String root, boolean offline, MetadataLeave metadata, DiskLeave disk, BinaryChecks binaries) {
        if (!root.equals(this.root)) {
            return Probes.begin(
                    root,
                    new HostFacts.Options(() -> offline, this::wanted, () -> metadata, () -> disk, () -> binaries));
        }
        this.offline.give(offline);
        this.metadata.give(metadata);
        this.disk.give(disk);
        this.binaries.give(binaries);
        return looking;
    }

    /** Says what will be read of the facts; until then, what nothing else needs is not looked at. */
    void read(Set<String> facts) {
        wanted.give(facts);
    }

    private boolean offline() {
        return offline.await(true);
    }

    private MetadataLeave metadata() {
        return metadata.await(MetadataLeave.never("the audit was interrupted"));
    }

    private DiskLeave disk() {
        return disk.await(DiskLeave.never("the audit was interrupted"));
    }

    private BinaryChecks binaries() {
        return binaries.await(BinaryChecks.USUAL);
    }

    private boolean wanted(String fact) {
        return wanted.await(Set.of()).contains(fact);
    }
}
