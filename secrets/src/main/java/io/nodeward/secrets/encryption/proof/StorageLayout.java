package io.nodeward.secrets.encryption.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which key belongs to which resource: {@code PREFIX/secrets/NAMESPACE/NAME}, {@code PREFIX/services/specs/NAMESPACE/NAME},
 * {@code PREFIX/GROUP/PLURAL/NAMESPACE/NAME} for custom resources and for those of the aggregator. Immutable.
 */
public final class StorageLayout {
    private static final StorageLayout KUBERNETES = new StorageLayout(BuiltInResources.paths());

    private final Map<String, String> resources;

    private StorageLayout(Map<String, String> resources) {
        this.resources = Map.copyOf(resources);
    }

    /** Kubernetes' own resources and, by their form, all custom resources. */
    public static StorageLayout kubernetes() {
        return KUBERNETES;
    }

    /**
     * This layout and one more resource, for what a newer Kubernetes has.
     *
     * @param resource as an {@code EncryptionConfiguration} names it
     * @param path one or two segments below the prefix, without slashes at its ends
     */
    public StorageLayout with(String resource, String path) {
        Map<String, String> more = new HashMap<>(resources);
        more.put(path, resource);
        return new StorageLayout(more);
    }

    /**
     * Where objects of a resource may be, without slashes at the ends. For one that is not known that is two places: a
     * custom resource's, and that of one which is compiled into a newer API server.
     */
    public List<String> paths(String resource) {
        List<String> paths = new ArrayList<>();
        resources.forEach((path, name) -> {
            if (name.equals(resource)) {
                paths.add(path);
            }
        });
        if (paths.isEmpty()) {
            int dot = resource.indexOf('.');
            paths.add(dot < 0 ? resource : resource.substring(0, dot));
            if (dot >= 0) {
                paths.add(resource.substring(dot + 1) + "/" + resource.substring(0, dot));
            }
        }
        return paths;
    }

    /** The object of a key, given without the prefix and the slash behind that. */
    ObjectName object(String key) {
        int first = key.indexOf('/');
        if (first <= 0) {
            return new ObjectName("", "", key);
        }
        String segment = key.substring(0, first);
        int second = key.indexOf('/', first + 1);
        if (second > 0) {
            String known = resources.get(key.substring(0, second));
            if (known != null) {
                return named(known, key, second + 1);
            }
            if (segment.indexOf('.') > 0) {
                return named(key.substring(first + 1, second) + "." + segment, key, second + 1);
            }
        }
        String known = resources.get(key);
        return known != null
                ? new ObjectName(known, "", key)
                : named(resources.getOrDefault(segment, segment), key, first + 1);
    }

    private static ObjectName named(String resource, String key, int at) {
        int slash = key.indexOf('/', at);
        return slash < 0
                ? new ObjectName(resource, "", key.substring(at))
                : new ObjectName(resource, key.substring(at, slash), key.substring(slash + 1));
    }
}
