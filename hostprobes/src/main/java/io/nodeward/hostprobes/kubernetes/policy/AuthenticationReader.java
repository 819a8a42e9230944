package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.goyaml.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is let in without credentials and which OIDC issuers are believed: from flags, or from an
 * AuthenticationConfiguration. Where the file has {@code anonymous}, it decides and the flag must not be given; where it
 * has none, the flag decides. (kubernetes pkg/kubeapiserver/options/authentication.go: ToAuthenticationConfig,
 * ApplyAuthorization, validateOIDCOptions; apiserver pkg/apis/apiserver/validation:
 * ValidateAuthenticationConfiguration.) CEL expressions are not compiled.
 */
public final class AuthenticationReader {

    private AuthenticationReader() {}

    /**
     * The flags that bear on it.
     *
     * @param anonymous --anonymous-auth, a boolean; true by default
     * @param anonymousGiven whether that flag is given at all
     * @param config --authentication-config; empty when it is not given
     * @param oidc the --oidc-… flags
     * @param modes --authorization-mode, a list of strings
     * @param authorizationConfig --authorization-config; empty when it is not given
     */
    public record Flags(
            Known anonymous,
            boolean anonymousGiven,
            String config,
            JwtFlags oidc,
            Known modes,
            String authorizationConfig) {}

    /**
     * Who comes in.
     *
     * @param anonymous a group of type Anonymous
     * @param jwtIssuers issuers of OIDC tokens
     * @param jwt what is believed of each, items of type JwtIssuer
     */
    public record Authentication(Group anonymous, Node jwtIssuers, Node jwt) {}

    /** Reads flags and file. */
    public static Authentication read(Server server, Flags flags) {
        if (flags.config().isEmpty()) {
            Known issuer = flags.oidc().issuer();
            Unknown refused = flags.oidc().refused();
            if (refused != null) {
                return unknown(refused);
            }
            List<Object> issuers = "".equals(issuer.value()) ? List.of() : List.of(issuer.value());
            return new Authentication(
                    fromFlag(flags), issuer.with(issuers), flags.oidc().issuers());
        }
        if (server.minor() < 34 && !server.gate().test("StructuredAuthenticationConfiguration")) {
            return unknown(new Unknown(
                    "the API server refuses --authentication-config without the feature gate"
                            + " StructuredAuthenticationConfiguration",
                    server.files().hostPath(flags.config())));
        }
        if (flags.oidc().given()) {
            return unknown(new Unknown(
                    "the API server refuses --authentication-config together with --oidc-* flags",
                    flags.oidc().issuer().source()));
        }
        PolicyFile.Opened opened = PolicyFile.open(server.files(), flags.config());
        PolicyFile file = opened.file();
        return file == null ? unknown(opened.failure()) : decode(server, file, flags);
    }

    private static Authentication unknown(@Nullable Unknown reason) {
        Unknown known = reason == null ? new Unknown("cannot be read", "") : reason;
        return new Authentication(anonymous(known, known), known, known);
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
        JwtReader issuers = new JwtReader(server, file);
        issuers.read();
        Fields anonymous = file.fields().object("anonymous");
        Group decided = anonymous == null ? fromFlag(flags) : fromFile(server, file, anonymous, flags);
        Unknown refused = file.refused(true);
        return refused != null ? unknown(refused) : new Authentication(decided, issuers.urls(), issuers.items());
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
}
