package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Setting;
import io.nodeward.hostprobes.toml.Toml;
import io.nodeward.hostprobes.toml.TomlSyntaxException;
import io.nodeward.hostprobes.toml.TomlTable;
import io.nodeward.hostprobes.toml.TomlValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CRI-O's configuration: its file, then every file below the directory of drop-ins whatever its name, in lexical order,
 * each key over the earlier one. (pkg/config/config.go: UpdateFromFile, UpdateFromPath; internal/criocli/criocli.go:
 * mergeConfig.) Immutable once read.
 */
final class CrioConfig {

    private static final String FILE = "/etc/crio/crio.conf";
    private static final String DROP_INS = "/etc/crio/crio.conf.d";
    private static final int LIMIT = 1 << 20;
    private static final int ENTRIES = 1000;
    private static final int DEPTH = 20;

    private final HostRoot root;
    private final List<String> paths = new ArrayList<>();
    private final List<TomlTable> documents = new ArrayList<>();
    private final List<Read.Failed<?>> problems = new ArrayList<>();

    private CrioConfig(HostRoot root) {
        this.root = root;
    }

    /** @param daemon null where none is known, so that it would be started without options */
    static CrioConfig read(HostRoot root, @Nullable Daemon daemon) {
        CrioConfig config = new CrioConfig(root);
        String named = daemon == null ? null : daemon.option("--config", "-config", "-c");
        String directory = daemon == null ? null : daemon.option("--config-dir", "-config-dir", "-d");
        String file = named == null ? FILE : named;
        if (!file.isEmpty()) {
            config.file(file, named != null);
        }
        config.walk(directory == null ? DROP_INS : directory, 0);
        return config;
    }

    /** The files that it reads, in this order. */
    List<String> paths() {
        return paths;
    }

    /** Why it is not known what it is told, or would refuse to start with. */
    List<Read.Failed<?>> problems() {
        return problems;
    }

    /** A setting below {@code crio}, the winner first. */
    List<Setting> at(String... path) {
        List<Setting> found = new ArrayList<>();
        for (int i = documents.size() - 1; i >= 0; i--) {
            TomlTable table = documents.get(i).table("crio");
            TomlValue value = table == null ? null : table.at(path);
            if (value != null) {
                found.add(new Setting(value, paths.get(i)));
            }
        }
        return found;
    }

    /** The last setting below {@code crio}, or null. */
    @Nullable Setting last(String... path) {
        List<Setting> found = at(path);
        return found.isEmpty() ? null : found.getFirst();
    }

    private void walk(String path, int depth) {
        Read<Stat> looked = root.lstat(path);
        if (looked instanceof Read.Failed<Stat> failed) {
            problems.add(failed);
        } else if (looked instanceof Read.Found<Stat>(Stat stat)) {
            if (stat.type() != Stat.Type.DIRECTORY) {
                file(path, true);
                return;
            }
            Read<List<String>> names = root.list(path, ENTRIES);
            if (names instanceof Read.Found<List<String>>(List<String> entries) && depth < DEPTH) {
                for (String name : entries) {
                    walk(path + "/" + name, depth + 1);
                }
            } else {
                problems.add(new Read.Failed<>(
                        path,
                        names instanceof Read.Failed<List<String>> failed ? failed.reason() : "is nested too deep"));
            }
        }
    }

    private void file(String path, boolean needed) {
        Read<byte[]> read = root.bytes(path, LIMIT);
        if (read instanceof Read.Failed<byte[]> failed) {
            problems.add(failed);
        } else if (read instanceof Read.Found<byte[]>(byte[] bytes)) {
            if (paths.size() == ENTRIES) {
                problems.add(new Read.Failed<>(path, "comes after " + ENTRIES + " other files"));
                return;
            }
            try {
                documents.add(Toml.read(bytes));
                paths.add(path);
            } catch (TomlSyntaxException e) {
                problems.add(new Read.Failed<>(e.line() > 0 ? path + ":" + e.line() : path, e.problem()));
            }
        } else if (needed) {
            problems.add(new Read.Failed<>(path, "does not exist, CRI-O could not start with it"));
        }
    }
}
