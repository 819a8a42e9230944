package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.pki.Identity;

/**
 * Where a client certificate lies. It is read when it is used, and only then.
 *
 * @param name what it is, for a person: {@code the kubelet's client certificate}
 * @param certificate its file, or a kubeconfig
 * @param key file of the private key; empty for a kubeconfig
 */
record Credential(String name, String certificate, String key) {

    Read<Identity> read(HostRoot root) {
        return key.isEmpty() ? Identity.inKubeconfig(root, certificate) : Identity.inFiles(root, certificate, key);
    }

    @Override
    public String toString() {
        return name + " (" + certificate + ")";
    }
}
