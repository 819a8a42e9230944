package io.nodeward.hostprobes.kubernetes.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names of resources in an EncryptionConfiguration. (apiserver pkg/apis/apiserver/validation: validateResourceNames.) */
public final class EncryptionResources {

    private static final Set<String> NO_API =
            Set.of("apiserveripinfo", "serviceipallocations", "servicenodeportallocations");

    private EncryptionResources() {}

    /** Resource and group with a dot between them, whatever the file leaves out: {@code secrets.} for the core group. */
    public static String normal(String resource) {
        return resource.indexOf('.') < 0 ? resource + "." : resource;
    }

    /** The group of what {@link #normal} returned; empty for the core group. */
    public static String group(String normal) {
        return normal.substring(normal.indexOf('.') + 1);
    }

    /** Returns why API servers refuse these names of one entry, as ends of sentences; nothing when they take them. */
    public static List<String> problems(List<String> resources) {
        if (resources.isEmpty()) {
            return List.of("is empty");
        }
        List<String> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Set<String> groups = new HashSet<>();
        Set<String> wildcards = new HashSet<>();
        for (String resource : resources) {
            String name = normal(resource);
            String group = group(name);
            boolean wildcard = name.startsWith("*.");
            if (!seen.add(name)) {
                problems.add("names a resource twice");
            }
            boolean overlaps = wildcard ? groups.contains(group) : wildcards.contains(group);
            if (overlaps || wildcards.contains("*") || (name.equals("*.*") && !groups.isEmpty())) {
                problems.add("has names that overlap");
            }
            groups.add(group);
            if (wildcard) {
                wildcards.add(group);
            }
            if (refused(resource, group, wildcard)) {
                problems.add("has a name that cannot be encrypted");
            }
        }
        return problems;
    }

    private static boolean refused(String resource, String group, boolean wildcard) {
        return !resource.equals(resource.toLowerCase(Locale.ROOT))
                || resource.equals("*")
                || NO_API.contains(resource)
                || group.equals("events.k8s.io")
                || group.equals("extensions")
                || (group.equals("*") && !wildcard);
    }
}
