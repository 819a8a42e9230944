package io.nodeward.agent.config;

import io.nodeward.agent.console.Failure;
import io.nodeward.agent.text.Plain;
import io.nodeward.profiles.local.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whose files this run believes. Run by root, only those that nobody else could have written. Run by anybody else, the
 * files that are named are that person's own affair.
 */
public final class Trusted {

    private Trusted() {}

    /** What to ask of each file and directory. */
    public static Trust now() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0) ? Trust.root() : _ -> null;
    }

    /** Refuses a file that does not count, or that lies in a directory that does not. */
    static void require(Path file) throws IOException {
        Trust trust = now();
        // a link is somebody's word too: the way to it counts as much as what it names
        String refusal = refusal(file.toAbsolutePath().getParent(), trust);
        if (refusal == null) {
            refusal = refusal(file.toRealPath(), trust);
        }
        if (refusal != null) {
            throw Failure.usage(
                    "refusing to use " + Plain.line(file.toString()) + ": " + refusal,
                    "it must belong to root and be writable by root only, and so must every directory above it");
        }
    }

    private static @Nullable String refusal(@Nullable Path path, Trust trust) throws IOException {
        for (Path at = path; at != null; at = at.getParent()) {
            Path real = at.toRealPath();
            String refusal = trust.refusal(real);
            if (refusal != null) {
                return Plain.line(real.toString()) + " " + refusal;
            }
        }
        return null;
    }
}
