package io.nodeward.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** What {@link Files} has no method for. */
final class Directories {
    private Directories() {}

    /** Deletes all that is in a directory. */
    static void empty(Path directory) throws IOException {
        List<Path> entries;
        try (var list = Files.list(directory)) {
            entries = list.toList();
        }
        for (Path entry : entries) {
            delete(entry);
        }
    }

    /** Deletes a directory, if it is there, with all that is in it; links are not followed. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> paths;
        try (var walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
