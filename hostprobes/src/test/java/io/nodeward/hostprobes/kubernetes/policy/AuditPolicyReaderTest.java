package io.nodeward.hostprobes.kubernetes.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.policy.AuditPolicyReader.Audit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Matching was compared with LoadPolicyFromBytes and EvaluatePolicyRule of k8s.io/apiserver v0.36.3 (pkg/audit/policy) on
 * 6,000 random policies with 40 requests each, without a difference.
 */
class AuditPolicyReaderTest {

    private static final String HEAD = "apiVersion: audit.k8s.io/v1\nkind: Policy\n";

    /** What a thoughtful person would write: no bodies of what is secret, everything else at least named. */
    private static final String GOOD = HEAD + """
            omitStages: [RequestReceived]
            rules:
            - level: Metadata
              resources:
              - group: ""
                resources: [secrets, configmaps, serviceaccounts/token]
              - group: authentication.k8s.io
                resources: [tokenreviews]
            - level: RequestResponse
              resources:
              - group: ""
                resources: [pods, pods/exec, pods/portforward, pods/proxy, services/proxy]
            - level: RequestResponse
              verbs: [create, update, patch, delete]
            - level: Metadata
            """;

    /** Carve-outs of the kind that large installations have in front of their rules. */
    private static final String NOISE = """
            - level: None
              users: [system:kube-proxy]
              verbs: [watch]
              resources:
              - group: ""
                resources: [endpoints, services, services/status]
            - level: None
              users: [system:unsecured]
              namespaces: [kube-system]
              verbs: [get]
              resources:
              - group: ""
                resources: [configmaps]
            - level: None
              userGroups: [system:nodes]
              verbs: [get]
              resources:
              - group: ""
                resources: [nodes, nodes/status]
            - level: None
              users: [system:kube-controller-manager, system:kube-scheduler, "system:serviceaccount:kube-system:endpoint-controller"]
              verbs: [get, update]
              namespaces: [kube-system]
              resources:
              - group: ""
                resources: [endpoints]
            - level: None
              users: [system:apiserver]
              verbs: [get]
              resources:
              - group: ""
                resources: [namespaces, namespaces/status, namespaces/finalize]
            - level: None
              nonResourceURLs: ["/healthz*", /version, "/swagger*"]
            - level: None
              resources:
              - group: ""
                resources: [events]
            - level: Request
              userGroups: [system:nodes]
              verbs: [update, patch]
              resources:
              - group: ""
                resources: [nodes/status, pods/status]
            - level: Request
              users: ["system:serviceaccount:kube-system:namespace-controller"]
              verbs: [deletecollection]
            """;

    private static Audit read(int minor, String text) {
        return AuditPolicyReader.read(Fixture.with(text).server(minor), Fixture.PATH, "flag");
    }

    private static Audit read(String text) {
        return read(36, text);
    }

    /** Level, lowest level and whether content is kept: {@code Metadata/None/false}. */
    private static String kept(Audit audit, String request) {
        if (audit.requests() instanceof Many many) {
            for (Many.Item item : many.items()) {
                if (item.key().equals(request) && item.node() instanceof Group group) {
                    return Fixture.show(group.get("level"))
                            + "/" + Fixture.show(group.get("lowest"))
                            + "/" + Fixture.show(group.get("content"));
                }
            }
        }
        return Fixture.why(audit.requests());
    }

    private static String rules(String rules) {
        return HEAD + "rules:\n" + rules + "\n";
    }

    @Test
    void aGoodPolicyKeepsNoContentAndHasNoGap() {
        for (String text : new String[] {GOOD, GOOD.replace("rules:\n", "rules:\n" + NOISE)}) {
            Audit audit = read(text);
            assertThat(audit.requests()).isInstanceOf(Many.class);
            for (AuditRequest request : AuditRequest.ALL) {
                String kept = kept(audit, request.described());
                boolean secret = request.kind().startsWith("secret-")
                        || request.kind().startsWith("configmap-")
                        || request.kind().startsWith("token");
                if (secret) {
                    assertThat(kept).as(request.described()).endsWith("/false");
                    if (!request.kind().endsWith("-purge")) {
                        assertThat(kept).as(request.described()).isEqualTo("Metadata/Metadata/false");
                    }
                }
                assertThat(kept).as(request.described()).doesNotContain("None");
            }
        }
        assertThat(Fixture.show(read(GOOD).rules())).isEqualTo("4");
        assertThat(Fixture.show(read(GOOD).omitsResponse())).isEqualTo("false");
    }

