package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.files.Read;

/**
 * The files that one API server sees. Paths are its own, as flags and configuration write them; whoever implements this
 * maps them to the host, through the mounts of its container.
 */
public interface ServerFiles {

    /** Reads a file; Failed also where the path leads to nothing that the host has. */
    Read<byte[]> read(String path);

    /**
     * Whether the kubeconfig may be there by which the server asks a webhook: false only if it is certainly not. Readers
     * ask about every one that counts.
     */
    default boolean kubeconfig(String path) {
        return !(read(path) instanceof Read.Absent);
    }

    /** Where the file lies on the host, for evidence; the path itself where that cannot be told. */
    String hostPath(String path);
}
