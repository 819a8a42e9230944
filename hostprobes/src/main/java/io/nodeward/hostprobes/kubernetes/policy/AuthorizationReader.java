package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Many.Item;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.goyaml.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which authorizers a server asks, and in which order: from --authorization-mode, or from an
 * AuthorizationConfiguration, never from both; AlwaysAllow when there is neither. (kubernetes
 * pkg/kubeapiserver/options/authorization.go: Complete, Validate; pkg/kubeapiserver/authorizer/config.go:
 * LoadAndValidateData; apiserver pkg/apis/apiserver/validation: ValidateAuthorizationConfiguration.) Match conditions in
 * CEL are not compiled.
 */
public final class AuthorizationReader {

    private static final Set<String> TYPES = Set.of("AlwaysAllow", "AlwaysDeny", "ABAC", "Webhook", "RBAC", "Node");
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private AuthorizationReader() {}

    /**
     * The flags that bear on it.
     *
     * @param modes --authorization-mode, a list of strings; empty by default
     * @param legacyGiven whether that flag or any --authorization-webhook-… flag is given, with whatever value
     * @param config --authorization-config; empty when it is not given
     */
    public record Flags(Known modes, boolean legacyGiven, String config) {}

    /**
     * What decides.
     *
     * @param authorizers types in their order
     * @param webhooks items of type AuthorizationWebhook
     */
    public record Authorization(Node authorizers, Node webhooks) {}

    /** Reads flags and file. */
    public static Authorization read(Server server, Flags flags) {
        if (flags.config().isEmpty()) {
            return fromFlags(flags.modes());
        }
        String path = server.files().hostPath(flags.config());
        if (flags.legacyGiven()) {
            return unknown(new Unknown(
                    "the API server refuses --authorization-config together with --authorization-mode or"
                            + " --authorization-webhook-*",
                    flags.modes().source()));
        }
        if (server.minor() < 32 && !server.gate().test("StructuredAuthorizationConfiguration")) {
            return unknown(new Unknown(
                    "the API server refuses --authorization-config without the feature gate"
                            + " StructuredAuthorizationConfiguration",
                    path));
        }
        PolicyFile.Opened opened = PolicyFile.open(server.files(), flags.config());
        PolicyFile file = opened.file();
        return file == null ? unknown(opened.failure()) : decode(server, file);
    }

    private static Authorization unknown(@Nullable Unknown reason) {
        Unknown known = reason == null ? new Unknown("cannot be read", "") : reason;
        return new Authorization(known, known);
    }

    private static Authorization fromFlags(Known modes) {
        List<String> types = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        if (modes.value() instanceof List<?> list) {
            for (Object mode : list) {
                String type = String.valueOf(mode);
                if (!TYPES.contains(type) || !seen.add(type)) {
                    return unknown(new Unknown(
                            "the API server refuses --authorization-mode: a mode is unknown or given twice",
                            modes.source()));
                }
                types.add(type);
            }
        }
        if (types.isEmpty()) {
            types.add("AlwaysAllow");
        }
        List<Item> webhooks = new ArrayList<>();
        if (types.contains("Webhook")) {
            webhooks.add(
                    webhook("default", new Known("default", modes.source()), new Known("NoOpinion", modes.source())));
        }
        return new Authorization(modes.with(types), new Many(webhooks, modes.source()));
    }

