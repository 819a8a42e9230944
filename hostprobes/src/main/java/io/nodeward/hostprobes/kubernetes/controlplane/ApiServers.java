package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.Agreement;
import io.nodeward.hostprobes.kubernetes.FeatureGates;
import io.nodeward.hostprobes.kubernetes.TlsFacts;
import io.nodeward.hostprobes.kubernetes.flags.KnownVersions;
import io.nodeward.hostprobes.kubernetes.policy.Server;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Everything about one kube-apiserver, type ApiServer. */
final class ApiServers {

    private static final String PROGRAM = "kube-apiserver";

    private final Shelf shelf;
    private final Start now;
    private final int minor;
    private final FeatureGates gates;
    private final MappedFiles files;

    private ApiServers(Shelf shelf, Instance instance, Start now) {
        this.shelf = shelf;
        this.now = now;
        this.minor = instance.version().minor();
        this.gates = Gates.of(now, "apiserver");
        this.files = new MappedFiles(now.places());
    }

    static Group read(Shelf shelf, Instance instance, Starts.Pair starts) {
        shelf.named().take(starts.now(), starts.next());
        ApiServers reader = new ApiServers(shelf, instance, starts.now());
        return reader.facts(Header.of(instance, starts, reader.gates, shelf.files()));
    }

    private Group facts(Group.Builder facts) {
        Group policies = policies();
        for (String name : policies.names()) {
            facts.put(name, Objects.requireNonNull(policies.get(name)));
        }
        return facts.put("beta_gates", gates.beta())
                .put("tls", TlsFacts.of(now.value("tls-min-version"), now.value("tls-cipher-suites"), PROGRAM, minor))
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

    /** What follows from files that each version reads by rules of its own. */
    private Group policies() {
        if (KnownVersions.hold(PROGRAM, minor)) {
            return policies(minor);
        }
        List<Group> versions = new ArrayList<>();
        int nearest = KnownVersions.nearest(PROGRAM, minor);
        versions.add(policies(nearest == 0 ? KnownVersions.LAST : nearest));
        for (int each = KnownVersions.FIRST; each <= KnownVersions.LAST; each++) {
            versions.add(policies(each));
        }
        return Agreement.of(versions, KnownVersions.undecided(PROGRAM, minor), Set.of("enabled", "disabled"));
    }

    private Group policies(int version) {
        Server server = new Server(version, Gates.of(now, "apiserver", version)::on, files);
        Group.Builder facts = Group.builder();
        Access.read(server, now, facts);
        return facts.put("admission", AdmissionFacts.of(server, now, shelf))
                .put("encryption", EncryptionFacts.of(server, now, shelf))
                .put("audit", AuditFacts.of(server, now, shelf))
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
}
