package io.nodeward.journal.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Names of files that are being made: hidden, and without an ending under which a program would read them. While its writer
 * lives, such a file or directory is locked; so those of a killed run are known and removed.
 */
final class Temporary {

    private static final String PREFIX = ".nodeward-";
    private static final String SUFFIX = ".tmp";
    private static final int DIGITS = 16;
    private static final SecureRandom RANDOM = new SecureRandom();
    /** A link cannot be locked, but it stands under such a name for a moment only. */
    private static final Duration LONGEST_OF_A_LINK = Duration.ofMinutes(1);

    private Temporary() {}

    static String name() {
        return PREFIX + HexFormat.of().toHexDigits(RANDOM.nextLong()) + SUFFIX;
    }

    private static boolean is(String name) {
        return name.length() == PREFIX.length() + DIGITS + SUFFIX.length()
                && name.startsWith(PREFIX)
                && name.endsWith(SUFFIX);
    }

    /** Removes those in a directory whose writers are dead; returns how many. */
    static int clean(Descriptor directory) throws Errno, IOException {
        List<String> names = new ArrayList<>();
        try (Descriptor open = Descriptor.open(directory, ".", Libc.READ_ONLY | Libc.DIRECTORY);
                DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(Libc.open(open.number())))) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (is(name)) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        int removed = 0;
        for (String name : names) {
            if (removeIfStale(directory, name)) {
                removed++;
            }
        }
        if (removed > 0) {
            directory.syncDirectory();
        }
        return removed;
    }

    private static boolean removeIfStale(Descriptor directory, String name) throws Errno {
        try {
            Stat stat = Libc.stat(directory.number(), name);
            switch (stat.type()) {
                case FILE, DIRECTORY -> {
                    try (Descriptor file = Descriptor.open(directory, name, Libc.READ_ONLY | Libc.NON_BLOCKING)) {
                        if (!Libc.lock(file.number())) {
                            return false;
                        }
                        Libc.unlinkat(
                                directory.number(),
                                name,
                                stat.type() == Stat.Type.DIRECTORY ? Libc.AT_REMOVE_DIRECTORY : 0);
                    }
                }
                case LINK -> {
                    if (stat.changed().isAfter(Instant.now().minus(LONGEST_OF_A_LINK))) {
                        return false;
                    }
                    Libc.unlinkat(directory.number(), name, 0);
                }
                default -> {
                    return false;
                }
            }
            return true;
        } catch (Errno e) {
            if (e.is(Errno.ABSENT) || e.is(Errno.NOT_EMPTY)) {
                return false;
            }
            throw e;
        }
    }
}
