package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.FeatureGates;
import io.nodeward.hostprobes.kubernetes.TlsFacts;
import io.nodeward.hostprobes.kubernetes.policy.AdmissionReader;
import io.nodeward.hostprobes.kubernetes.policy.AuditPolicyReader;
import io.nodeward.hostprobes.kubernetes.policy.AuthenticationReader;
import io.nodeward.hostprobes.kubernetes.policy.AuthorizationReader;
import io.nodeward.hostprobes.kubernetes.policy.EncryptionReader;
import io.nodeward.hostprobes.kubernetes.policy.Server;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything about one kube-apiserver, type ApiServer. */
final class ApiServers {

    /** The newest version whose files we know, which stands in where the version cannot be told. */
    private static final int NEWEST = 37;

    private final Shelf shelf;
    private final Start now;
    private final int minor;
    private final Server server;
    private final FeatureGates gates;
    private final MappedFiles files;

    private ApiServers(Shelf shelf, Instance instance, Start now) {
        this.shelf = shelf;
        this.now = now;
        this.minor = instance.version().minor();
        this.gates = Gates.of(now, "apiserver");
        this.files = new MappedFiles(now.places());
        this.server = new Server(minor == 0 ? NEWEST : minor, gates::on, files);
    }

    static Group read(Shelf shelf, Instance instance, Starts.Pair starts) {
        shelf.named().take(starts.now(), starts.next());
        ApiServers reader = new ApiServers(shelf, instance, starts.now());
        return reader.facts(Header.of(instance, starts, reader.gates, shelf.files()));
    }

    private Group facts(Group.Builder facts) {
        authentication(facts);
        authorization(facts);
        return facts.put("beta_gates", gates.beta())
                .put("admission", admission())
                .put("encryption", encryption())
                .put("audit", audit())
                .put(
                        "tls",
                        TlsFacts.of(
                                now.value("tls-min-version"), now.value("tls-cipher-suites"), "kube-apiserver", minor))
                .put("client_ca", shelf.certificates(now, "client-ca-file"))
                .put("etcd_ca", shelf.certificates(now, "etcd-cafile"))
                .put("kubelet_ca", shelf.certificates(now, "kubelet-certificate-authority"))
                .put("requestheader_ca", shelf.certificates(now, "requestheader-client-ca-file"))
                .put("serving_certificate", serving())
                .put("etcd_client_certificate", shelf.certificate(now, "etcd-certfile", "etcd-keyfile"))
                .put(
                        "kubelet_client_certificate",
                        shelf.certificate(now, "kubelet-client-certificate", "kubelet-client-key"))
                .put("token_file", shelf.file(now, "token-auth-file"))
                .put("webhook_kubeconfigs", webhooks())
                .build();
    }

    /** Without flags it makes a certificate in --cert-dir and uses it from then on. */
    private Group serving() {
        if (!Shelf.empty(now.value("tls-cert-file")) || !Shelf.empty(now.value("tls-private-key-file"))) {
            return shelf.certificate(now, "tls-cert-file", "tls-private-key-file");
        }
        String directory = now.text("cert-dir");
        Read<String> certificate = now.places().of(directory + "/apiserver.crt");
        return shelf.certificates().of(certificate, now.places().of(directory + "/apiserver.key"));
    }

    /** Kubeconfigs of flags, and those that the readers of configuration files came across. */
    private Node webhooks() {
        Map<String, Node> settings = new LinkedHashMap<>();
        for (String flag : List.of(
                "authentication-token-webhook-config-file",
                "authorization-webhook-config-file",
                "audit-webhook-config-file")) {
            settings.put("--" + flag, now.value(flag));
        }
        for (String path : files.kubeconfigs()) {
            settings.put(path, new Known(path, "configuration files"));
        }
        return shelf.kubeconfigs(now, settings, "other");
    }

    private void authentication(Group.Builder facts) {
        Unknown missing = unknown(
                "anonymous-auth",
                "authentication-config",
                "oidc-issuer-url",
                "authorization-mode",
                "authorization-config");
        if (missing != null) {
            facts.put("anonymous", Shelf.unknown(missing, "enabled", "paths")).put("jwt_issuers", missing);
            return;
        }
        AuthenticationReader.Authentication read = AuthenticationReader.read(
                server,
                new AuthenticationReader.Flags(
                        known("anonymous-auth"),
                        now.given("anonymous-auth"),
                        now.text("authentication-config"),
                        known("oidc-issuer-url"),
                        givenAny("oidc-"),
                        known("authorization-mode"),
                        now.text("authorization-config")));
        facts.put("anonymous", read.anonymous()).put("jwt_issuers", read.jwtIssuers());
    }

