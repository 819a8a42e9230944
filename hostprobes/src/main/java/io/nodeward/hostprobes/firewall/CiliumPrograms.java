package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;

/** Programs of Cilium, which keep nothing away from the host itself unless its host firewall is on. */
final class CiliumPrograms {

    private static final String[] CONFIGS = {
        "/run/cilium/state/agent-runtime-config.json", "/var/run/cilium/state/agent-runtime-config.json"
    };
    private static final int LIMIT = 4 << 20;

    private CiliumPrograms() {}

    /** Whether a program is called as those of Cilium are, the older ones by the section of their file. */
    static boolean is(String name) {
        return name.startsWith("cil_") || name.startsWith("bpf_") && name.endsWith(":[from-netdev]");
    }

    /** Whether its agent's configuration says that the host firewall is off. */
    static boolean pass(HostRoot root) {
        for (String path : CONFIGS) {
            if (root.text(path, LIMIT) instanceof Read.Found<String>(String text)) {
                int at = text.indexOf("\"EnableHostFirewall\"");
                int colon = at < 0 ? -1 : text.indexOf(':', at);
                if (colon > 0 && text.startsWith("false", colon + 1)
                        || colon > 0 && text.startsWith(" false", colon + 1)) {
                    return true;
                }
            }
        }
        return false;
    }
}
