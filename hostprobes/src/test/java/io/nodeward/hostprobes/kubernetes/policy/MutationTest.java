package io.nodeward.hostprobes.kubernetes.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Known;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever stands in a file, a reader answers, soon, and without showing a key. */
class MutationTest {

    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZg==";
    private static final String SAMPLE = """
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
            - resources: &r [secrets, "*.apps"]
              providers:
              - aescbc: {keys: [{name: key1, secret: %s}]}
              - kms: {apiVersion: v2, name: a, endpoint: 'unix:///a', timeout: 3s}
              - identity: {}
            authorizers:
            - {type: Webhook, name: a, webhook: {timeout: 3s, failurePolicy: Deny}}
            anonymous: {enabled: true, conditions: [{path: /livez}]}
            jwt:
            - issuer: {url: https://a.example, audiences: *r}
              claimMappings: {username: {claim: sub, prefix: ""}}
            plugins:
            - name: PodSecurity
              configuration: {<<: {kind: PodSecurityConfiguration}, defaults: {enforce: baseline}}
            omitStages: [RequestReceived]
            rules:
            - {level: None, users: [a], resources: [{group: "", resources: [secrets], resourceNames: [b]}]}
            - level: Metadata
            """.formatted(KEY);
    private static final List<String> KINDS = List.of(
            "EncryptionConfiguration",
            "AuthenticationConfiguration",
            "AuthorizationConfiguration",
            "AdmissionConfiguration",
            "Policy");
    private static final String ALPHABET = "{}[]:,-#&*!|>'\"%@`?~ \n\t\\<=0aeo.\u0000\u00e9\u2028";

    @Test
    void nothingThrowsAndNothingLeaks() {
        Random random = new Random(20261121);
        for (int i = 0; i < 1500; i++) {
            StringBuilder text = new StringBuilder(
                    SAMPLE.replace("EncryptionConfiguration", KINDS.get(random.nextInt(KINDS.size()))));
            for (int change = random.nextInt(6); change >= 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                    case 1 -> text.deleteCharAt(at);
                    case 2 -> text.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                    default -> {
                        int end = Math.min(text.length(), at + random.nextInt(80));
                        String piece = text.substring(at, end);
                        text.insert(random.nextInt(text.length()), piece);
                    }
                }
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(20) == 0) {
                random.nextBytes(bytes);
            }
            String told = readAll(new Fixture().and(Fixture.PATH, bytes));
            assertThat(told).as("change %d", i).doesNotContain("MDEyMzQ1").doesNotContain("OWFiY2Rl");
        }
    }

    private static String readAll(Fixture fixture) {
        Server server = fixture.server(36);
        var encryption = EncryptionReader.read(server, Fixture.PATH, "flag", false);
        var authorization =
                AuthorizationReader.read(server, new AuthorizationReader.Flags(Fixture.list(), false, Fixture.PATH));
        var authentication = AuthenticationReader.read(
                server,
                new AuthenticationReader.Flags(
                        new Known(true, "flag"),
                        false,
                        Fixture.PATH,
                        Fixture.oidc("", false),
                        Fixture.list("RBAC"),
                        ""));
        var admission = AdmissionReader.read(
                server,
                new AdmissionReader.Flags(
                        Fixture.list("EventRateLimit", "ImagePolicyWebhook"),
                        Fixture.list(),
                        Fixture.list(),
                        Fixture.PATH));
        var audit = AuditPolicyReader.read(server, Fixture.PATH, "flag");
        // resources and issuers are what the file says they are, so a key in their place is not one of ours to hide
        return Fixture.why(encryption.secrets())
                + Fixture.why(authorization.authorizers())
                + Fixture.why(authorization.webhooks())
                + Fixture.why(authentication.jwtIssuers())
                + Fixture.why(admission.enabled())
                + Fixture.why(admission.podSecurityEnforce())
                + Fixture.why(admission.eventRateLimits())
                + Fixture.why(admission.imagePolicyDefaultAllow())
                + Fixture.why(audit.rules())
                + Fixture.why(audit.requests());
    }
}
