package io.nodeward.hostprobes.accounts;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;

/** Home directories of those who log in, and the files in them that programs obey, type list(Home). */
final class HomeDirectories {

    private static final int MOST = 500;
    private static final int ENTRIES = 10_000;

    /** Files that open the account to others, or hold passwords. */
    private static final List<String> TRUST = List.of(".rhosts", ".shosts");

    private static final List<String> SECRETS = List.of(".netrc", ".pgpass", ".git-credentials", ".my.cnf");

    /** What shells read when they start, and what belongs to the cluster. */
    private static final List<String> STARTUP = List.of(
            ".profile",
            ".bash_profile",
            ".bash_login",
            ".bashrc",
            ".bash_logout",
            ".zshrc",
            ".zshenv",
            ".zprofile",
            ".cshrc",
            ".login",
            ".kshrc",
            ".forward",
            ".vimrc",
            ".inputrc",
            ".pam_environment");

    private final HostRoot root;
    private final FileFacts files;
    private final List<Many.Item> items = new ArrayList<>();

    HomeDirectories(HostRoot root, FileFacts files) {
        this.root = root;
        this.files = files;
    }

    boolean full() {
        return items.size() >= MOST;
    }

    Many fact() {
        return new Many(items, "/etc/passwd");
    }

    void add(String user, long uid, String path, String source) {
        Group.Builder facts = Group.builder()
                .put("user", user, source)
                .put("user_id", uid, source)
                .put("file", files.of(path));
        Read<List<String>> listed =
                path.startsWith("/") ? root.list(path, ENTRIES) : new Read.Absent<>(path.isEmpty() ? source : path);
        if (listed instanceof Read.Failed<List<String>> failed) {
            Node unknown = failed.unknown();
            facts.put("trust_files", unknown).put("exposed_secrets", unknown).put("open_files", unknown);
        } else {
            List<String> names = listed instanceof Read.Found<List<String>>(List<String> found) ? found : List.of();
            facts.put("trust_files", new Known(there(path, names, TRUST), path))
                    .put("exposed_secrets", new Known(beyond(path, names, SECRETS, uid, 0177), path))
                    .put("open_files", new Known(beyond(path, names, STARTUP, uid, 0022), path));
        }
        items.add(new Many.Item(user, facts.build()));
    }

    private static List<String> there(String path, List<String> names, List<String> wanted) {
        List<String> found = new ArrayList<>();
        for (String name : wanted) {
            if (names.contains(name)) {
                found.add(path + "/" + name);
            }
        }
        return found;
    }

    /** Those with permission bits that they should not have, or that belong to somebody else. */
    private List<String> beyond(String path, List<String> names, List<String> wanted, long uid, int bits) {
        List<String> found = new ArrayList<>();
        for (String file : there(path, names, wanted)) {
            if (root.stat(file) instanceof Read.Found<Stat>(Stat stat)) {
                long owner = Integer.toUnsignedLong(stat.uid());
                if ((stat.mode() & bits) != 0 || (owner != 0 && owner != uid)) {
                    found.add(file + " (" + stat.octal() + ")");
                }
            }
        }
        return found;
    }
}
