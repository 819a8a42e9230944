package io.nodeward.secrets.encryption.rewrite;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeRequest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The resources that kube-apiserver itself keeps in etcd and whose objects can be listed and patched: no groups of
 * extension API servers, which store elsewhere, and each resource in one version.
 */
final class StoredResources {
    /** Aggregated discovery, since v1.30: every group in two answers. */
    private static final String DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    /** Stored as {@code events} of the core group. */
    private static final String EVENTS_GROUP = "events.k8s.io";

    private final Set<String> extensions = new HashSet<>();
    private final Map<String, ApiResource> found = new LinkedHashMap<>();
    private final Map<String, String> storageVersions;

    private StoredResources(Map<String, String> storageVersions) {
        this.storageVersions = storageVersions;
    }

    static List<ApiResource> of(KubeApi api) throws KubeException, InterruptedException {
        Map<String, String> versions = api.send(
                KubeRequest.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions"), CustomResources::versions);
        StoredResources resources = new StoredResources(versions);
        for (JsonNode service : api.json(KubeRequest.get("/apis/apiregistration.k8s.io/v1/apiservices"))
                .path("items")) {
            if (service.at("/spec/service").isObject()) {
                resources.extensions.add(service.at("/spec/group").asText("") + "/"
                        + service.at("/spec/version").asText(""));
            }
        }
        for (String path : List.of("/api", "/apis")) {
            for (JsonNode group :
                    api.json(KubeRequest.get(path).accepting(DISCOVERY)).path("items")) {
                resources.group(group);
            }
        }
        return List.copyOf(resources.found.values());
    }

    private void group(JsonNode item) {
        String group = item.at("/metadata/name").asText("");
        if (group.equals(EVENTS_GROUP)) {
            return;
        }
        for (JsonNode version : item.path("versions")) {
            String name = version.path("version").asText("");
            if (!extensions.contains(group + "/" + name)) {
                version.path("resources").forEach(resource -> resource(group, name, resource));
            }
        }
    }

    /** The first version is the preferred one; a custom resource is best asked for as it is stored, without conversion. */
    private void resource(String group, String version, JsonNode resource) {
        Set<String> verbs = new HashSet<>();
        resource.path("verbs").forEach(verb -> verbs.add(verb.asText()));
        if (!verbs.containsAll(List.of("list", "get", "patch"))) {
            return;
        }
        ApiResource candidate = new ApiResource(
                group,
                version,
                resource.path("resource").asText(),
                resource.path("scope").asText().equals("Namespaced"));
        String key = candidate.toString();
        if (version.equals(storageVersions.get(key))) {
            found.put(key, candidate);
        } else {
            found.putIfAbsent(key, candidate);
        }
    }
}
