package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Whether Cilium's programs in the kernel may filter what comes to the host itself, which they do where its host firewall is
 * on. Programs of others are not seen.
 */
final class CiliumPrograms {

    private static final String MAPS = "/sys/fs/bpf/tc/globals";
    private static final String[] CONFIGS = {
        "/run/cilium/state/agent-runtime-config.json", "/var/run/cilium/state/agent-runtime-config.json"
    };
    private static final int LIMIT = 4 << 20;

    private CiliumPrograms() {}

    /** Why a port that netfilter lets through may be closed, or null. */
    static @Nullable Unknown doubt(HostRoot root) {
        if (root.stat("/sys/fs/bpf/cilium") instanceof Read.Absent<Stat>
                && root.stat(MAPS) instanceof Read.Absent<Stat>) {
            return null;
        }
        for (String path : CONFIGS) {
            if (root.text(path, LIMIT) instanceof Read.Found<String>(String text)) {
                int at = text.indexOf("\"EnableHostFirewall\"");
                int colon = at < 0 ? -1 : text.indexOf(':', at);
                if (colon > 0 && text.startsWith("false", colon + 1)
                        || colon > 0 && text.startsWith(" false", colon + 1)) {
                    return null;
                }
            }
        }
        return new Unknown("has programs of Cilium, whose host firewall may filter too", MAPS);
    }
}
