package io.nodeward.secrets.encryption.rewrite;

import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an {@code EncryptionConfiguration} covers in one cluster.
 *
 * @param resources that the server stores and lets be patched, the core group first
 * @param unmatched resource strings that nothing in the cluster answers to, as written
 */
public record CoveredResources(List<ApiResource> resources, List<String> unmatched) {

    /**
     * Asks a server for its resources.
     *
     * @param patterns the resource strings of all entries
     * @throws KubeException if it cannot be found out, also for a part only
     */
    public static CoveredResources find(KubeApi api, List<String> patterns) throws KubeException, InterruptedException {
        List<ApiResource> stored = StoredResources.of(api);
        List<ResourcePattern> parsed =
                patterns.stream().map(ResourcePattern::parse).distinct().toList();
        List<ApiResource> covered = new ArrayList<>();
        for (ApiResource resource : stored) {
            if (parsed.stream().anyMatch(it -> it.covers(resource.group(), resource.plural()))) {
                covered.add(resource);
            }
        }
        List<String> unmatched = parsed.stream()
                .filter(it -> covered.stream().noneMatch(resource -> it.covers(resource.group(), resource.plural())))
                .map(ResourcePattern::toString)
                .toList();
        return new CoveredResources(covered, unmatched);
    }
}
