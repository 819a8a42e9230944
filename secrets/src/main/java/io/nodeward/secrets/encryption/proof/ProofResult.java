package io.nodeward.secrets.encryption.proof;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How everything that was asked for is stored, at one revision. Counts are exact.
 *
 * @param revision of etcd at which all of it was so
 * @param resources how many objects of each are stored in which way; the resource with the empty name has the keys that
 *     are of no resource's form
 * @param unwanted objects that are not stored as wanted
 * @param undecodable objects that no API server can read, whatever was wanted
 */
public record ProofResult(
        long revision,
        SortedMap<String, SortedMap<StoredAs, Tally>> resources,
        FoundObjects unwanted,
        FoundObjects undecodable) {

    public ProofResult {
        SortedMap<String, SortedMap<StoredAs, Tally>> copy = new TreeMap<>();
        resources.forEach((name, ways) -> copy.put(name, Collections.unmodifiableSortedMap(new TreeMap<>(ways))));
        resources = Collections.unmodifiableSortedMap(copy);
    }

    /** Objects of all resources. */
    public long objects() {
        return total().values().stream().mapToLong(Tally::objects).sum();
    }

    /** All resources together. */
    public SortedMap<StoredAs, Tally> total() {
        SortedMap<StoredAs, Tally> total = new TreeMap<>();
        resources.values().forEach(ways -> ways.forEach((way, tally) -> total.merge(way, tally, Tally::plus)));
        return total;
    }

    /** Objects that are stored under a key or KMS provider of this name, whatever the provider. */
    public long under(String key) {
        return total().entrySet().stream()
                .filter(way -> way.getKey().key().equals(key))
                .mapToLong(way -> way.getValue().objects())
                .sum();
    }

    /** Objects that who reads the disk can read. */
    public long plaintext() {
        return total().entrySet().stream()
                .filter(way -> way.getKey().form().plaintext())
                .mapToLong(way -> way.getValue().objects())
                .sum();
    }

    /** Whether every object is stored as wanted, and can be read. */
    public boolean holds() {
        return unwanted.total() == 0 && undecodable.total() == 0;
    }
}
