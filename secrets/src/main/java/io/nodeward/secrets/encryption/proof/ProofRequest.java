package io.nodeward.secrets.encryption.proof;

import com.google.protobuf.ByteString;
import io.nodeward.secrets.etcd.KeyRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What is to be proved.
 *
 * @param prefix the API servers' {@code --etcd-prefix}
 * @param resources as an {@code EncryptionConfiguration} names them, without wildcards; empty for everything below the
 *     prefix
 * @param layout where they are
 * @param wanted how they should be stored
 * @param keyNames names of keys and KMS providers that the API servers know; needed only to tell those with a colon
 * @param atMostNamed how many objects are named in each list of the result
 */
public record ProofRequest(
        String prefix,
        Set<String> resources,
        StorageLayout layout,
        Wanted wanted,
        Set<String> keyNames,
        int atMostNamed) {
    /** kube-apiserver's default. */
    public static final String DEFAULT_PREFIX = "/registry";

    private static final int NAMED = 100;

    public ProofRequest {
        // as kube-apiserver cleans it
        String cleaned = prefix.strip();
        while (cleaned.endsWith("/")) {
            cleaned = cleaned.substring(0, cleaned.length() - 1);
        }
        prefix = cleaned.startsWith("/") ? cleaned : "/" + cleaned;
        resources = Set.copyOf(resources);
        keyNames = Set.copyOf(keyNames);
    }

    /** These resources of a cluster with the default prefix; all if none is named. */
    public static ProofRequest of(Collection<String> resources, Wanted wanted) {
        return new ProofRequest(
                DEFAULT_PREFIX, Set.copyOf(resources), StorageLayout.kubernetes(), wanted, Set.of(), NAMED);
    }

    public ProofRequest withPrefix(String prefix) {
        return new ProofRequest(prefix, resources, layout, wanted, keyNames, atMostNamed);
    }

    public ProofRequest withLayout(StorageLayout layout) {
        return new ProofRequest(prefix, resources, layout, wanted, keyNames, atMostNamed);
    }

    public ProofRequest withKeyNames(Collection<String> keyNames) {
        return new ProofRequest(prefix, resources, layout, wanted, Set.copyOf(keyNames), atMostNamed);
    }

    public ProofRequest naming(int atMost) {
        return new ProofRequest(prefix, resources, layout, wanted, keyNames, atMost);
    }

    /** What every key of the cluster begins with. */
    String root() {
        return prefix.equals("/") ? "/" : prefix + "/";
    }

    /** Ranges of keys to be read, none of them within another. */
    List<KeyRange> ranges() {
        if (resources.isEmpty()) {
            return List.of(KeyRange.below(root()));
        }
        List<String> paths = resources.stream()
                .flatMap(resource -> layout.paths(resource).stream())
                .distinct()
                .sorted(Comparator.comparing(path -> path + "/"))
                .toList();
        List<KeyRange> ranges = new ArrayList<>();
        String last = "";
        for (String path : paths) {
            if (last.isEmpty() || !path.startsWith(last + "/")) {
                String key = root() + path;
                // the record of a range of addresses or ports is this key itself
                ranges.add(KeyRange.only(ByteString.copyFromUtf8(key)));
                ranges.add(KeyRange.below(key + "/"));
                last = path;
            }
        }
        return ranges;
    }
}
