package io.nodeward.secrets.encryption.rewrite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.secrets.encryption.TwoServers;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeException.Kind;
import io.nodeward.secrets.kube.KubeRequest;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Webhooks and policies of a real cluster that stand in the way of a patch that changes nothing. */
@Live
@Timeout(120)
class AdmissionLiveTest {
    private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";
    private static final String RULES = """
            [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["secrets"]}]""";

    private static TwoServers servers;

    @BeforeAll
    static void start(Testbed bed) throws Exception {
        servers = new TwoServers(bed, "secrets");
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @Test
    void aWebhookThatRefusesIsNamedWithEachObject() throws Exception {
        prepare("refused");
        try (AdmissionWebhook webhook = new AdmissionWebhook(name -> name.equals("s-000003") || name.equals("s-000005")
                ? "\"allowed\": false, \"status\": {\"message\": \"owner missing\"}"
                : "\"allowed\": true")) {
            webhook("Validating", "owner.example.com", "refused", webhook.clientConfig());
            awaitRefusal("refused", "s-000003");
            RewriteResult result = rewrite();
            assertThat(result.complete()).isFalse();
            assertThat(result.counts().refused()).isEqualTo(2);
            assertThat(result.refusals())
                    .extracting(Refusal::object)
                    .containsExactlyInAnyOrder(
                            new ObjectKey("refused", "s-000003"), new ObjectKey("refused", "s-000005"));
            assertThat(result.refusals()).allSatisfy(refusal -> {
                assertThat(refusal.by()).isEqualTo("webhook \"owner.example.com\"");
                assertThat(refusal.message()).contains("owner missing").contains("\n  ");
            });
            assertThat(servers.stored("secrets/refused/", "one")).isEqualTo(2);
            assertThat(servers.stored("secrets/refused/", "two")).isEqualTo(8);
        } finally {
            delete("validatingwebhookconfigurations/owner.example.com");
        }
    }

    @Test
    void aWebhookThatDoesNotAnswerIsNamed() throws Exception {
        prepare("silent");
        try {
            webhook("Validating", "silent.example.com", "silent", "{\"url\": \"https://127.0.0.1:1/\"}");
            awaitRefusal("silent", "s-000000");
            RewriteResult result = rewrite();
            assertThat(result.counts().refused()).isEqualTo(10);
            assertThat(result.refusals().getFirst().by()).isEqualTo("webhook \"silent.example.com\"");
        } finally {
            delete("validatingwebhookconfigurations/silent.example.com");
        }
    }

    @Test
    void aWebhookThatChangesObjectsIsSeen() throws Exception {
        prepare("changed");
        String patch = Base64.getEncoder()
                .encodeToString("[{\"op\": \"add\", \"path\": \"/metadata/labels\", \"value\": {\"team\": \"a\"}}]"
                        .getBytes(UTF_8));
        try (AdmissionWebhook webhook = new AdmissionWebhook(name -> name.equals("s-000004")
                ? "\"allowed\": true, \"patchType\": \"JSONPatch\", \"patch\": \"" + patch + "\""
                : "\"allowed\": true")) {
            webhook("Mutating", "label.example.com", "changed", webhook.clientConfig());
            for (int i = 0; !labelled(); i++) {
                assertThat(i).isLessThan(100);
                TimeUnit.MILLISECONDS.sleep(100);
            }
            RewriteResult result = rewrite();
            assertThat(result.complete()).isTrue();
            assertThat(result.counts().altered()).isEqualTo(1);
            assertThat(result.altered()).containsExactly(new ObjectKey("changed", "s-000004"));
        } finally {
            delete("mutatingwebhookconfigurations/label.example.com");
        }
    }

    @Test
    void aPolicyThatRefusesIsNamed() throws Exception {
        prepare("policed");
        servers.one().json(KubeRequest.post(ADMISSION + "validatingadmissionpolicies", """
                {"kind": "ValidatingAdmissionPolicy", "apiVersion": "admissionregistration.k8s.io/v1",
                 "metadata": {"name": "no-sevens"},
                 "spec": {"matchConstraints": {"resourceRules": %s,
                            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "policed"}}},
                          "validations": [{"expression": "!object.metadata.name.endsWith('7')"}]}}""".formatted(RULES)));
        servers.one().json(KubeRequest.post(ADMISSION + "validatingadmissionpolicybindings", """
                {"kind": "ValidatingAdmissionPolicyBinding", "apiVersion": "admissionregistration.k8s.io/v1",
                 "metadata": {"name": "everywhere"},
                 "spec": {"policyName": "no-sevens", "validationActions": ["Deny"]}}"""));
        try {
            awaitRefusal("policed", "s-000007");
            RewriteResult result = rewrite();
            assertThat(result.counts().refused()).isEqualTo(1);
            assertThat(result.refusals().getFirst().by()).isEqualTo("policy \"no-sevens\" (binding \"everywhere\")");
        } finally {
            delete("validatingadmissionpolicybindings/everywhere");
            delete("validatingadmissionpolicies/no-sevens");
        }
    }

    private static void prepare(String namespace) throws Exception {
        Secrets.createNamespace(servers.one(), namespace);
        Secrets.create(servers.one(), namespace, 10);
        new Rewriter(List.of(servers.one()), Limits.DEFAULT, progress -> {}).rewrite(ApiResource.SECRETS, null);
    }

    private static RewriteResult rewrite() throws KubeException, InterruptedException {
        return new Rewriter(List.of(servers.two()), Limits.DEFAULT, progress -> {}).rewrite(ApiResource.SECRETS, null);
    }

    private static void webhook(String kind, String name, String namespace, String client) throws Exception {
        servers.one()
                .json(KubeRequest.post(
                        ADMISSION + kind.toLowerCase(Locale.ROOT) + "webhookconfigurations",
                        """
                {"kind": "%sWebhookConfiguration", "apiVersion": "admissionregistration.k8s.io/v1",
                 "metadata": {"name": "%s"},
                 "webhooks": [{"name": "%s", "clientConfig": %s, "rules": %s, "sideEffects": "None",
                   "failurePolicy": "Fail", "timeoutSeconds": 2, "admissionReviewVersions": ["v1"],
                   "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "%s"}}}]}""".formatted(kind, name, name, client, RULES, namespace)));
    }

    /** Servers learn of webhooks and policies by watching. */
    private static void awaitRefusal(String namespace, String name) throws Exception {
        for (int i = 0; i < 100; i++) {
            try {
                servers.two().json(KubeRequest.mergePatch(path(namespace, name), "{}"));
            } catch (KubeException e) {
                assertThat(e.admission()).isPresent();
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("nothing refuses " + name);
    }

    private static boolean labelled() throws Exception {
        return servers.two()
                .json(KubeRequest.mergePatch(path("changed", "s-000004"), "{}"))
                .at("/metadata/labels")
                .has("team");
    }

    private static String path(String namespace, String name) {
        return "/api/v1/namespaces/" + namespace + "/secrets/" + name + "?dryRun=All";
    }

    private static void delete(String path) throws KubeException, InterruptedException {
        try {
            servers.one()
                    .json(new KubeRequest(
                            KubeRequest.Method.DELETE,
                            ADMISSION + path,
                            "application/json",
                            null,
                            null,
                            KubeRequest.TIMEOUT));
        } catch (KubeException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
