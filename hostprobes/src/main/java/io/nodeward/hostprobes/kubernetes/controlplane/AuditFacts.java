package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.kubernetes.policy.AuditPolicyReader;
import io.nodeward.hostprobes.kubernetes.policy.Server;

/** The API server's audit log, type Audit. */
final class AuditFacts {

    private final Start now;
    private final Shelf shelf;

    private AuditFacts(Start now, Shelf shelf) {
        this.now = now;
        this.shelf = shelf;
    }

    static Group of(Server server, Start now, Shelf shelf) {
        return new AuditFacts(now, shelf).read(server);
    }

    /** Nothing is recorded without both a policy and a place for the events. (apiserver options/audit.go: ApplyTo.) */
    private Group read(Server server) {
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
}
