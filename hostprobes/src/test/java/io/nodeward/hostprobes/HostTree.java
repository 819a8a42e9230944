package io.nodeward.hostprobes;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A host as a directory, written as a test wants it, and its facts by name. */
public final class HostTree implements AutoCloseable {

    public static final String MOUNTS = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n";

    private final Path directory;
    private final List<HostRoot> open = new ArrayList<>();

    public HostTree(Path directory) {
        this.directory = directory;
    }

    public HostTree file(String path, String text) {
        try {
            Path file = place(path);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public HostTree directory(String path) {
        try {
            Files.createDirectories(place(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public HostTree link(String path, String target) {
        try {
            Path link = place(path);
            Files.createDirectories(Objects.requireNonNull(link.getParent()));
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public HostTree remove(String path) {
        try {
            Files.delete(place(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Root's process in a service; its program lies in /usr/bin, where only root writes. */
    public HostTree service(int pid, String unit, String program, String... arguments) {
        return process(pid, 0, "0::/system.slice/" + unit, "/usr/bin/" + program, program, arguments);
    }

    public HostTree process(int pid, int uid, String cgroup, String executable, String called, String... arguments) {
        StringBuilder line = new StringBuilder(called).append('\0');
        for (String argument : arguments) {
            line.append(argument).append('\0');
        }
        String proc = "/proc/" + pid;
        String ids = uid + "\t" + uid + "\t" + uid + "\t" + uid;
        return file(proc + "/cmdline", line.toString())
                .file(proc + "/cgroup", cgroup + "\n")
                .file(proc + "/status", "Name:\t" + called + "\nUid:\t" + ids + "\n")
                .link(proc + "/exe", executable)
                .link(proc + "/cwd", "/");
    }

    public HostRoot root() {
        try {
            HostRoot root = HostRoot.open(directory);
            open.add(root);
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All facts. */
    public Group facts() {
        return HostFacts.read(root(), new HostFacts.Options(true)).facts();
    }

    /** The facts, which are as the schema declares the top-level fact of that name. */
    public static <T extends Node> T conforming(String name, T facts) {
        assertThat(Schema.builtIn().mismatches(Group.builder().put(name, facts).build()))
                .filteredOn(mismatch -> mismatch.startsWith(name)
                        && !Character.isLetter(mismatch.charAt(name.length()))
                        && mismatch.charAt(name.length()) != '_')
                .isEmpty();
        return facts;
    }

    /** Finds a fact: names and, in lists, numbers, separated by dots; null when there is none. */
    public static @Nullable Node at(Node from, String path) {
        Node node = from;
        for (String step : path.split("\\.")) {
            node = switch (node) {
                case Group group -> group.get(step);
                case Many many
                when Integer.parseInt(step) < many.items().size() ->
                    many.items().get(Integer.parseInt(step)).node();
                case Unknown unknown -> unknown;
                default -> null;
            };
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    /** A fact for comparison: its value, {@code unknown: …}, or the keys of a list. */
    public static Object told(Node from, String path) {
        return switch (at(from, path)) {
            case null -> "nothing";
            case Known known -> known.value();
            case Unknown unknown -> "unknown: " + unknown.source() + " " + unknown.reason();
            case Many many -> many.items().stream().map(Many.Item::key).toList();
            case Group group -> List.copyOf(group.names());
        };
    }

    private Path place(String path) {
        return directory.resolve(path.substring(1));
    }

    @Override
    public void close() {
        open.forEach(HostRoot::close);
    }
}
