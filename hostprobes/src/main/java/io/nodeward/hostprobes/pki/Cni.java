package io.nodeward.hostprobes.pki;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of network plugins, as facts of type Cni: all files where the container runtime looks, the kubeconfigs
 * that they name, and the addresses that the host-local plugin keeps. Safe for any thread. Nothing that stands in the
 * tree makes it throw.
 */
public final class Cni {

    private static final String NETWORKS = "/var/lib/cni/networks";
    private static final int ENTRIES = 10_000;
    private static final int DEPTH = 4;
    private static final int LIMIT = 1 << 20;

    private final HostRoot root;
    private final FileFacts facts;

    public Cni(HostRoot root, Accounts accounts) {
        this.root = root;
        this.facts = new FileFacts(root, accounts);
    }

    /**
     * Reads the runtime's configuration directories.
     *
     * @param gaps why there may be further directories
     * @param source the directories with what names each
     */
    public Group read(Collection<String> directories, Collection<Failed<?>> gaps, String source) {
        Pass pass = new Pass();
        for (Failed<?> gap : gaps) {
            pass.unknown(gap.path(), gap.reason());
        }
        for (String directory : directories) {
            pass.directory(directory, 0);
        }
        pass.directory(NETWORKS, 0);
        List<Many.Item> places = new ArrayList<>(facts.list(directories, source).items());
        for (Failed<?> gap : gaps) {
            places.add(new Many.Item(gap.path(), FileFacts.unknown(gap.reason(), gap.path())));
        }
        return Group.builder()
                .put("directories", new Many(places, source))
                .put("files", new Many(pass.items, source))
                .build();
    }

    /** One reading; for one thread. */
    private final class Pass {
        private final List<Many.Item> items = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();
        private int entries;

        private void directory(String directory, int depth) {
            Read<List<String>> list = root.list(directory, ENTRIES);
            if (list instanceof Failed<List<String>> failed) {
                unknown(directory, failed.reason());
            } else if (list instanceof Found<List<String>>(List<String> names)) {
                for (String name : names) {
                    if (++entries > ENTRIES) {
                        unknown(directory, "more than " + ENTRIES + " files lie there");
                        return;
                    }
                    entry(directory + "/" + name, depth);
                }
            }
        }

        private void entry(String path, int depth) {
            Read<Stat> looked = root.stat(path);
            if (looked instanceof Failed<Stat> failed) {
                unknown(path, failed.reason());
            }
            // a link that leads nowhere configures nothing
            if (!(looked instanceof Found<Stat>(Stat stat)) || !seen.add(stat.path())) {
                return;
            }
            if (stat.type() == Stat.Type.DIRECTORY) {
                below(path, stat, depth);
                return;
            }
            items.add(new Many.Item(stat.path(), facts.of(path)));
            if (configuration(path) && stat.type() == Stat.Type.FILE) {
                named(path);
            }
        }

        private void below(String path, Stat stat, int depth) {
            if (depth == DEPTH || PkiScope.wide(stat.path())) {
                unknown(path, "is a directory that is not read as a whole");
            } else {
                directory(stat.path(), depth + 1);
            }
        }

        private void named(String path) {
            Read<String> read = root.text(path, LIMIT);
            if (read instanceof Failed<String> failed) {
                unknown(path, "what it names cannot be read: " + failed.reason());
            } else if (read instanceof Found<String>(String text)) {
                try {
                    kubeconfigs(YamlReader.first(text));
                } catch (YamlSyntaxException e) {
                    // the runtime cannot read it either, so that it names nothing
                }
            }
        }

        /** The key that calico, multus and others use, at whatever depth. The reader bounds depth and size. */
        private void kubeconfigs(@Nullable YamlNode node) {
            if (node instanceof Mapping mapping) {
                for (Entry entry : mapping.entries()) {
                    if (entry.key() instanceof Scalar key
                            && key.text().equals("kubeconfig")
                            && entry.value() instanceof Scalar value
                            && value.text().startsWith("/")) {
                        entry(value.text(), DEPTH);
                    } else {
                        kubeconfigs(entry.value());
                    }
                }
            } else if (node instanceof Sequence sequence) {
                for (YamlNode item : sequence.items()) {
                    kubeconfigs(item);
                }
            }
        }

        private void unknown(String path, String reason) {
            items.add(new Many.Item(path, FileFacts.unknown(reason, path)));
        }
    }

    private static boolean configuration(String path) {
        return path.endsWith(".conf") || path.endsWith(".conflist") || path.endsWith(".json");
    }
}
