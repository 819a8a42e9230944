package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Unknown;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The flags that name one identity provider. (kubernetes pkg/kubeapiserver/options/authentication.go: validateOIDCOptions,
 * ToAuthenticationConfig.)
 *
 * @param given whether any --oidc-… flag is given
 * @param issuer --oidc-issuer-url, empty for none
 * @param client --oidc-client-id
 * @param usernameClaim --oidc-username-claim
 * @param usernamePrefix --oidc-username-prefix: empty for the issuer and a hash sign, unless the claim is email; a dash
 *     for nothing
 * @param groupsClaim --oidc-groups-claim
 * @param groupsPrefix --oidc-groups-prefix
 * @param required --oidc-required-claim, a map of strings
 * @param authority --oidc-ca-file
 */
public record JwtFlags(
        boolean given,
        Known issuer,
        Known client,
        Known usernameClaim,
        Known usernamePrefix,
        Known groupsClaim,
        Known groupsPrefix,
        Known required,
        Known authority) {

    /** Why the API server refuses them, or null. */
    @Nullable Unknown refused() {
        boolean both = !issuer.value().equals("") && !client.value().equals("");
        return given && !both
                ? new Unknown(
                        "the API server refuses --oidc-* flags without --oidc-issuer-url and --oidc-client-id",
                        issuer.source())
                : null;
    }

    /** Type list(JwtIssuer). */
    Many issuers() {
        if (issuer.value().equals("")) {
            return new Many(List.of(), issuer.source());
        }
        Known none = issuer.with("");
        long rules = required.value() instanceof Map<?, ?> claims ? claims.size() : 0;
        Group facts = Group.builder()
                .put("url", issuer)
                .put("audiences", client.with(List.of(client.value())))
                .put("own_ca", authority.with(!authority.value().equals("")))
                .put("claim_rules", required.with(rules))
                .put("user_rules", issuer.with(0L))
                .put("username_claim", usernameClaim)
                .put("username_prefix", prefix())
                .put("username_expression", none)
                .put("groups_claim", groupsClaim)
                .put("groups_prefix", groupsPrefix)
                .put("groups_expression", none)
                .build();
        return new Many(List.of(new Many.Item(issuer.value().toString(), facts)), issuer.source());
    }

    private Known prefix() {
        if (usernamePrefix.value().equals("-")) {
            return usernamePrefix.with("");
        }
        boolean usual =
                usernamePrefix.value().equals("") && !usernameClaim.value().equals("email");
        return usual ? usernamePrefix.with(issuer.value() + "#") : usernamePrefix;
    }
}
