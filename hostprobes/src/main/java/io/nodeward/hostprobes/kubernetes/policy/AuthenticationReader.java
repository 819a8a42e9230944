package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.goyaml.Fields;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is let in without credentials and which OIDC issuers are believed: from flags, or from an
 * AuthenticationConfiguration. Where the file has {@code anonymous}, it decides and the flag must not be given; where it
 * has none, the flag decides. (kubernetes pkg/kubeapiserver/options/authentication.go: ToAuthenticationConfig,
 * ApplyAuthorization, validateOIDCOptions; apiserver pkg/apis/apiserver/validation:
 * ValidateAuthenticationConfiguration.) CEL expressions are not compiled, certificates not parsed.
 */
public final class AuthenticationReader {

    private AuthenticationReader() {}

    /**
     * The flags that bear on it.
     *
     * @param anonymous --anonymous-auth, a boolean; true by default
     * @param anonymousGiven whether that flag is given at all
     * @param config --authentication-config; empty when it is not given
     * @param issuer --oidc-issuer-url, a string; empty by default
     * @param oidcGiven whether any --oidc-… flag is given
     * @param modes --authorization-mode, a list of strings
     * @param authorizationConfig --authorization-config; empty when it is not given
     */
    public record Flags(
            Known anonymous,
            boolean anonymousGiven,
            String config,
            Known issuer,
            boolean oidcGiven,
            Known modes,
            String authorizationConfig) {}

    /**
     * Who comes in.
     *
     * @param anonymous a group of type Anonymous
     * @param jwtIssuers issuers of OIDC tokens
     */
    public record Authentication(Group anonymous, Node jwtIssuers) {}

    /** Reads flags and file. */
    public static Authentication read(Server server, Flags flags) {
        if (flags.config().isEmpty()) {
            Object issuer = flags.issuer().value();
            List<Object> issuers = "".equals(issuer) ? List.of() : List.of(issuer);
            return new Authentication(fromFlag(flags), flags.issuer().with(issuers));
        }
        if (server.minor() < 34 && !server.gate().test("StructuredAuthenticationConfiguration")) {
            return unknown(new Unknown(
                    "the API server refuses --authentication-config without the feature gate"
                            + " StructuredAuthenticationConfiguration",
                    server.files().hostPath(flags.config())));
        }
        if (flags.oidcGiven()) {
            return unknown(new Unknown(
                    "the API server refuses --authentication-config together with --oidc-* flags",
                    flags.issuer().source()));
        }
        PolicyFile.Opened opened = PolicyFile.open(server.files(), flags.config());
        PolicyFile file = opened.file();
        return file == null ? unknown(opened.failure()) : decode(server, file, flags);
    }

    private static Authentication unknown(@Nullable Unknown reason) {
        Unknown known = reason == null ? new Unknown("cannot be read", "") : reason;
        return new Authentication(anonymous(known, known), known);
    }

    private static Group anonymous(Node enabled, Node paths) {
        return Group.builder().put("enabled", enabled).put("paths", paths).build();
    }

    /** AlwaysAllow among the modes of the flag (or as their default) switches anonymous requests off, even explicit ones. */
    private static Group fromFlag(Flags flags) {
        Known enabled = flags.anonymous();
        List<?> modes = flags.modes().value() instanceof List<?> list ? list : List.of();
        boolean all = modes.isEmpty() ? flags.authorizationConfig().isEmpty() : modes.contains("AlwaysAllow");
        if (all && Boolean.TRUE.equals(enabled.value())) {
            enabled = new Known(
                    false,
                    flags.modes().source() + " (AlwaysAllow switches anonymous requests off)",
                    List.of(new Overridden(true, enabled.source())));
        }
        return anonymous(enabled, enabled.with(List.of()));
    }

    private static Authentication decode(Server server, PolicyFile file, Flags flags) {
        if (server.minor() >= 34) {
            file.expect("AuthenticationConfiguration", "apiserver.config.k8s.io", "v1", "v1beta1", "v1alpha1");
        } else {
            file.expect("AuthenticationConfiguration", "apiserver.config.k8s.io", "v1beta1", "v1alpha1");
        }
        List<String> issuers = new ArrayList<>();
        Set<String> discovered = new HashSet<>();
        List<Fields> authenticators = file.fields().objects("jwt");
        for (Fields jwt : authenticators) {
            checkJwt(server, file, jwt, issuers, discovered);
        }
        if (authenticators.size() > 64) {
            file.refuse("jwt has more than 64 elements", file.fields().line("jwt"));
        }
        Fields anonymous = file.fields().object("anonymous");
        Group decided = anonymous == null ? fromFlag(flags) : fromFile(server, file, anonymous, flags);
        Unknown refused = file.refused(true);
        return refused != null
                ? unknown(refused)
                : new Authentication(decided, file.known(issuers, file.fields().line("jwt")));
    }

    private static Group fromFile(Server server, PolicyFile file, Fields anonymous, Flags flags) {
        boolean enabled = anonymous.bool("enabled").or(false);
        List<String> paths = new ArrayList<>();
        for (Fields condition : anonymous.objects("conditions")) {
            paths.add(condition.string("path").or(""));
        }
        if (flags.anonymousGiven()) {
            file.refuse("anonymous is set although --anonymous-auth is given", anonymous.line());
        }
        if (!enabled && !paths.isEmpty()) {
            file.refuse("anonymous has conditions but is not enabled", anonymous.line());
        }
        if (server.minor() < 34 && !server.gate().test("AnonymousAuthConfigurableEndpoints")) {
            file.refuse("anonymous needs the feature gate AnonymousAuthConfigurableEndpoints", anonymous.line());
        }
        Overridden flag =
                new Overridden(flags.anonymous().value(), flags.anonymous().source());
        return anonymous(
                new Known(enabled, file.source(anonymous.bool("enabled").line()), List.of(flag)),
                file.known(paths, anonymous.line("conditions")));
    }

