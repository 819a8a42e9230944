package io.nodeward.hostprobes.files;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;

/** A directory that is held open. */
final class Directory {

    private final SecureDirectoryStream<Path> stream;
    private final Path base;
    private final String path;
    private final boolean shared;

    /**
     * @param path the host's own name, without a slash at the end; empty for the root
     * @param shared whether the walk keeps it for later; otherwise its only user closes it
     */
    Directory(SecureDirectoryStream<Path> stream, Path base, String path, boolean shared) {
        this.stream = stream;
        this.base = base;
        this.path = path;
        this.shared = shared;
    }

    SecureDirectoryStream<Path> stream() {
        return stream;
    }

    String path() {
        return path;
    }

    String child(Path name) {
        return name.toString().equals(".") ? (path.isEmpty() ? "/" : path) : path + "/" + name;
    }

    /** The name from outside the root. */
    Path outside(Path name) {
        return base.resolve(child(name).substring(1));
    }

    void release() {
        if (!shared) {
            try {
                stream.close();
            } catch (IOException e) {
                // nothing was written; the descriptor is gone either way
            }
        }
    }
}
