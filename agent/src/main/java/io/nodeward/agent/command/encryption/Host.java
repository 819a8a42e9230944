package io.nodeward.agent.command.encryption;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this host is called. */
final class Host {

    private Host() {}

    /** The kernel's name of it. */
    static String name() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
