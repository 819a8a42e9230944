package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.kubernetes.policy.AuthenticationReader;
import io.nodeward.hostprobes.kubernetes.policy.AuthorizationReader;
import io.nodeward.hostprobes.kubernetes.policy.JwtFlags;
import io.nodeward.hostprobes.kubernetes.policy.Server;
import java.util.ArrayList;
import java.util.List;

/** Who may talk to the API server, and who decides what they may do: from flags or from the files that they name. */
final class Access {

    private final Server server;
    private final Start now;

    private Access(Server server, Start now) {
        this.server = server;
        this.now = now;
    }

    /** Adds the facts on authentication and authorization. */
    static void read(Server server, Start now, Group.Builder facts) {
        Access access = new Access(server, now);
        access.authentication(facts);
        access.authorization(facts);
    }

    private void authentication(Group.Builder facts) {
        Unknown missing = now.unknown(
                "anonymous-auth",
                "authentication-config",
                "oidc-issuer-url",
                "oidc-client-id",
                "oidc-username-claim",
                "oidc-username-prefix",
                "oidc-groups-claim",
                "oidc-groups-prefix",
                "oidc-required-claim",
                "oidc-ca-file",
                "authorization-mode",
                "authorization-config");
        if (missing != null) {
            facts.put("anonymous", Shelf.unknown(missing, "enabled", "paths"))
                    .put("jwt_issuers", missing)
                    .put("jwt", missing);
            return;
        }
        AuthenticationReader.Authentication read = AuthenticationReader.read(
                server,
                new AuthenticationReader.Flags(
                        now.sure("anonymous-auth"),
                        now.given("anonymous-auth"),
                        now.text("authentication-config"),
                        oidc(),
                        now.sure("authorization-mode"),
                        now.text("authorization-config")));
        facts.put("anonymous", read.anonymous())
                .put("jwt_issuers", read.jwtIssuers())
                .put("jwt", read.jwt());
    }

    private JwtFlags oidc() {
        return new JwtFlags(
                givenAny("oidc-"),
                now.sure("oidc-issuer-url"),
                now.sure("oidc-client-id"),
                now.sure("oidc-username-claim"),
                now.sure("oidc-username-prefix"),
                now.sure("oidc-groups-claim"),
                now.sure("oidc-groups-prefix"),
                now.sure("oidc-required-claim"),
                now.sure("oidc-ca-file"));
    }

    private void authorization(Group.Builder facts) {
        Unknown missing = now.unknown("authorization-mode", "authorization-config");
        if (missing != null) {
            facts.put("authorizers", missing).put("authorization_webhooks", missing);
            return;
        }
        boolean legacy = now.given("authorization-mode") || givenAny("authorization-webhook-");
        AuthorizationReader.Authorization read = AuthorizationReader.read(
                server,
                new AuthorizationReader.Flags(
                        now.sure("authorization-mode"), legacy, now.text("authorization-config")));
        facts.put("authorizers", read.authorizers())
                .put("authorization_webhooks", followed(read.webhooks(), read.authorizers()));
    }

    /** Adds to each webhook the authorizers that are asked after it. */
    private static Node followed(Node webhooks, Node authorizers) {
        List<String> types = Values.texts(authorizers);
        if (!(webhooks instanceof Many many) || !(authorizers instanceof Known known) || types == null) {
            return webhooks;
        }
        List<Many.Item> items = new ArrayList<>();
        int at = 0;
        for (Many.Item item : many.items()) {
            while (at < types.size() && !types.get(at).equals("Webhook")) {
                at++;
            }
            at++;
            List<String> rest = types.subList(Math.min(at, types.size()), types.size());
            Group.Builder facts = Group.builder();
            if (item.node() instanceof Group webhook) {
                for (String name : webhook.names()) {
                    Node fact = webhook.get(name);
                    if (fact != null) {
                        facts.put(name, fact);
                    }
                }
            }
            items.add(new Many.Item(
                    item.key(),
                    facts.put("followed_by", known.with(List.copyOf(rest))).build()));
        }
        return new Many(items, many.source());
    }

    private boolean givenAny(String prefix) {
        for (String name : now.names()) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
