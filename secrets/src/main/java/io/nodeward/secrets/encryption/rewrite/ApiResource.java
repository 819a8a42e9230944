package io.nodeward.secrets.encryption.rewrite;

import io.nodeward.secrets.kube.PathSegment;

/**
 * A kind of objects as an API server serves it.
 *
 * @param group empty for the core group
 * @param plural as it stands in paths, e.g. {@code secrets}
 */
public record ApiResource(String group, String version, String plural, boolean namespaced) {

    /** {@code secrets} of the core group. */
    public static final ApiResource SECRETS = new ApiResource("", "v1", "secrets", true);

    /** The path of all its objects, in all namespaces. */
    String path() {
        return root() + "/" + plural;
    }

    String path(ObjectKey object) {
        return namespaced
                ? root() + "/namespaces/" + PathSegment.of(object.namespace()) + "/" + plural + "/"
                        + PathSegment.of(object.name())
                : path() + "/" + PathSegment.of(object.name());
    }

    private String root() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    /** As an {@code EncryptionConfiguration} names it: {@code secrets}, {@code deployments.apps}. */
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