    private void authorization(Group.Builder facts) {
        Unknown missing = unknown("authorization-mode", "authorization-config");
        if (missing != null) {
            facts.put("authorizers", missing).put("authorization_webhooks", missing);
            return;
        }
        boolean legacy = now.given("authorization-mode") || givenAny("authorization-webhook-");
        AuthorizationReader.Authorization read = AuthorizationReader.read(
                server,
                new AuthorizationReader.Flags(known("authorization-mode"), legacy, now.text("authorization-config")));
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

    private Group admission() {
        Unknown missing = unknown(
                "enable-admission-plugins",
                "disable-admission-plugins",
                "admission-control",
                "admission-control-config-file");
        Group.Builder facts = Group.builder();
        if (missing != null) {
            for (String name : new String[] {
                "enabled",
                "disabled",
                "event_rate_limits",
                "image_policy_default_allow",
                "pod_security_enforce",
                "pod_security_audit",
                "pod_security_warn",
                "pod_security_exempt_namespaces",
                "pod_security_exempt_users",
                "pod_security_exempt_runtime_classes"
            }) {
                facts.put(name, missing);
            }
            return facts.put("config_file", shelf.file(now, "admission-control-config-file"))
                    .build();
        }
        AdmissionReader.Admission read = AdmissionReader.read(
                server,
                new AdmissionReader.Flags(
                        known("enable-admission-plugins"),
                        known("disable-admission-plugins"),
                        known("admission-control"),
                        now.text("admission-control-config-file")));
        return facts.put("enabled", read.enabled())
                .put("disabled", read.disabled())
                .put("config_file", shelf.file(now, "admission-control-config-file"))
                .put("event_rate_limits", read.eventRateLimits())
                .put("image_policy_default_allow", read.imagePolicyDefaultAllow())
                .put("pod_security_enforce", read.podSecurityEnforce())
                .put("pod_security_audit", read.podSecurityAudit())
                .put("pod_security_warn", read.podSecurityWarn())
                .put("pod_security_exempt_namespaces", read.podSecurityExemptNamespaces())
                .put("pod_security_exempt_users", read.podSecurityExemptUsers())
                .put("pod_security_exempt_runtime_classes", read.podSecurityExemptRuntimeClasses())
                .build();
    }

    private Group encryption() {
        String flag = "encryption-provider-config";
        Node path = now.value(flag);
        Node reload = now.value(flag + "-automatic-reload");
        Group.Builder facts = Group.builder();
        if (!(path instanceof Known known)) {
            return facts.put("configured", path)
                    .put("file", shelf.file(now, flag))
                    .put("reload", reload)
                    .put("rules", path)
                    .put("secrets", path)
                    .put("config_maps", path)
                    .build();
        }
        EncryptionReader.Encryption read =
                EncryptionReader.read(server, now.text(flag), known.source(), Boolean.TRUE.equals(Values.bool(reload)));
        return facts.put("configured", known.with(!now.text(flag).isEmpty()))
                .put("file", shelf.file(now, flag))
                .put("reload", reload)
                .put("rules", read.rules())
                .put("secrets", read.secrets())
                .put("config_maps", EncryptedResource.providers("configmaps", read.rules(), read.secrets()))
                .build();
    }

    /** Nothing is recorded without both a policy and a place for the events. (apiserver options/audit.go: ApplyTo.) */
    private Group audit() {
        Node policy = now.value("audit-policy-file");
        Group.Builder facts = Group.builder()
                .put("policy", shelf.file(now, "audit-policy-file"))
                .put("log_enabled", backend(policy, "audit-log-path"))
                .put("log", log(false))
                .put("log_directory", log(true))
                .put("webhook_enabled", backend(policy, "audit-webhook-config-file"));
        if (!(policy instanceof Known known)) {
            return facts.put("rules", policy)
                    .put("requests", policy)
                    .put("omits_response", policy)
                    .build();
        }
        AuditPolicyReader.Audit read = AuditPolicyReader.read(server, now.text("audit-policy-file"), known.source());
        return facts.put("rules", read.rules())
                .put("requests", read.requests())
                .put("omits_response", read.omitsResponse())
                .build();
    }

    /** The log file or its directory; a dash means standard output. */
    private Group log(boolean directory) {
        Node path = now.value("audit-log-path");
        String text = now.text("audit-log-path");
        if (path instanceof Known && (text.isEmpty() || text.equals("-"))) {
            return shelf.files().none(Values.source(path));
        }
        int slash = text.lastIndexOf('/');
        String parent = slash < 0 ? "." : slash == 0 ? "/" : text.substring(0, slash);
        return shelf.files()
                .of(
                        directory && path instanceof Known
                                ? now.places().of(parent)
                                : now.places().of(path));
    }

    private Node backend(Node policy, String flag) {
        Node backend = now.value(flag);
        if (Shelf.empty(backend) || policy instanceof Unknown) {
            return Shelf.empty(backend) && backend instanceof Known known ? known.with(false) : policy;
        }
        if (!(backend instanceof Known known)) {
            return Shelf.empty(policy) && policy instanceof Known none ? none.with(false) : backend;
        }
        return Shelf.empty(policy)
                ? new Known(false, Values.source(policy) + " (without a policy nothing is recorded)")
                : known.with(true);
    }

    private boolean givenAny(String prefix) {
        for (String name : now.names()) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** The first of these flags whose value is not known, or null. */
    private @Nullable Unknown unknown(String... flags) {
        for (String flag : flags) {
            if (now.value(flag) instanceof Unknown unknown) {
                return unknown;
            }
        }
        return null;
    }

    private Known known(String flag) {
        return (Known) now.value(flag);
    }
}
