package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.kubernetes.policy.AuditRule.Resources;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plays a kind of request through a policy, for everybody and everything between which the policy can tell: one user of
 * each kind, one ordinary namespace and kube-system, one ordinary name, and whatever users, groups, namespaces and names
 * the rules mention. The first rule that matches decides, and none means that nothing is recorded. Not safe for several
 * threads.
 */
final class AuditSimulation {

    /** How much may be compared before we give up; a hundred times what a long policy written by people needs. */
    private static final int BUDGET = 500_000;

    private static final String ANY = "nodeward-any";

    private final List<AuditRule> rules;
    private int compared;

    private List<AuditRule> candidates = List.of();
    private int highest;
    private @Nullable AuditRule highestBy;
    private int lowest;
    private @Nullable AuditRule lowestBy;

    AuditSimulation(List<AuditRule> rules) {
        this.rules = rules;
    }

    /**
     * The extremes for one kind of request.
     *
     * @param highest the most that is kept of any such request
     * @param lowest the least that is kept of one that matters
     * @param highestBy the rule that decides so; null when no rule does
     * @param lowestBy likewise
     */
    record Outcome(
            int highest,
            @Nullable AuditRule highestBy,
            int lowest,
            @Nullable AuditRule lowestBy) {}

    /** Returns what is kept of a request; null when that would take too long to find out. */
    @Nullable Outcome play(AuditRequest request) {
        candidates = new ArrayList<>();
        boolean whoMatters = false;
        boolean whereMatters = false;
        for (AuditRule rule : rules) {
            if (rule.concerns(request)) {
                candidates.add(rule);
                whoMatters |= !rule.users().isEmpty() || !rule.groups().isEmpty();
                whereMatters |= !rule.namespaces().isEmpty();
            }
        }
        compared += rules.size();
        highest = -1;
        lowest = Integer.MAX_VALUE;
        List<AuditUser> kinds = whoMatters ? AuditUser.KINDS : List.of(AuditUser.ORDINARY);
        Set<String> places = places(request, whereMatters);
        Set<String> anyName = Set.of(request.named() ? ANY : "");
        play(request, kinds, places, anyName);
        for (AuditRule rule : candidates) {
            Set<String> names = names(request, rule);
            Set<String> where = rule.namespaces().isEmpty() ? places : mentioned(request, rule);
            if (!rule.users().isEmpty() || !rule.groups().isEmpty()) {
                play(request, users(rule), where, names);
            } else if (!rule.namespaces().isEmpty() || names.size() > 1) {
                play(request, kinds, where, names);
            }
            if (compared > BUDGET) {
                return null;
            }
        }
        return new Outcome(highest, highestBy, lowest, lowestBy);
    }

    private void play(AuditRequest request, List<AuditUser> users, Set<String> places, Set<String> names) {
        for (AuditUser user : users) {
            for (String place : places) {
                for (String name : names) {
                    if (compared > BUDGET) {
                        return;
                    }
                    play(request, user, place, name);
                }
            }
        }
    }

    private void play(AuditRequest request, AuditUser user, String place, String name) {
        AuditRule decides = null;
        int level = 0;
        for (AuditRule rule : candidates) {
            compared += 1
                    + rule.users().size()
                    + rule.groups().size()
                    + rule.namespaces().size();
            if (rule.matches(request, user, place, name)) {
                decides = rule;
                level = rule.effective(request);
                break;
            }
        }
        if (level > highest) {
            highest = level;
            highestBy = decides;
        }
        if (user.matters() && level < lowest) {
            lowest = level;
            lowestBy = decides;
        }
    }

    private static Set<String> places(AuditRequest request, boolean matters) {
        Set<String> places = new LinkedHashSet<>();
        if (!request.namespaced()) {
            places.add("");
            return places;
        }
        places.add(ANY);
        if (matters) {
            places.add("kube-system");
            if (everywhere(request)) {
                places.add("");
            }
        }
        return places;
    }

    /** Whether such a request can be about all namespaces at once. */
    private static boolean everywhere(AuditRequest request) {
        return request.verb().equals("list") || request.verb().equals("watch");
    }

    private static Set<String> mentioned(AuditRequest request, AuditRule rule) {
        Set<String> places = new LinkedHashSet<>();
        for (String namespace : rule.namespaces()) {
            boolean fits = request.namespaced() ? !namespace.isEmpty() || everywhere(request) : namespace.isEmpty();
            if (fits) {
                places.add(namespace);
            }
        }
        return places;
    }

    private static Set<String> names(AuditRequest request, AuditRule rule) {
        Set<String> names = new LinkedHashSet<>();
        names.add(request.named() ? ANY : "");
        if (request.named()) {
            for (Resources some : rule.resources()) {
                names.addAll(some.names());
            }
        }
        return names;
    }

    private static List<AuditUser> users(AuditRule rule) {
        List<AuditUser> named = new ArrayList<>();
        for (String name : rule.users()) {
            named.add(AuditUser.named(name));
        }
        if (rule.groups().isEmpty()) {
            return named;
        }
        List<AuditUser> users = new ArrayList<>();
        for (String group : rule.groups()) {
            for (AuditUser user : named.isEmpty() ? List.of(AuditUser.ORDINARY) : named) {
                users.add(user.in(group));
            }
        }
        return users;
    }
}