    private static Authorization decode(Server server, PolicyFile file) {
        if (server.minor() >= 32) {
            file.expect("AuthorizationConfiguration", "apiserver.config.k8s.io", "v1", "v1beta1", "v1alpha1");
        } else {
            file.expect("AuthorizationConfiguration", "apiserver.config.k8s.io", "v1beta1", "v1alpha1");
        }
        List<String> types = new ArrayList<>();
        List<Item> webhooks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Fields authorizer : file.fields().objects("authorizers")) {
            String type = authorizer.string("type").or("");
            String name = authorizer.string("name").or("");
            Fields webhook = authorizer.object("webhook");
            boolean isWebhook = type.equals("Webhook");
            if (!TYPES.contains(type)) {
                file.refuse(authorizer.path("type") + " is unknown", authorizer.line("type"));
            } else if (!isWebhook && types.contains(type)) {
                file.refuse(authorizer.path("type") + " is given twice", authorizer.line("type"));
            }
            types.add(type);
            boolean named = isWebhook ? KubernetesNames.subdomain(name) : name.equals(type.toLowerCase(Locale.ROOT));
            if (!named || !names.add(name)) {
                file.refuse(
                        authorizer.path("name") + " is not unique or not what this type is called",
                        authorizer.line("name"));
            }
            if (isWebhook != (webhook != null)) {
                file.refuse(authorizer.path("webhook") + " does not fit the type", authorizer.line());
            }
            if (webhook != null) {
                webhooks.add(webhook(name, file.known(name, authorizer.line("name")), check(server, file, webhook)));
            }
        }
        if (types.isEmpty()) {
            file.refuse("there is no authorizer", file.fields().line());
        }
        Unknown refused = file.refused(true);
        return refused != null
                ? unknown(refused)
                : new Authorization(
                        file.known(types, file.fields().line("authorizers")), new Many(webhooks, file.path()));
    }

    /** Checks a webhook's settings and returns its failure policy. */
    private static Known check(Server server, PolicyFile file, Fields webhook) {
        Duration timeout = webhook.duration("timeout").or(Duration.ZERO);
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            file.refuse(webhook.path("timeout") + " is not between 0s and 30s", webhook.line());
        }
        for (String field : List.of("authorizedTTL", "unauthorizedTTL")) {
            if (webhook.duration(field).or(Duration.ZERO).isNegative()) {
                file.refuse(webhook.path(field) + " is negative", webhook.line());
            }
        }
        if (server.minor() >= 34) {
            webhook.bool("cacheAuthorizedRequests");
            webhook.bool("cacheUnauthorizedRequests");
        }
        String review = webhook.string("subjectAccessReviewVersion").or("");
        if (!review.equals("v1") && !review.equals("v1beta1")) {
            file.refuse(webhook.path("subjectAccessReviewVersion") + " is neither v1 nor v1beta1", webhook.line());
        }
        String policy = webhook.string("failurePolicy").or("");
        if (!policy.equals("NoOpinion") && !policy.equals("Deny")) {
            file.refuse(webhook.path("failurePolicy") + " is neither NoOpinion nor Deny", webhook.line());
        }
        checkConditions(file, webhook);
        checkConnection(server, file, webhook);
        return file.known(policy, webhook.line("failurePolicy"));
    }

    private static void checkConditions(PolicyFile file, Fields webhook) {
        String version =
                webhook.string("matchConditionSubjectAccessReviewVersion").or("");
        List<Fields> conditions = webhook.objects("matchConditions");
        if (!version.equals("v1") && !(version.isEmpty() && conditions.isEmpty())) {
            file.refuse(webhook.path("matchConditionSubjectAccessReviewVersion") + " is not v1", webhook.line());
        }
        Set<String> seen = new HashSet<>();
        for (Fields condition : conditions) {
            String expression = condition.string("expression").or("");
            if (expression.isBlank() || !seen.add(expression)) {
                file.refuse(condition.path("expression") + " is empty or not unique", condition.line());
            }
        }
        if (conditions.size() > 64) {
            file.refuse(webhook.path("matchConditions") + " has more than 64 elements", webhook.line());
        }
    }

    private static void checkConnection(Server server, PolicyFile file, Fields webhook) {
        Fields connection = webhook.object("connectionInfo");
        String type = connection == null ? "" : connection.string("type").or("");
        String kubeconfig =
                connection == null ? null : connection.string("kubeConfigFile").orNull();
        boolean fine = switch (type) {
            case "InClusterConfig" -> kubeconfig == null;
            case "KubeConfigFile" ->
                kubeconfig != null
                        && kubeconfig.startsWith("/")
                        && server.files().kubeconfig(kubeconfig);
            default -> false;
        };
        if (!fine) {
            file.refuse(webhook.path("connectionInfo") + " leads to no kubeconfig", webhook.line());
        }
    }

    private static Item webhook(String key, Known name, Known failurePolicy) {
        return new Item(
                key,
                Group.builder()
                        .put("name", name)
                        .put("failure_policy", failurePolicy)
                        .build());
    }
}
