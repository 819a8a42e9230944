package io.nodeward.hostprobes.netlink;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import org.jspecify.annotations.Nullable;

/** Whether what a socket of this process is told is about the host: it is about the network namespace of whoever asks. */
public final class HostNetwork {

    /** The network namespace in which the kernel began, linux/nsfs.h; older kernels number it as any other. */
    private static final String INITIAL = "net:[4026531833]";

    private HostNetwork() {}

    /** Why this process may not be in the host's network namespace, or null. */
    public static @Nullable Unknown elsewhere(HostRoot root) {
        String own = "/proc/self/ns/net";
        String host = "/proc/1/ns/net";
        Read<String> its = root.link(own);
        Read<String> hosts = root.link(host);
        if (its instanceof Read.Found<String>(String link) && link.equals(INITIAL)) {
            return null;
        }
        if (its instanceof Read.Found<String>(String mine) && hosts instanceof Read.Found<String>(String first)) {
            return mine.equals(first) ? null : new Unknown("is of another network namespace than process 1", own);
        }
        return hosts instanceof Read.Failed<String> failed ? failed.unknown() : new Unknown("cannot be read", host);
    }
}
