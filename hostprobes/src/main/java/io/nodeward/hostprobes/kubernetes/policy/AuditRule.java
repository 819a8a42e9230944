package io.nodeward.hostprobes.kubernetes.policy;

import java.util.List;

/**
 * One rule of an audit policy, matched as the server matches it: all criteria must hold, each by any of its values, and
 * an empty one holds always. (apiserver pkg/audit/policy/checker.go: ruleMatches, ruleMatchesResource.)
 *
 * @param level 0 None, 1 Metadata, 2 Request, 3 RequestResponse
 * @param urls whether it is about paths that are no resources
 * @param omitted stages that are left out, those of the whole policy included, as bits of {@link Stage}
 */
record AuditRule(
        int level,
        List<String> users,
        List<String> groups,
        List<String> verbs,
        List<Resources> resources,
        List<String> namespaces,
        boolean urls,
        int omitted,
        int line) {

    /** Levels by number. */
    static final List<String> LEVELS = List.of("None", "Metadata", "Request", "RequestResponse");

    /** The moments at which an event can be written. */
    enum Stage {
        RequestReceived(1),
        ResponseStarted(2),
        ResponseComplete(4),
        Panic(8);

        private final int bit;

        Stage(int bit) {
            this.bit = bit;
        }

        int bit() {
            return bit;
        }
    }

    /**
     * Resources of one API group.
     *
     * @param group empty for the core group, {@code *} for all
     * @param resources empty for all, sub-resources included
     * @param names empty for all
     */
    record Resources(String group, List<String> resources, List<String> names) {}

    /** Whether it could be about such a request, whoever makes it on whatever object. */
    boolean concerns(AuditRequest request) {
        if (!verbs.isEmpty() && !verbs.contains(request.verb())) {
            return false;
        }
        if (resources.isEmpty()) {
            return !urls || !namespaces.isEmpty();
        }
        for (Resources some : resources) {
            if (concerns(some, request)) {
                return true;
            }
        }
        return false;
    }

    private static boolean concerns(Resources some, AuditRequest request) {
        if (!some.group.equals("*") && !some.group.equals(request.group())) {
            return false;
        }
        if (some.resources.isEmpty()) {
            return true;
        }
        for (String resource : some.resources) {
            if (named(resource, request)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a name means the request's resource; it may have a star before or behind its slash, or be one. */
    private static boolean named(String resource, AuditRequest request) {
        if (resource.equals("*") || resource.equals(request.combined())) {
            return true;
        }
        String sub = request.subresource();
        if (!sub.isEmpty() && resource.startsWith("*/") && resource.length() == sub.length() + 2) {
            return resource.endsWith(sub);
        }
        String main = request.resource();
        return resource.length() == main.length() + 2 && resource.endsWith("/*") && resource.startsWith(main);
    }

    /** Whether it matches, given that it concerns the request. */
    boolean matches(AuditRequest request, AuditUser user, String namespace, String name) {
        if (!users.isEmpty() && !users.contains(user.name())) {
            return false;
        }
        if (!groups.isEmpty() && !anyOf(user.groups())) {
            return false;
        }
        if (!namespaces.isEmpty() && !namespaces.contains(namespace)) {
            return false;
        }
        if (resources.isEmpty()) {
            return true;
        }
        for (Resources some : resources) {
            if (concerns(some, request)
                    && (some.resources.isEmpty() || some.names.isEmpty() || some.names.contains(name))) {
                return true;
            }
        }
        return false;
    }

    private boolean anyOf(List<String> given) {
        for (String group : given) {
            if (groups.contains(group)) {
                return true;
            }
        }
        return false;
    }

    /** Which stages a request goes through that this rule lets be written, as bits. */
    int kept(AuditRequest request) {
        int stages = Stage.RequestReceived.bit() | Stage.ResponseComplete.bit();
        if (request.longRunning()) {
            stages |= Stage.ResponseStarted.bit();
        }
        return stages & ~omitted;
    }

    /** What such a request leaves in the log: bodies are known only once the response has begun. */
    int effective(AuditRequest request) {
        int kept = kept(request);
        if (kept == 0) {
            return 0;
        }
        return kept == Stage.RequestReceived.bit() ? Math.min(level, 1) : level;
    }
}
