package io.nodeward.testbed;

import java.nio.file.Path;

/** What {@code testbed/debian} makes: a disk with Debian that never booted, its kernel, and the keys to it. */
record DebianDisk(Path directory) {
    /** Made if it is not there. */
    static DebianDisk obtain() {
        return new DebianDisk(Tools.directory("debian"));
    }

    Path disk() {
        return directory.resolve("disk.img");
    }

    Path kernel() {
        return directory.resolve("vmlinuz");
    }

    Path initrd() {
        return directory.resolve("initrd.img");
    }

    /** The private key of its root; of no use elsewhere. */
    Path userKey() {
        return directory.resolve("user_key");
    }

    Path knownHosts() {
        return directory.resolve("known_hosts");
    }

    /** Where what is made from it is kept too. */
    Path cache() {
        return directory.resolveSibling("");
    }
}
