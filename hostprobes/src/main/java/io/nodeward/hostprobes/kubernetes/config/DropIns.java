package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a drop-in directory in the order of Go's filepath.WalkDir: names by their bytes, a directory's content in
 * its place. It follows no symbolic link to a directory, the first one included unless a slash follows it.
 */
final class DropIns {

    private static final int ENTRIES = 10_000;
    private static final int DEPTH = 20;
    private static final String SUFFIX = ".conf";

    private final HostRoot root;
    private final List<String> files = new ArrayList<>();
    private @Nullable Unknown broken;
    private @Nullable Unknown hidden;

    private DropIns(HostRoot root) {
        this.root = root;
    }

    /**
     * What was found.
     *
     * @param broken why the kubelet would not start or the list may be incomplete, else null
     * @param hidden why the list may be incomplete, else null
     */
    record Found(
            List<String> files,
            @Nullable Unknown broken,
            @Nullable Unknown hidden) {}

    static Found in(HostRoot root, String directory) {
        DropIns walk = new DropIns(root);
        walk.visit(directory, 0);
        return new Found(walk.files, walk.broken, walk.hidden);
    }

    private void visit(String path, int depth) {
        Read<Stat> found = path.endsWith("/") ? root.stat(path) : root.lstat(path);
        switch (found) {
            case Read.Found<Stat>(Stat stat) when stat.type() == Stat.Type.DIRECTORY -> directory(path, depth);
            case Read.Found<Stat> _ -> {
                if (path.endsWith(SUFFIX)) {
                    files.add(path);
                }
            }
            case Read.Absent<Stat> _ -> fail(new Unknown("does not exist, the kubelet would refuse to start", path));
            case Read.Failed<Stat> failed -> hide(failed.unknown());
        }
    }

    private void directory(String path, int depth) {
        if (depth > DEPTH) {
            hide(new Unknown("is nested more than " + DEPTH + " directories deep", path));
            return;
        }
        switch (root.list(path, ENTRIES)) {
            case Read.Found<List<String>>(List<String> names) -> {
                for (String name : names) {
                    visit(path.endsWith("/") ? path + name : path + "/" + name, depth + 1);
                }
            }
            case Read.Absent<List<String>> _ -> hide(new Unknown("changed while it was being read", path));
            case Read.Failed<List<String>> failed -> hide(failed.unknown());
        }
    }

    private void hide(Unknown reason) {
        hidden = hidden == null ? reason : hidden;
        fail(reason);
    }

    private void fail(Unknown reason) {
        if (broken == null) {
            broken = reason;
        }
    }
}
