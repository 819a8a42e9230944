package io.nodeward.testbed;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** The files of a Kubernetes node below a directory, made by kubeadm itself. */
public final class NodeTree {
    private static final String COMMAND_LINE = "{{with index .spec.containers 0}}"
            + "{{range .command}}{{println .}}{{end}}{{range .args}}{{println .}}{{end}}{{end}}";

    private final Path root;

    /** A tree that is there already. */
    public NodeTree(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** Writes a tree into a directory that is empty or absent. */
    public static NodeTree write(NodeKind kind, Path directory) {
        try {
            Path root = Files.createDirectories(directory).toRealPath();
            try (var entries = Files.list(root)) {
                if (entries.findAny().isPresent()) {
                    throw new TestbedException(directory + " is not empty; name a directory that is");
                }
            }
            try {
                return new NodeTreeWriter(kind, root).write();
            } catch (IOException | RuntimeException e) {
                Directories.empty(root); // half a tree is worse than none
                throw e;
            }
        } catch (IOException e) {
            throw new TestbedException("cannot write a node tree into " + directory + ": " + e, e);
        }
    }

    /** The directory that is this node's {@code /}. */
    public Path root() {
        return root;
    }

    /** Where a path of the node lies on this machine. */
    public Path path(String onNode) {
        return root.resolve(onNode.substring(onNode.startsWith("/") ? 1 : 0));
    }

    public boolean has(String onNode) {
        return Files.exists(path(onNode), NOFOLLOW_LINKS);
    }

    /** Changes a text file of the node and keeps its owner and mode. */
    public NodeTree edit(String onNode, UnaryOperator<String> change) {
        try {
            Files.writeString(path(onNode), change.apply(Files.readString(path(onNode))));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy with owners, modes, times and links, into a directory that does not exist yet. */
    public NodeTree copyTo(Path directory) {
        if (Files.exists(directory, NOFOLLOW_LINKS)) {
            throw new TestbedException(directory + " exists already; name a directory that does not");
        }
        Command.run(Path.of("cp"), "--archive", "--no-target-directory", root.toString(), directory.toString())
                .orThrow();
        return new NodeTree(directory);
    }

    /** The arguments in the static pod of this name. Kubernetes' own parser reads it: a test may have written it in any YAML. */
    Flags flags(String staticPod) {
        Path manifest = path("/etc/kubernetes/manifests/" + staticPod + ".yaml");
        if (!Files.exists(manifest)) {
            throw new TestbedException("there is no static pod " + staticPod + " in the tree " + root);
        }
        List<String> words = Command.run(
                        Tools.program("kubernetes", "kubectl"),
                        "label",
                        "--local",
                        "--filename=" + manifest,
                        "testbed=read",
                        "--output=go-template=" + COMMAND_LINE)
                .orThrow()
                .lines()
                .dropWhile(word -> !word.startsWith("-"))
                .toList();
        return new Flags(words);
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
