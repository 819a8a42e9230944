package io.nodeward.secrets.etcd;

/** Is handed the keys of a range, one after the other. */
@FunctionalInterface
public interface KeyConsumer<T> {
    /**
     * Takes one.
     *
     * @throws EtcdException to end the reading
     */
    void accept(StoredKey<T> key) throws EtcdException;
}
