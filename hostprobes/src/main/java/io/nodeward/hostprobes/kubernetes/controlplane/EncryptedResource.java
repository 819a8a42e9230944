package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which providers apply to a resource of the core group: the entries that name it, joined; else those for the group's
 * wildcard, else those for everything, else none. (apiserver encryptionconfig/config.go: transformerFromOverrides.)
 */
final class EncryptedResource {

    private EncryptedResource() {}

    /**
     * Returns the providers in their order.
     *
     * @param rules items of type EncryptionRule, of a file that the server takes
     * @param secrets the answer for Secrets, whose reason and source serve where there are no rules
     */
    static Node providers(String resource, Node rules, Node secrets) {
        if (!(rules instanceof Many many)) {
            return rules;
        }
        for (List<String> names : List.of(List.of(resource, resource + "."), List.of("*."), List.of("*.*"))) {
            Known found = null;
            for (Many.Item item : many.items()) {
                found = item.node() instanceof Group rule ? joined(found, rule, names) : found;
            }
            if (found != null) {
                return found;
            }
        }
        return secrets instanceof Known known && many.items().isEmpty()
                ? known
                : new Known(List.of("identity"), many.source());
    }

    private static @Nullable Known joined(@Nullable Known before, Group rule, List<String> names) {
        List<String> resources = Values.texts(rule.get("resources"));
        List<String> providers = Values.texts(rule.get("providers"));
        if (resources == null || providers == null || !(rule.get("providers") instanceof Known known)) {
            return before;
        }
        Known all = before;
        for (String resource : resources) {
            if (names.contains(resource)) {
                List<String> earlier = Values.texts(all);
                List<String> kinds = new ArrayList<>(earlier == null ? List.of() : earlier);
                kinds.addAll(providers);
                all = (all == null ? known : all).with(List.copyOf(kinds));
            }
        }
        return all;
    }
}
