package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.files.Globs;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.toml.Toml;
import io.nodeward.hostprobes.toml.TomlSyntaxException;
import io.nodeward.hostprobes.toml.TomlTable;
import io.nodeward.hostprobes.toml.TomlValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * containerd's configuration: a file and what it imports, each read after the file that names it, the later over the
 * earlier ones. Up to 1.7 a plugin's section replaces the whole section of an earlier file, from 2.0 on sections are
 * merged key by key. (cmd/containerd/server/config/config.go: LoadConfig, resolveImports, mergeConfig.) Immutable.
 */
final class ContainerdConfig {

    private static final int LIMIT = 1 << 20;
    private static final int FILES = 200;
    private static final String PLUGINS = "plugins";

    private final List<Document> documents = new ArrayList<>();
    private final List<Read.Failed<?>> problems = new ArrayList<>();

    /** One file. */
    record Document(String path, TomlTable table) {

        /** The version of its format: 1 when it names none. */
        long version() {
            return table.get("version") instanceof TomlValue.Whole whole && whole.number() > 0 ? whole.number() : 1;
        }

        /** A plugin's section, or null. */
        @Nullable TomlTable plugin(String plugin) {
            return table.table(PLUGINS, plugin);
        }
    }

    /** A value, and the file that it stands in. */
    record Setting(TomlValue value, String path) {

        String source() {
            return path + ":" + value.line();
        }
    }

    private ContainerdConfig() {}

    /** @param named whether it was told to read this file, so that it does not start without it */
    static ContainerdConfig read(HostRoot root, String path, boolean named) {
        ContainerdConfig config = new ContainerdConfig();
        Deque<String> pending = new ArrayDeque<>(List.of(path));
        Set<String> loaded = new HashSet<>();
        boolean needed = named;
        while (!pending.isEmpty()) {
            String next = pending.removeFirst();
            if (loaded.size() == FILES) {
                config.problems.add(new Read.Failed<>(path, "imports more than " + FILES + " files"));
                break;
            }
            if (loaded.add(next)) {
                config.file(root, next, needed, pending);
            }
            needed = true;
        }
        return config;
    }

    /** The files in the order in which they are read; nothing where there is none. */
    List<Document> documents() {
        return documents;
    }

    /** Whether there is such a file, readable or not. */
    boolean there() {
        return !documents.isEmpty() || !problems.isEmpty();
    }

    /** Why it is not known what containerd is told, or would refuse to start with. */
    List<Read.Failed<?>> problems() {
        return problems;
    }

    private void file(HostRoot root, String path, boolean needed, Deque<String> pending) {
        Read<byte[]> read = root.bytes(path, LIMIT);
        if (read instanceof Read.Failed<byte[]> failed) {
            problems.add(failed);
        } else if (read instanceof Read.Found<byte[]>(byte[] bytes)) {
            try {
                TomlTable table = Toml.read(bytes);
                documents.add(new Document(path, table));
                imports(root, path, table.get("imports"), pending);
            } catch (TomlSyntaxException e) {
                problems.add(new Read.Failed<>(e.line() > 0 ? path + ":" + e.line() : path, e.problem()));
            }
        } else if (needed) {
            problems.add(new Read.Failed<>(path, "does not exist, containerd could not start with it"));
        }
    }

    private void imports(HostRoot root, String parent, @Nullable TomlValue value, Deque<String> pending) {
        if (value == null) {
            return;
        }
        List<TomlValue.Text> paths = TomlTable.texts(value);
        if (paths == null) {
            problems.add(new Read.Failed<>(parent + ":" + value.line(), "imports is no list of texts"));
            return;
        }
        for (TomlValue.Text text : paths) {
            String path = text.text();
            String whole = path.startsWith("/") ? path : parent.substring(0, parent.lastIndexOf('/') + 1) + path;
            if (whole.indexOf('*') < 0) {
                pending.addLast(clean(whole));
                continue;
            }
            Globs globs = new Globs(root, true);
            pending.addAll(globs.find(clean(whole)));
            problems.addAll(globs.hidden());
        }
    }

    /** Go's filepath.Clean, by which a file that imports itself is known again. */
    private static String clean(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }

    /** The version of the format: 1 when none is named. */
    long version() {
        long version = 1;
        for (Document document : documents) {
            if (document.table().get("version") instanceof TomlValue.Whole whole && whole.number() > 0) {
                version = whole.number();
            }
        }
        return version;
    }

    /** A plugin's setting where files are merged key by key. An empty one takes nothing away. */
    @Nullable Setting merged(String plugin, String... path) {
        for (Document document : documents.reversed()) {
            TomlTable section = document.table().table(PLUGINS, plugin);
            TomlValue value = section == null ? null : section.at(path);
            if (value != null && !empty(value)) {
                return new Setting(value, document.path());
            }
        }
        return null;
    }

    /** A plugin's setting where its section in the last file that has one is all that counts. */
    @Nullable Setting replaced(String plugin, String... path) {
        for (Document document : documents.reversed()) {
            TomlTable section = document.table().table(PLUGINS, plugin);
            if (section != null) {
                TomlValue value = section.at(path);
                return value == null ? null : new Setting(value, document.path());
            }
        }
        return null;
    }

    private static boolean empty(TomlValue value) {
        return value instanceof TomlValue.Text text && text.text().isEmpty()
                || value instanceof TomlValue.Items items && items.values().isEmpty();
    }
}
