package io.nodeward.profiles.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says whose files count. */
@FunctionalInterface
public interface Trust {

    /** Returns why a file or directory does not count, as the end of a sentence; null when it does. */
    @Nullable String refusal(Path path) throws IOException;

    /** Only what root owns, and nobody else can write. */
    static Trust root() {
        return owner(0);
    }

    /** Only what root or this user owns, and nobody else can write; a sticky directory may lie above it. */
    static Trust owner(int user) {
        return path -> {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
            int uid = (Integer) attributes.getOrDefault("uid", -1);
            int mode = (Integer) attributes.getOrDefault("mode", 0777);
            if (uid != 0 && uid != user) {
                return "belongs to user " + uid + ": only files of " + (user == 0 ? "root" : "root or user " + user)
                        + " count";
            }
            boolean stickyDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && (mode & 01000) != 0;
            return (mode & 0022) != 0 && !stickyDirectory ? "can be written by others than its owner" : null;
        };
    }
}
