package io.nodeward.secrets.encryption.rewrite;

/**
 * Which object of a resource. Ordered as etcd orders their keys, which is the order of lists.
 *
 * @param namespace empty for what is in none
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

    @Override
    public int compareTo(ObjectKey other) {
        return toString().compareTo(other.toString());
    }

    /** {@code namespace/name}, or the name. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