    // checker.go: ruleMatches, ruleMatchesResource
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{level: Metadata}|get secrets|Metadata/Metadata/false",
                "{level: None}|get secrets|None/None/false",
                "{level: Request}|get secrets|Request/Request/false",
                "{level: Request}|create secrets|Request/Request/true",
                "{level: RequestResponse}|get secrets|RequestResponse/RequestResponse/true",
                "{level: RequestResponse}|watch secrets|RequestResponse/RequestResponse/false",
                "{level: RequestResponse}|deletecollection secrets|RequestResponse/RequestResponse/true",
                "{level: Request}|create serviceaccounts/token|Request/Request/false",
                "{level: Request}|create tokenreviews|Request/Request/true",
                "{level: Metadata, verbs: [get]}|list secrets|None/None/false",
                "{level: Metadata, verbs: ['*']}|list secrets|None/None/false",
                "{level: Metadata, verbs: [Get]}|get secrets|None/None/false",
                "{level: Metadata, resources: [{group: ''}]}|get secrets|Metadata/Metadata/false",
                "{level: Metadata, resources: [{}]}|get secrets|Metadata/Metadata/false",
                "{level: Metadata, resources: [{group: core}]}|get secrets|None/None/false",
                "{level: Metadata, resources: [{group: apps}]}|get secrets|None/None/false",
                "{level: Metadata, resources: [{group: '*'}]}|update deployments|Metadata/Metadata/false",
                "{level: Metadata, resources: [{resources: [pods]}]}|create pods/exec|None/None/false",
                "{level: Metadata, resources: [{resources: [pods/*]}]}|create pods/exec|Metadata/Metadata/false",
                "{level: Metadata, resources: [{resources: [pods/*]}]}|create pods|Metadata/Metadata/false",
                "{level: Metadata, resources: [{resources: ['*/exec']}]}|get pods/exec|Metadata/Metadata/false",
                "{level: Metadata, resources: [{resources: ['*']}]}|get pods/exec|Metadata/Metadata/false",
                "{level: Metadata, resources: [{resources: ['*/*']}]}|get pods/exec|None/None/false",
                "{level: Metadata, resources: [{resources: [pods/exec]}], verbs: [create]}|get pods/exec|None/None/false",
                "{level: Metadata, nonResourceURLs: ['*']}|get secrets|None/None/false",
                "{level: Metadata, userGroups: [system:authenticated]}|get secrets|Metadata/None/false",
                "{level: Metadata, namespaces: [kube-system]}|get secrets|Metadata/None/false",
                "{level: Metadata, namespaces: ['']}|create clusterroles|Metadata/Metadata/false",
                "{level: Metadata, namespaces: [default]}|create clusterroles|None/None/false",
                "{level: Metadata, resources: [{resources: [secrets], resourceNames: [a]}]}|get secrets|Metadata/None/false",
                "{level: Metadata, resources: [{resources: [secrets], resourceNames: [a]}]}|list secrets|None/None/false"
            })
    void matchesAsTheServerDoes(String rule, String request, String kept) {
        assertThat(kept(read(rules("- " + rule)), request)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // the first rule that matches decides
                "{level: RequestResponse, resources: [{group: ''}]};{level: Metadata, resources: [{resources: [secrets]}]}"
                        + "|get secrets|RequestResponse/RequestResponse/true",
                "{level: Metadata, resources: [{resources: [secrets]}]};{level: RequestResponse}"
                        + "|get secrets|Metadata/Metadata/false",
                // somebody or something gets more than the rest
                "{level: RequestResponse, users: [alice]};{level: Metadata}|get secrets|RequestResponse/Metadata/true",
                "{level: RequestResponse, userGroups: [system:masters]};{level: Metadata}"
                        + "|get secrets|RequestResponse/Metadata/true",
                "{level: RequestResponse, namespaces: [dev]};{level: Metadata}|get secrets|RequestResponse/Metadata/true",
                "{level: RequestResponse, resources: [{resources: [secrets], resourceNames: [a]}]};{level: Metadata}"
                        + "|get secrets|RequestResponse/Metadata/true",
                "{level: RequestResponse, users: [system:kube-scheduler]};{level: Metadata}"
                        + "|get secrets|RequestResponse/Metadata/true",
                "{level: Metadata, userGroups: [system:authenticated, system:unauthenticated]};{level: RequestResponse}"
                        + "|get secrets|Metadata/Metadata/false",
                "{level: Metadata, userGroups: [system:authenticated]};{level: RequestResponse}"
                        + "|get secrets|RequestResponse/Metadata/true",
                // gaps that matter
                "{level: None, users: [kubernetes-admin]};{level: Metadata}|create pods/exec|Metadata/None/false",
                "{level: None, userGroups: [system:masters]};{level: Metadata}|create pods/exec|Metadata/None/false",
                "{level: None, userGroups: [system:nodes]};{level: Metadata}|get secrets|Metadata/None/false",
                "{level: None, userGroups: [system:serviceaccounts]};{level: Metadata}|get secrets|Metadata/None/false",
                "{level: None, userGroups: ['system:serviceaccounts:kube-system']};{level: Metadata}"
                        + "|get secrets|Metadata/None/false",
                "{level: None, users: ['system:serviceaccount:dev:ci']};{level: Metadata}|get secrets|Metadata/None/false",
                "{level: None, namespaces: [kube-system]};{level: Metadata}|create pods|Metadata/None/false",
                "{level: None, namespaces: [dev]};{level: Metadata}|create pods|Metadata/None/false",
                "{level: None, userGroups: [ops], users: [bob]};{level: Metadata}|create pods|Metadata/None/false",
                "{level: None, resources: [{resources: [secrets], resourceNames: [a]}]};{level: Metadata}"
                        + "|get secrets|Metadata/None/false",
                // gaps that do not
                "{level: None, users: [system:kube-controller-manager]};{level: Metadata}|get secrets|Metadata/Metadata/false",
                "{level: None, users: [system:apiserver]};{level: Metadata}|get secrets|Metadata/Metadata/false",
                "{level: None, users: ['system:serviceaccount:kube-system:generic-garbage-collector']};{level: Metadata}"
                        + "|get secrets|Metadata/Metadata/false",
                "{level: None, verbs: [watch]};{level: Metadata}|get secrets|Metadata/Metadata/false"
            })
    void playsEverybodyThrough(String written, String request, String kept) {
        assertThat(kept(read(rules("- " + written.replace(";", "\n- "))), request))
                .isEqualTo(kept);
    }

    // checker.go: unionStages; endpoints/filters/audit.go: WithAudit
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[RequestReceived]|[]|get secrets|RequestResponse",
                "[RequestReceived, ResponseComplete]|[]|get secrets|None",
                "[RequestReceived, ResponseComplete, Panic]|[]|create pods/exec|RequestResponse",
                "[RequestReceived, ResponseComplete, ResponseStarted]|[]|create pods/exec|None",
                "[RequestReceived, ResponseComplete, ResponseStarted]|[]|watch secrets|None",
                "[ResponseComplete]|[]|get secrets|Metadata",
                "[RequestReceived]|[ResponseComplete]|get secrets|None",
                "[]|[ResponseStarted]|get secrets|RequestResponse"
            })
    void stagesThatAreLeftOutCount(String all, String rule, String request, String level) {
        Audit audit =
                read(HEAD + "omitStages: " + all + "\nrules:\n- {level: RequestResponse, omitStages: " + rule + "}\n");
        assertThat(kept(audit, request)).startsWith(level + "/" + level + "/");
        assertThat(Fixture.show(audit.omitsResponse()))
                .isEqualTo(String.valueOf((all + rule).contains("ResponseComplete")));
    }

    // reader.go: LoadPolicyFromBytes; apis/audit/validation
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rules: [{level: Metadata}]|1",
                "rules: [{level: Metadata, foo: 1}]|1",
                "Rules: []\\nrules: [{level: Metadata}]|1",
                "rules: [{level: None}, {level: None}]\\nrules: [{level: Metadata}]|1",
                "metadata: {name: x}\\nrules: [{level: Metadata}]|1",
                "omitManagedFields: yes\\nrules: [{level: Metadata, omitManagedFields: no}]|1",
                "rules: []|unknown",
                "rules: ~|unknown",
                "rules: [{}]|unknown",
                "rules: [~]|unknown",
                "rules: [{level: metadata}]|unknown",
                "rules: [{Level: Metadata}]|unknown",
                "rules: [{level: Metadata, users: alice}]|unknown",
                "rules: [{level: Metadata, omitStages: [x]}]|unknown",
                "omitStages: [x]\\nrules: [{level: Metadata}]|unknown",
                "rules: [{level: Metadata, resources: [{group: apps/v1}]}]|unknown",
                "rules: [{level: Metadata, resources: [{resourceNames: [a]}]}]|unknown",
                "rules: [{level: Metadata, resources: [secrets]}]|unknown",
                "rules: [{level: Metadata, nonResourceURLs: [healthz]}]|unknown",
                "rules: [{level: Metadata, nonResourceURLs: ['/a*b']}]|unknown",
                "rules: [{level: Metadata, nonResourceURLs: ['/a'], namespaces: [b]}]|unknown",
                "metadata: 5\\nrules: [{level: Metadata}]|unknown"
            })
    void isLenientAboutFieldsAndStrictAboutValues(String body, String rules) {
        assertThat(Fixture.show(read(HEAD + body.replace("\\n", "\n") + "\n").rules()))
                .isEqualTo(rules);
    }

    @Test
    void theVersionIsNeededAndTheKindIsNot() {
        String rest = "rules: [{level: Metadata}]\n";
        assertThat(Fixture.show(read("apiVersion: audit.k8s.io/v1\n" + rest).rules()))
                .isEqualTo("1");
        assertThat(read("kind: Policy\n" + rest).rules()).isInstanceOf(Unknown.class);
        assertThat(read("apiVersion: audit.k8s.io/v1beta1\nkind: Policy\n" + rest)
                        .rules())
                .isInstanceOf(Unknown.class);
        assertThat(read("apiVersion: audit.k8s.io/v1\nkind: Event\n" + rest).rules())
                .isInstanceOf(Unknown.class);
    }

    @Test
    void allGroupsByAStarCameWith136() {
        String text = rules("- {level: Metadata, resources: [{group: '*'}]}");
        assertThat(kept(read(35, text), "get secrets")).contains("is no API group");
        assertThat(kept(read(36, text), "get secrets")).isEqualTo("Metadata/Metadata/false");
    }

    @Test
    void namesTheRuleThatDecides() {
        Audit audit = read(rules("- level: None\n  users: [bob]\n- level: Metadata"));
        if (audit.requests() instanceof Many many && many.items().getFirst().node() instanceof Group group) {
            assertThat(Fixture.source(group.get("level"))).isEqualTo("/host/etc/kubernetes/x.yaml:6");
            assertThat(Fixture.source(group.get("lowest"))).isEqualTo("/host/etc/kubernetes/x.yaml:4");
        }
    }

    @Test
    void withoutAPolicyNothingIsRecorded() {
        Audit audit = AuditPolicyReader.read(new Fixture().server(36), "", "default");
        assertThat(Fixture.show(audit.rules())).isEqualTo("0");
        assertThat(kept(audit, "get secrets")).isEqualTo("None/None/false");
    }

    @Test
    void whatCannotBeReadIsUnknown() {
        assertThat(Fixture.why(AuditPolicyReader.read(new Fixture().server(36), "/gone", "flag")
                        .requests()))
                .isEqualTo("does not exist @ /host/gone");
        assertThat(Fixture.why(read("rules: [").requests())).startsWith("cannot be parsed");
    }

    @Test
    void isBoundedInTime() {
        StringBuilder rules = new StringBuilder();
        String many = "a,".repeat(60) + "b";
        for (int i = 0; i < 600; i++) {
            rules.append("- {level: None, users: [")
                    .append(many)
                    .append("], namespaces: [")
                    .append(many);
            rules.append("], resources: [{resources: ['*'], resourceNames: [")
                    .append(many)
                    .append("]}]}\n");
        }
        long start = System.nanoTime();
        assertThat(kept(read(rules(rules.toString())), "get secrets")).contains("too many rules");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
