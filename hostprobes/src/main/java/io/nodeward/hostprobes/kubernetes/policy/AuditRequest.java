package io.nodeward.hostprobes.kubernetes.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A kind of request whose record matters.
 *
 * @param kind what it is for a control: secret-read, exec …
 * @param named whether the request's path names one object; list, watch, create and deletecollection do not
 * @param revealedBy from which level on the log holds the object's content: 2 when the request carries it, 3 when only
 *     the response does, 4 when neither is ever written
 */
record AuditRequest(
        String kind,
        String verb,
        String group,
        String resource,
        String subresource,
        boolean namespaced,
        boolean named,
        int revealedBy) {

    private static final List<String> WRITES = List.of("create", "update", "patch", "delete");

    /** All that are looked at. */
    static final List<AuditRequest> ALL = all();

    private static List<AuditRequest> all() {
        List<AuditRequest> all = new ArrayList<>();
        for (String kept : List.of("secret", "configmap")) {
            for (String verb : List.of("get", "list", "watch")) {
                add(all, kept + "-read", verb, "", kept + "s");
            }
            for (String verb : WRITES) {
                add(all, kept + "-write", verb, "", kept + "s");
            }
            add(all, kept + "-purge", "deletecollection", "", kept + "s");
        }
        all.add(new AuditRequest("token", "create", "", "serviceaccounts", "token", true, true, 3));
        all.add(new AuditRequest(
                "token-review", "create", "authentication.k8s.io", "tokenreviews", "", false, false, 2));
        for (String verb : List.of("create", "get")) {
            connect(all, "exec", verb, "pods", "exec");
            connect(all, "attach", verb, "pods", "attach");
            connect(all, "forward", verb, "pods", "portforward");
            connect(all, "proxy", verb, "pods", "proxy");
            connect(all, "proxy", verb, "services", "proxy");
            connect(all, "node-proxy", verb, "nodes", "proxy");
        }
        writes(all, "pod-write", "", "pods");
        add(all, "pod-purge", "deletecollection", "", "pods");
        all.add(new AuditRequest("pod-debug", "patch", "", "pods", "ephemeralcontainers", true, true, 4));
        writes(all, "deployment-write", "apps", "deployments");
        writes(all, "workload-write", "apps", "daemonsets", "statefulsets");
        writes(all, "workload-write", "batch", "jobs", "cronjobs");
        writes(
                all,
                "rbac-write",
                "rbac.authorization.k8s.io",
                "roles",
                "rolebindings",
                "clusterroles",
                "clusterrolebindings");
        writes(
                all,
                "webhook-write",
                "admissionregistration.k8s.io",
                "validatingwebhookconfigurations",
                "mutatingwebhookconfigurations");
        return List.copyOf(all);
    }

    private static void writes(List<AuditRequest> all, String kind, String group, String... resources) {
        for (String resource : resources) {
            for (String verb : WRITES) {
                add(all, kind, verb, group, resource);
            }
        }
    }

    private static void add(List<AuditRequest> all, String kind, String verb, String group, String resource) {
        boolean named = verb.equals("get") || verb.equals("update") || verb.equals("patch") || verb.equals("delete");
        int revealedBy = switch (verb) {
            case "create", "update", "patch" -> 2;
            // what a watch delivers is never written
            case "watch" -> 4;
            default -> 3;
        };
        boolean namespaced = !resource.startsWith("cluster") && !resource.endsWith("webhookconfigurations");
        all.add(new AuditRequest(kind, verb, group, resource, "", namespaced, named, revealedBy));
    }

    private static void connect(List<AuditRequest> all, String kind, String verb, String resource, String subresource) {
        all.add(new AuditRequest(kind, verb, "", resource, subresource, !resource.equals("nodes"), true, 4));
    }

    /** Resource and sub-resource as policies write them: {@code pods/exec}. */
    String combined() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }

    /** For a person: {@code create pods/exec}. */
    String described() {
        return verb + " " + combined();
    }

    /** Whether its response begins long before it ends, so that there is a stage between. */
    boolean longRunning() {
        return switch (subresource) {
            case "exec", "attach", "portforward", "proxy" -> true;
            default -> verb.equals("watch");
        };
    }
}
