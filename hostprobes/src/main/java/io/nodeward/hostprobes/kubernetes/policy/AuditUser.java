package io.nodeward.hostprobes.kubernetes.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Somebody who makes requests.
 *
 * @param matters whether a request of theirs that goes unrecorded is a gap
 */
record AuditUser(String name, List<String> groups, boolean matters) {

    /** A name that no policy mentions. */
    static final String ANYONE = "nodeward:anyone";

    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
    private static final String ALL = "system:authenticated";

    /** The account that stands for all who are nothing special. */
    static final AuditUser ORDINARY = new AuditUser(ANYONE, List.of(ALL), true);

    /**
     * One of every kind. People, service accounts (also those of add-ons in kube-system), administrators, nodes and
     * requests without credentials matter: all of them can be an attacker. The control plane's own components do not:
     * good policies leave out some of what these do all day, and whoever has their keys has the control plane.
     */
    static final List<AuditUser> KINDS = List.of(
            ORDINARY,
            serviceAccount("nodeward-any", "nodeward-any", true),
            serviceAccount("kube-system", "nodeward-any", true),
            new AuditUser("nodeward:admin", List.of("system:masters", ALL), true),
            new AuditUser("nodeward:cluster-admin", List.of("kubeadm:cluster-admins", ALL), true),
            new AuditUser("system:node:nodeward-any", List.of("system:nodes", ALL), true),
            new AuditUser("system:anonymous", List.of("system:unauthenticated"), true),
            new AuditUser("system:apiserver", List.of("system:masters", ALL), false),
            new AuditUser("system:kube-controller-manager", List.of(ALL), false),
            new AuditUser("system:kube-scheduler", List.of(ALL), false),
            new AuditUser("system:kube-proxy", List.of("system:node-proxier", ALL), false));

    /** The account of this name, as a rule mentions it, with the groups that it must have. */
    static AuditUser named(String name) {
        if (name.startsWith(SERVICE_ACCOUNT)) {
            int colon = name.indexOf(':', SERVICE_ACCOUNT.length());
            if (colon > 0) {
                String namespace = name.substring(SERVICE_ACCOUNT.length(), colon);
                // a single one of kube-system is a controller; leaving one out is how noise is reduced
                return serviceAccount(namespace, name.substring(colon + 1), !namespace.equals("kube-system"));
            }
        }
        for (AuditUser known : KINDS) {
            if (known.name.equals(name)) {
                return known;
            }
        }
        if (name.startsWith("system:node:")) {
            return new AuditUser(name, List.of("system:nodes", ALL), true);
        }
        return new AuditUser(name, List.of(ALL), !name.startsWith("system:"));
    }

    /** The same account with one more group. */
    AuditUser in(String group) {
        if (groups.contains(group)) {
            return this;
        }
        List<String> more = new ArrayList<>(groups);
        more.add(group);
        return new AuditUser(name, more, matters);
    }

    private static AuditUser serviceAccount(String namespace, String name, boolean matters) {
        return new AuditUser(
                SERVICE_ACCOUNT + namespace + ":" + name,
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, ALL),
                matters);
    }
}
