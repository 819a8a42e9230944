package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.facts.Group;
import java.util.List;

/**
 * One kubelet to be asked, and how it is told from an impostor on its port.
 *
 * @param address IP address of its API
 * @param serving the certificate that its configuration names, type Certificate
 * @param usual the file of the certificate that a kubelet makes itself, where the configuration cannot be read that would
 *     name another; else empty
 * @param authorities file of the cluster's CA; empty for none
 * @param own its client certificate wherever that may lie, the best place first
 */
record Question(String address, int port, Group serving, String usual, String authorities, List<Credential> own) {

    /** Address and port as a URL has them. */
    String server() {
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }

    String url() {
        return "https://" + server() + "/configz";
    }
}
