package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Many.Item;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.goyaml.Fields;
import io.nodeward.hostprobes.kubernetes.policy.AuditRule.Resources;
import io.nodeward.hostprobes.kubernetes.policy.AuditRule.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what an audit policy keeps, by playing the requests of {@link AuditRequest#ALL} through its rules. (apiserver
 * pkg/audit/policy: LoadPolicyFromBytes, EvaluatePolicyRule; pkg/apis/audit/validation.) Unknown and duplicate fields
 * are no reason to refuse a policy: the server then decodes it once more without minding them.
 *
 * <p>Whose requests count for {@code lowest} is written at {@link AuditUser#KINDS}. So a policy that leaves out what
 * kube-proxy or a controller does all day has no gap, and one that leaves out an administrator, a namespace, the nodes or
 * a person by name has one.
 */
public final class AuditPolicyReader {

    private AuditPolicyReader() {}

    /**
     * Fields of the type Audit, files and backends apart.
     *
     * @param rules how many rules there are
     * @param requests items of type AuditRequest
     * @param omitsResponse whether no event is ever written when a response is complete
     */
    public record Audit(Node rules, Node requests, Node omitsResponse) {}

    /**
     * Reads the policy.
     *
     * @param path what --audit-policy-file names; empty when it is not given, and then nothing is recorded
     * @param flag where the flag's value comes from
     */
    public static Audit read(Server server, String path, String flag) {
        if (path.isEmpty()) {
            List<Item> nothing = new ArrayList<>();
            for (AuditRequest request : AuditRequest.ALL) {
                nothing.add(item(request, new Known("None", flag), new Known("None", flag), new Known(false, flag)));
            }
            return new Audit(new Known(0L, flag), new Many(nothing, flag), new Known(false, flag));
        }
        PolicyFile.Opened opened = PolicyFile.open(server.files(), path);
        PolicyFile file = opened.file();
        return file == null ? unknown(opened.failure()) : decode(server, file);
    }

    private static Audit unknown(@Nullable Unknown reason) {
        Unknown known = reason == null ? new Unknown("cannot be read", "") : reason;
        return new Audit(known, known, known);
    }

    private static Audit decode(Server server, PolicyFile file) {
        // without a kind it is taken for a Policy; without a version it is refused
        if (!file.apiVersion().equals("audit.k8s.io/v1")
                || !(file.kind().isEmpty() || file.kind().equals("Policy"))) {
            file.unexpected("Policy");
        }
        Fields root = file.fields();
        root.object("metadata");
        root.bool("omitManagedFields");
        int omitted = stages(file, root);
        List<AuditRule> rules = new ArrayList<>();
        for (Fields rule : root.objects("rules")) {
            rules.add(rule(server, file, rule, omitted));
        }
        if (rules.isEmpty()) {
            file.refuse("there are no rules", root.line());
        }
        Unknown refused = file.refused(false);
        return refused != null ? unknown(refused) : simulate(file, rules);
    }

    private static AuditRule rule(Server server, PolicyFile file, Fields rule, int omitted) {
        int level = AuditRule.LEVELS.indexOf(rule.string("level").or(""));
        if (level < 0) {
            file.refuse(rule.path("level") + " is missing or no level", rule.line());
        }
        List<String> namespaces = rule.strings("namespaces").or(List.of());
        List<String> urls = rule.strings("nonResourceURLs").or(List.of());
        for (String url : urls) {
            int star = url.indexOf('*');
            if (!url.equals("*") && (!url.startsWith("/") || (star >= 0 && star < url.length() - 1))) {
                file.refuse(rule.path("nonResourceURLs") + " has a path that is not valid", rule.line());
            }
        }
        List<Resources> resources = new ArrayList<>();
        for (Fields some : rule.objects("resources")) {
            String group = some.string("group").or("");
            boolean all = group.equals("*") && server.minor() >= 36;
            if (!group.isEmpty() && !all && !KubernetesNames.subdomain(group)) {
                file.refuse(some.path("group") + " is no API group", some.line());
            }
            List<String> names = some.strings("resourceNames").or(List.of());
            List<String> kinds = some.strings("resources").or(List.of());
            if (kinds.isEmpty() && !names.isEmpty()) {
                file.refuse(some.path("resourceNames") + " needs resources", some.line());
            }
            resources.add(new Resources(group, kinds, names));
        }
        if (!urls.isEmpty() && !(resources.isEmpty() && namespaces.isEmpty())) {
            file.refuse(rule.path() + " is about resources and other paths at once", rule.line());
        }
        rule.bool("omitManagedFields");
        return new AuditRule(
                level,
                rule.strings("users").or(List.of()),
                rule.strings("userGroups").or(List.of()),
                rule.strings("verbs").or(List.of()),
                resources,
                namespaces,
                !urls.isEmpty(),
                omitted | stages(file, rule),
                rule.line());
    }

    private static int stages(PolicyFile file, Fields fields) {
        int bits = 0;
        for (String name : fields.strings("omitStages").or(List.of())) {
            int bit = 0;
            for (Stage stage : Stage.values()) {
                bit |= stage.name().equals(name) ? stage.bit() : 0;
            }
            if (bit == 0) {
                file.refuse(fields.path("omitStages") + " has an unknown stage", fields.line("omitStages"));
            }
            bits |= bit;
        }
        return bits;
    }

    private static Audit simulate(PolicyFile file, List<AuditRule> rules) {
        AuditSimulation simulation = new AuditSimulation(rules);
        List<Item> items = new ArrayList<>();
        for (AuditRequest request : AuditRequest.ALL) {
            AuditSimulation.Outcome outcome = simulation.play(request);
            if (outcome == null) {
                return unknown(new Unknown("has too many rules to find out what they keep", file.path()));
            }
            String highestAt = file.source(line(outcome.highestBy()));
            items.add(item(
                    request,
                    new Known(AuditRule.LEVELS.get(outcome.highest()), highestAt),
                    new Known(AuditRule.LEVELS.get(outcome.lowest()), file.source(line(outcome.lowestBy()))),
                    new Known(outcome.highest() >= request.revealedBy(), highestAt)));
        }
        boolean omits = true;
        for (AuditRule rule : rules) {
            omits &= rule.level() == 0 || (rule.omitted() & Stage.ResponseComplete.bit()) != 0;
        }
        return new Audit(
                file.known((long) rules.size(), file.fields().line("rules")),
                new Many(items, file.path()),
                file.known(omits, file.fields().line("omitStages")));
    }

    private static int line(@Nullable AuditRule rule) {
        return rule == null ? 0 : rule.line();
    }

    private static Item item(AuditRequest request, Known level, Known lowest, Known content) {
        return new Item(
                request.described(),
                Group.builder()
                        .put("request", request.described(), level.source())
                        .put("kind", request.kind(), level.source())
                        .put("level", level)
                        .put("lowest", lowest)
                        .put("content", content)
                        .build());
    }
}