    private static void checkJwt(
            Server server, PolicyFile file, Fields jwt, List<String> issuers, Set<String> discovered) {
        Fields issuer = jwt.object("issuer");
        String url = issuer == null ? "" : issuer.string("url").or("");
        if (!https(url) || issuers.contains(url)) {
            file.refuse(jwt.path("issuer.url") + " is not unique or not a plain https address", jwt.line());
        }
        issuers.add(url);
        if (issuer != null) {
            checkIssuer(server, file, issuer, url, discovered);
        } else {
            file.refuse(jwt.path("issuer") + " is missing", jwt.line());
        }
        Set<String> claims = new HashSet<>();
        for (Fields rule : jwt.objects("claimValidationRules")) {
            boolean message = !rule.string("message").or("").isEmpty();
            boolean required = !rule.string("requiredValue").or("").isEmpty();
            boolean claim = either(file, rule, true);
            String what = rule.string("claim").or("") + "\n"
                    + rule.string("expression").or("");
            if ((claim ? message : required) || !claims.add(what)) {
                file.refuse(rule.path() + " is not unique or says too much", rule.line());
            }
        }
        checkMappings(server, file, jwt);
        Set<String> rules = new HashSet<>();
        for (Fields rule : jwt.objects("userValidationRules")) {
            rule.string("message");
            String expression = rule.string("expression").or("");
            if (expression.isEmpty() || !rules.add(expression)) {
                file.refuse(rule.path("expression") + " is empty or not unique", rule.line());
            }
        }
    }

    private static void checkIssuer(Server server, PolicyFile file, Fields issuer, String url, Set<String> discovered) {
        String discovery = issuer.string("discoveryURL").or("");
        if (!discovery.isEmpty()
                && (!https(discovery) || trimmed(discovery).equals(trimmed(url)) || !discovered.add(discovery))) {
            file.refuse(issuer.path("discoveryURL") + " is not another, unique https address", issuer.line());
        }
        issuer.string("certificateAuthority");
        List<String> audiences = issuer.strings("audiences").or(List.of());
        String match = issuer.string("audienceMatchPolicy").or("");
        boolean matched = match.equals("MatchAny") || (match.isEmpty() && audiences.size() < 2);
        if (audiences.isEmpty()
                || audiences.contains("")
                || new HashSet<>(audiences).size() != audiences.size()
                || !matched) {
            file.refuse(issuer.path("audiences") + " does not fit its match policy", issuer.line());
        }
        if (server.minor() >= 34) {
            String egress = issuer.string("egressSelectorType").or("");
            if (!egress.isEmpty() && !egress.equals("controlplane") && !egress.equals("cluster")) {
                file.refuse(issuer.path("egressSelectorType") + " is unknown", issuer.line());
            }
        }
    }

    private static void checkMappings(Server server, PolicyFile file, Fields jwt) {
        Fields mappings = jwt.object("claimMappings");
        Fields username = mappings == null ? null : mappings.object("username");
        if (mappings == null || username == null) {
            file.refuse(jwt.path("claimMappings.username") + " is missing", jwt.line());
            return;
        }
        prefixed(file, username, true);
        Fields groups = mappings.object("groups");
        if (groups != null) {
            prefixed(file, groups, false);
        }
        Fields uid = mappings.object("uid");
        if (uid != null) {
            either(file, uid, false);
        }
        Set<String> keys = new HashSet<>();
        for (Fields extra : mappings.objects("extra")) {
            String key = extra.string("key").or("");
            boolean empty = extra.string("valueExpression").or("").isEmpty();
            String domain = key.substring(0, Math.max(0, key.indexOf('/')));
            boolean reserved = server.minor() >= 32 && (within(domain, "k8s.io") || within(domain, "kubernetes.io"));
            boolean named = KubernetesNames.subdomain(domain)
                    && key.length() > domain.length() + 1
                    && key.equals(key.toLowerCase(Locale.ROOT));
            if (empty || !named || reserved || !keys.add(key)) {
                file.refuse(extra.path() + " has no value or no unique key in lower case", extra.line());
            }
        }
    }

    private static boolean within(String domain, String parent) {
        return domain.equals(parent) || domain.endsWith("." + parent);
    }

    private static void prefixed(PolicyFile file, Fields mapping, boolean required) {
        boolean prefix = mapping.string("prefix").present();
        boolean claim = either(file, mapping, required);
        boolean expression = !mapping.string("expression").or("").isEmpty();
        if ((claim && !prefix) || (expression && prefix)) {
            file.refuse(mapping.path("prefix") + " is needed with claim, and only with it", mapping.line());
        }
    }

    /** Checks that not both of claim and expression are set, and one of them if that is required; true for a claim. */
    private static boolean either(PolicyFile file, Fields fields, boolean required) {
        boolean claim = !fields.string("claim").or("").isEmpty();
        boolean expression = !fields.string("expression").or("").isEmpty();
        if ((claim && expression) || (required && !claim && !expression)) {
            file.refuse(fields.path() + " does not have exactly one of claim and expression", fields.line());
        }
        return claim;
    }

    private static String trimmed(String url) {
        int end = url.length();
        while (end > 0 && url.charAt(end - 1) == '/') {
            end--;
        }
        return url.substring(0, end);
    }

    private static boolean https(String url) {
        try {
            URI uri = new URI(url);
            String fragment = uri.getRawFragment();
            String query = uri.getRawQuery();
            return "https".equalsIgnoreCase(uri.getScheme())
                    && uri.getRawUserInfo() == null
                    && (query == null || query.isEmpty())
                    && (fragment == null || fragment.isEmpty());
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
