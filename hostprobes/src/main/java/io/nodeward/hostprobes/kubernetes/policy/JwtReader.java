package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.kubernetes.goyaml.Fields;
import io.nodeward.hostprobes.pki.CertificateFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The identity providers of an AuthenticationConfiguration, checked as the API server checks them. For one thread. */
final class JwtReader {

    private static final int MOST = 64;

    private final Server server;
    private final PolicyFile file;
    private final List<String> urls = new ArrayList<>();
    private final Set<String> discovered = new HashSet<>();
    private final List<Many.Item> items = new ArrayList<>();

    JwtReader(Server server, PolicyFile file) {
        this.server = server;
        this.file = file;
    }

    void read() {
        List<Fields> authenticators = file.fields().objects("jwt");
        for (Fields jwt : authenticators) {
            authenticator(jwt);
        }
        if (authenticators.size() > MOST) {
            file.refuse("jwt has more than " + MOST + " elements", file.fields().line("jwt"));
        }
    }

    /** The issuers, a list of strings. */
    Known urls() {
        return file.known(urls, file.fields().line("jwt"));
    }

    /** Type list(JwtIssuer). */
    Many items() {
        return new Many(items, file.source(file.fields().line("jwt")));
    }

    private void authenticator(Fields jwt) {
        Group.Builder facts = Group.builder();
        Fields issuer = jwt.object("issuer");
        String url = issuer == null ? "" : issuer.string("url").or("");
        if (!https(url) || urls.contains(url)) {
            file.refuse(jwt.path("issuer.url") + " is not unique or not a plain https address", jwt.line());
        }
        urls.add(url);
        if (issuer != null) {
            facts.put("url", file.known(url, issuer.line("url")));
            issuer(issuer, url, facts);
        } else {
            file.refuse(jwt.path("issuer") + " is missing", jwt.line());
        }
        facts.put("claim_rules", claimRules(jwt));
        mappings(jwt, facts);
        facts.put("user_rules", userRules(jwt));
        items.add(new Many.Item(url, facts.build()));
    }

    private Node claimRules(Fields jwt) {
        Set<String> claims = new HashSet<>();
        for (Fields rule : jwt.objects("claimValidationRules")) {
            boolean message = !rule.string("message").or("").isEmpty();
            boolean required = !rule.string("requiredValue").or("").isEmpty();
            boolean claim = either(rule, true);
            String what = rule.string("claim").or("") + "\n"
                    + rule.string("expression").or("");
            if ((claim ? message : required) || !claims.add(what)) {
                file.refuse(rule.path() + " is not unique or says too much", rule.line());
            }
        }
        return file.known((long) claims.size(), jwt.line("claimValidationRules"));
    }

    private Node userRules(Fields jwt) {
        Set<String> rules = new HashSet<>();
        for (Fields rule : jwt.objects("userValidationRules")) {
            rule.string("message");
            String expression = rule.string("expression").or("");
            if (expression.isEmpty() || !rules.add(expression)) {
                file.refuse(rule.path("expression") + " is empty or not unique", rule.line());
            }
        }
        return file.known((long) rules.size(), jwt.line("userValidationRules"));
    }

    private void issuer(Fields issuer, String url, Group.Builder facts) {
        String discovery = issuer.string("discoveryURL").or("");
        if (!discovery.isEmpty()
                && (!https(discovery) || trimmed(discovery).equals(trimmed(url)) || !discovered.add(discovery))) {
            file.refuse(issuer.path("discoveryURL") + " is not another, unique https address", issuer.line());
        }
        String authority = issuer.string("certificateAuthority").or("");
        if (!authority.isEmpty() && !CertificateFile.trusts(authority)) {
            file.refuse(issuer.path("certificateAuthority") + " holds no certificates in PEM", issuer.line());
        }
        facts.put("own_ca", file.known(!authority.isEmpty(), issuer.line("certificateAuthority")));
        List<String> audiences = issuer.strings("audiences").or(List.of());
        facts.put("audiences", file.known(audiences, issuer.line("audiences")));
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

    private void mappings(Fields jwt, Group.Builder facts) {
        Fields mappings = jwt.object("claimMappings");
        Fields username = mappings == null ? null : mappings.object("username");
        if (mappings == null || username == null) {
            file.refuse(jwt.path("claimMappings.username") + " is missing", jwt.line());
            return;
        }
        mapping(username, "username", true, facts);
        mapping(mappings.object("groups"), "groups", false, facts);
        Fields uid = mappings.object("uid");
        if (uid != null) {
            either(uid, false);
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

    private void mapping(@Nullable Fields mapping, String name, boolean required, Group.Builder facts) {
        if (mapping == null) {
            Known none = file.known("", 0);
            facts.put(name + "_claim", none).put(name + "_prefix", none).put(name + "_expression", none);
            return;
        }
        boolean prefix = mapping.string("prefix").present();
        boolean claim = either(mapping, required);
        boolean expression = !mapping.string("expression").or("").isEmpty();
        if ((claim && !prefix) || (expression && prefix)) {
            file.refuse(mapping.path("prefix") + " is needed with claim, and only with it", mapping.line());
        }
        for (String field : List.of("claim", "prefix", "expression")) {
            facts.put(name + "_" + field, file.known(mapping.string(field).or(""), mapping.line(field)));
        }
    }

    /** Checks that not both of claim and expression are set, and one of them if that is required; true for a claim. */
    private boolean either(Fields fields, boolean required) {
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
