package io.nodeward.secrets.encryption.proof;

/**
 * Which object a key of etcd is for. It comes from etcd and may hold any characters.
 *
 * @param resource as an {@code EncryptionConfiguration} names it: {@code secrets}, {@code deployments.apps}; empty for a
 *     key that is of no resource's form
 * @param namespace empty for what is in none
 * @param name the object's; the whole key if {@code resource} is empty
 */
public record ObjectName(String resource, String namespace, String name) {

    /** E.g. {@code secrets default/db-password}. */
    @Override
    public String toString() {
        return (resource.isEmpty() ? "" : resource + " ") + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
