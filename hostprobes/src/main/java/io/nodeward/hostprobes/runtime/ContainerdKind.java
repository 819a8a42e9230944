package io.nodeward.hostprobes.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How versions of containerd read their configuration, each from the first such version on. */
enum ContainerdKind {
    ONE(0, 0, 2),
    TWO(2, 0, 3),
    /** Lists of directories of network plugins; images are pulled by the transfer service. */
    LISTS(2, 1, 3),
    /** Directories of registries are looked at without being named. */
    DIRECTORIES(2, 2, 3),
    /** Sockets are plugins. */
    SERVICES(2, 3, 4);

    private final int major;
    private final int minor;
    private final int newest;

    ContainerdKind(int major, int minor, int newest) {
        this.major = major;
        this.minor = minor;
        this.newest = newest;
    }

    /**
     * The kinds that may run here, oldest first: one when the version is known, else each that takes a file of this format.
     *
     * @param version {@code v2.1.4}; empty when it is not known
     * @return empty when none takes the format
     */
    static List<ContainerdKind> of(String version, long format) {
        int[] numbers = numbers(version);
        ContainerdKind last = ONE;
        for (ContainerdKind kind : values()) {
            last = numbers != null && kind.from(numbers) ? kind : last;
        }
        List<ContainerdKind> kinds = new ArrayList<>();
        for (ContainerdKind kind : values()) {
            if ((numbers == null || kind == last) && format <= kind.newest) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    /** The newest version of the format that it takes. */
    int newest() {
        return newest;
    }

    /** The newest version of the format from which it still takes over settings of the old section. */
    int migrates() {
        return this == ONE ? newest : newest - 1;
    }

    private boolean from(int[] version) {
        return version[0] > major || (version[0] == major && version[1] >= minor);
    }

    private static int @Nullable [] numbers(String version) {
        int dot = version.indexOf('.');
        if (!version.startsWith("v") || dot < 0) {
            return null;
        }
        int second = version.indexOf('.', dot + 1);
        try {
            return new int[] {
                Integer.parseInt(version.substring(1, dot)),
                Integer.parseInt(version.substring(dot + 1, second < 0 ? version.length() : second))
            };
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
