package io.nodeward.secrets.encryption.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodeward.secrets.encryption.rewrite.ApiResource;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeRequest;
import java.util.List;

/** Asks an API server what its user may do (SelfSubjectAccessReview), so that nothing is begun that cannot be ended. */
final class Rights {

    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final List<String> VERBS = List.of("list", "get", "patch");

    private Rights() {}

    /** Adds a problem for each right that rewriting these resources needs and that is missing. */
    static void check(KubeApi api, List<ApiResource> resources, List<String> problems)
            throws KubeException, InterruptedException {
        for (ApiResource resource : resources) {
            for (String verb : VERBS) {
                if (!may(api, verb, resource)) {
                    problems.add("the user of the kubeconfig may not " + verb + " " + resource
                            + " in all namespaces: give it the right, or use another kubeconfig");
                }
            }
        }
    }

    private static boolean may(KubeApi api, String verb, ApiResource resource)
            throws KubeException, InterruptedException {
        ObjectNode review = new ObjectMapper().createObjectNode();
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
        review.putObject("spec")
                .putObject("resourceAttributes")
                .put("verb", verb)
                .put("group", resource.group())
                .put("resource", resource.plural());
        JsonNode answer = api.json(KubeRequest.post(REVIEWS, review.toString()));
        return answer.path("status").path("allowed").asBoolean(false);
    }
}
