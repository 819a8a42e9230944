package io.nodeward.hostprobes.kubernetes.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.policy.AuthorizationReader.Authorization;
import io.nodeward.hostprobes.kubernetes.policy.AuthorizationReader.Flags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files were run through LoadAndValidateData of k8s.io/kubernetes v1.36.3 (pkg/kubeapiserver/authorizer/config.go), flags
 * read in pkg/kubeapiserver/options/authorization.go.
 */
class AuthorizationReaderTest {

    private static final String HEAD =
            "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers:\n";
    private static final String WEBHOOK = "{timeout: 3s, subjectAccessReviewVersion: v1, failurePolicy: Deny,"
            + " connectionInfo: {type: InClusterConfig}}";

    private static Authorization flags(String... modes) {
        return AuthorizationReader.read(new Fixture().server(36), new Flags(Fixture.list(modes), true, ""));
    }

    private static Authorization file(int minor, String text) {
        Fixture fixture = Fixture.with(text).and("/w.conf", "x");
        return AuthorizationReader.read(fixture.server(minor), new Flags(Fixture.list(), false, Fixture.PATH));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Node,RBAC | [Node, RBAC]",
                "AlwaysAllow,Node,RBAC | [AlwaysAllow, Node, RBAC]",
                "AlwaysDeny | [AlwaysDeny]",
                "Node,node | unknown",
                "rbac | unknown",
                "Node,RBAC,Node | unknown",
                "Node, RBAC | unknown"
            })
    void readsTheFlag(String modes, String authorizers) {
        assertThat(Fixture.show(flags(modes.split(",")).authorizers())).isEqualTo(authorizers);
    }

    @Test
    void withNeitherFlagNorFileEverythingIsAllowed() {
        assertThat(Fixture.show(flags().authorizers())).isEqualTo("[AlwaysAllow]");
    }

    @Test
    void aWebhookOfFlagsHasNoOpinionWhenItFails() {
        assertThat(Fixture.show(flags("Node", "Webhook").webhooks()))
                .isEqualTo("[[name=default, failure_policy=NoOpinion]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- {type: Node, name: node};- {type: RBAC, name: rbac} | [Node, RBAC]",
                "- {type: RBAC, name: rbac};- {type: AlwaysAllow, name: alwaysallow} | [RBAC, AlwaysAllow]",
                "- {type: Webhook, name: a, webhook: W};- {type: Webhook, name: b, webhook: W} | [Webhook, Webhook]",
                "- {type: RBAC, name: RBAC} | unknown",
                "- {type: RBAC} | unknown",
                "- {type: rbac, name: rbac} | unknown",
                "- {type: RBAC, name: rbac};- {type: RBAC, name: rbac} | unknown",
                "- {type: RBAC, name: rbac, webhook: W} | unknown",
                "- {type: RBAC, name: rbac, webhook: ~} | [RBAC]",
                "- {type: RBAC, name: rbac, foo: 1} | unknown",
                "- {type: RBAC, name: rbac, name: rbac} | unknown",
                "- {type: Webhook, name: a} | unknown",
                "- {type: Webhook, name: A, webhook: W} | unknown",
                "- {type: Webhook, name: a, webhook: W};- {type: Webhook, name: a, webhook: W} | unknown",
                "- ~ | unknown",
                "- RBAC | unknown",
                "' []' | unknown"
            })
    void readsTheFile(String body, String authorizers) {
        String text = HEAD + body.replace(";", "\n").replace("W}", WEBHOOK + "}") + "\n";
        assertThat(Fixture.show(file(36, text).authorizers())).isEqualTo(authorizers);
    }

    // validation.go: ValidateWebhookConfiguration
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout: 3s | timeout: 30s | yes",
                "timeout: 3s | timeout: 31s | no",
                "timeout: 3s | timeout: 0s | no",
                "timeout: 3s | timeout: 3 | no",
                "timeout: 3s | timeout: ~ | no",
                "failurePolicy: Deny | failurePolicy: NoOpinion | yes",
                "failurePolicy: Deny | failurePolicy: deny | no",
                "failurePolicy: Deny | authorizedTTL: 1m | no",
                "timeout: 3s | 'timeout: 3s, authorizedTTL: 0s, unauthorizedTTL: 1s' | yes",
                "timeout: 3s | 'timeout: 3s, authorizedTTL: -1s' | no",
                "timeout: 3s | 'timeout: 3s, cacheAuthorizedRequests: false' | yes",
                "ReviewVersion: v1 | ReviewVersion: v1beta1 | yes",
                "ReviewVersion: v1 | ReviewVersion: v2 | no",
                "timeout: 3s | 'timeout: 3s, matchConditions: [{expression: \"true\"}]' | no",
                "timeout: 3s | 'timeout: 3s, matchConditionSubjectAccessReviewVersion: v1' | yes",
                "{type: InClusterConfig} | '{type: KubeConfigFile, kubeConfigFile: /w.conf}' | yes",
                "{type: InClusterConfig} | '{type: KubeConfigFile, kubeConfigFile: /gone}' | no",
                "{type: InClusterConfig} | '{type: KubeConfigFile, kubeConfigFile: /secret}' | yes",
                "{type: InClusterConfig} | '{type: KubeConfigFile, kubeConfigFile: w.conf}' | no",
                "{type: InClusterConfig} | {type: KubeConfigFile} | no",
                "{type: InClusterConfig} | '{type: InClusterConfig, kubeConfigFile: /w.conf}' | no"
            })
    void checksWebhooks(String what, String by, String accepted) {
        assertThat(WEBHOOK).contains(what);
        String text = HEAD + "- {type: Webhook, name: a, webhook: " + WEBHOOK.replace(what, by) + "}\n";
        assertThat(Fixture.show(file(36, text).authorizers()))
                .isEqualTo(accepted.equals("yes") ? "[Webhook]" : "unknown");
    }

    @Test
    void showsFailurePoliciesWithTheirLines() {
        String text = HEAD + "- type: Webhook\n  name: a\n  webhook: " + WEBHOOK + "\n- {type: Node, name: node}\n";
        assertThat(Fixture.show(file(36, text).webhooks())).isEqualTo("[[name=a, failure_policy=Deny]]");
        assertThat(Fixture.source(file(36, text).authorizers())).isEqualTo("/host/etc/kubernetes/x.yaml:3");
    }

    // register.go of v1, v1beta1, v1alpha1 in apiserver v0.31 … v0.37
    @ParameterizedTest
    @CsvSource({"31,v1,no", "31,v1beta1,yes", "31,v1alpha1,yes", "32,v1,yes", "37,v1alpha1,yes", "37,v2,no"})
    void versionsDependOnTheServer(int minor, String version, String accepted) {
        String text = HEAD.replace("k8s.io/v1", "k8s.io/" + version) + "- {type: RBAC, name: rbac}\n";
        assertThat(Fixture.show(file(minor, text).authorizers()))
                .isEqualTo(accepted.equals("yes") ? "[RBAC]" : "unknown");
    }

    @Test
    void cacheSwitchesCameLater() {
        String text = HEAD + "- {type: Webhook, name: a, webhook: "
                + WEBHOOK.replace("timeout: 3s", "timeout: 3s, cacheUnauthorizedRequests: true") + "}\n";
        assertThat(Fixture.show(file(33, text).authorizers())).isEqualTo("unknown");
        assertThat(Fixture.show(file(34, text).authorizers())).isEqualTo("[Webhook]");
    }

    @Test
    void flagAndFileTogetherAreRefused() {
        Fixture fixture = Fixture.with(HEAD + "- {type: RBAC, name: rbac}\n");
        Authorization both =
                AuthorizationReader.read(fixture.server(36), new Flags(Fixture.list("RBAC"), true, Fixture.PATH));
        assertThat(both.authorizers()).isInstanceOf(Unknown.class);
        assertThat(Fixture.why(both.authorizers())).contains("--authorization-config together with");
    }

    @Test
    void theGateMayStillBeOffIn131() {
        Fixture fixture = Fixture.with(HEAD.replace("k8s.io/v1", "k8s.io/v1beta1") + "- {type: RBAC, name: rbac}\n")
                .without("StructuredAuthorizationConfiguration");
        Flags flags = new Flags(Fixture.list(), false, Fixture.PATH);
        assertThat(AuthorizationReader.read(fixture.server(31), flags).authorizers())
                .isInstanceOf(Unknown.class);
        assertThat(Fixture.show(
                        AuthorizationReader.read(fixture.server(32), flags).authorizers()))
                .isEqualTo("[RBAC]");
    }

    @Test
    void whatCannotBeReadIsUnknown() {
        assertThat(Fixture.why(
                        AuthorizationReader.read(new Fixture().server(36), new Flags(Fixture.list(), false, "/gone"))
                                .authorizers()))
                .isEqualTo("does not exist @ /host/gone");
        assertThat(file(36, "").authorizers()).isInstanceOf(Unknown.class);
        assertThat(file(36, "\t").webhooks()).isInstanceOf(Unknown.class);
    }
}
