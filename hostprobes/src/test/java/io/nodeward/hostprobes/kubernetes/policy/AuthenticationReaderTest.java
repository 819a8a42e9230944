package io.nodeward.hostprobes.kubernetes.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.kubernetes.policy.AuthenticationReader.Authentication;
import io.nodeward.hostprobes.kubernetes.policy.AuthenticationReader.Flags;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files were decoded and validated with k8s.io/apiserver v0.36.3 (pkg/apis/apiserver/validation:
 * ValidateAuthenticationConfiguration); how they and the flags go together was read in k8s.io/kubernetes v1.36.3
 * (pkg/kubeapiserver/options/authentication.go: ToAuthenticationConfig, ApplyAuthorization).
 */
class AuthenticationReaderTest {

    private static final String HEAD = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";
    private static final String ISSUER = "issuer: {url: 'https://a.example', audiences: [a]}";
    private static final String MAPPINGS = "claimMappings: {username: {claim: sub, prefix: ''}}";

    private static Flags flags(boolean anonymous, boolean given, String config, String... modes) {
        return new Flags(
                new Known(anonymous, "--anonymous-auth"),
                given,
                config,
                Fixture.oidc("", false),
                new Known(List.of(modes), "--authorization-mode"),
                "");
    }

    private static Authentication file(int minor, String text) {
        return AuthenticationReader.read(
                Fixture.with(text).server(minor), flags(true, false, Fixture.PATH, "Node", "RBAC"));
    }

    private static String anonymous(Authentication authentication) {
        return Fixture.show(authentication.anonymous());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "anonymous: {enabled: false} | [enabled=false, paths=[]]",
                "anonymous: {enabled: true} | [enabled=true, paths=[]]",
                "anonymous: {enabled: no} | [enabled=false, paths=[]]",
                "anonymous: {} | [enabled=false, paths=[]]",
                "anonymous: ~ | [enabled=true, paths=[]]",
                "jwt: [] | [enabled=true, paths=[]]",
                "anonymous: {enabled: true, conditions: [{path: /livez}, {path: /readyz}]} |"
                        + " [enabled=true, paths=[/livez, /readyz]]",
                "anonymous: {enabled: true, conditions: []} | [enabled=true, paths=[]]",
                "anonymous: {enabled: true, conditions: [~]} | [enabled=true, paths=[]]",
                "anonymous: {enabled: false, conditions: []} | [enabled=false, paths=[]]",
                "anonymous: {enabled: false, conditions: [{path: /livez}]} | [enabled=unknown, paths=unknown]",
                "anonymous: {conditions: [{path: /livez}]} | [enabled=unknown, paths=unknown]",
                "anonymous: {enabled: 'false'} | [enabled=unknown, paths=unknown]",
                "anonymous: {Enabled: false} | [enabled=unknown, paths=unknown]",
                "anonymous: {enabled: false, enabled: false} | [enabled=unknown, paths=unknown]",
                "anonymous: false | [enabled=unknown, paths=unknown]",
                "Anonymous: {enabled: false} | [enabled=unknown, paths=unknown]",
                "anonymous: {enabled: true, conditions: [/livez]} | [enabled=unknown, paths=unknown]"
            })
    void theFileDecides(String body, String expected) {
        assertThat(anonymous(file(36, HEAD + body + "\n"))).isEqualTo(expected);
    }

    @Test
    void saysWhereItStandsAndWhatLost() {
        Authentication decided = file(36, HEAD + "anonymous:\n  enabled: false\n");
        assertThat(decided.anonymous().get("enabled")).isInstanceOfSatisfying(Known.class, known -> {
            assertThat(known.source()).isEqualTo("/host/etc/kubernetes/x.yaml:4");
            assertThat(known.overrode())
                    .singleElement()
                    .satisfies(lost -> assertThat(lost.source()).isEqualTo("--anonymous-auth"));
        });
    }

    @Test
    void flagAndFileTogetherAreRefusedEvenWhenTheyAgree() {
        Fixture fixture = Fixture.with(HEAD + "anonymous: {enabled: false}\n");
        Authentication both = AuthenticationReader.read(fixture.server(36), flags(false, true, Fixture.PATH, "RBAC"));
        assertThat(anonymous(both)).isEqualTo("[enabled=unknown, paths=unknown]");
        Fixture silent = Fixture.with(HEAD + "jwt: []\n");
        Authentication one = AuthenticationReader.read(silent.server(36), flags(false, true, Fixture.PATH, "RBAC"));
        assertThat(anonymous(one)).isEqualTo("[enabled=false, paths=[]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | Node,RBAC | true",
                "false | Node,RBAC | false",
                "true | AlwaysAllow | false",
                "true | RBAC,AlwaysAllow | false",
                "true | '' | false"
            })
    void alwaysAllowSwitchesTheFlagOff(boolean flag, String modes, String enabled) {
        String[] list = modes.isEmpty() ? new String[0] : modes.split(",");
        Authentication decided = AuthenticationReader.read(new Fixture().server(36), flags(flag, true, "", list));
        assertThat(anonymous(decided)).isEqualTo("[enabled=" + enabled + ", paths=[]]");
    }

    @Test
    void butNotTheFileNorAnAuthorizationConfiguration() {
        Fixture fixture = Fixture.with(HEAD + "anonymous: {enabled: true}\n");
        assertThat(anonymous(
                        AuthenticationReader.read(fixture.server(36), flags(true, false, Fixture.PATH, "AlwaysAllow"))))
                .isEqualTo("[enabled=true, paths=[]]");
        Flags structured = new Flags(
                new Known(true, "default"), false, "", Fixture.oidc("", false), Fixture.list(), "/authz.yaml");
        assertThat(anonymous(AuthenticationReader.read(new Fixture().server(36), structured)))
                .isEqualTo("[enabled=true, paths=[]]");
    }

    // register.go and kube_features.go of apiserver v0.31 … v0.37
    @ParameterizedTest
    @CsvSource({"31,v1,no", "33,v1,no", "33,v1beta1,yes", "34,v1,yes", "31,v1alpha1,yes", "37,v1alpha1,yes", "37,v2,no"
    })
    void versionsDependOnTheServer(int minor, String version, String accepted) {
        String text = HEAD.replace("k8s.io/v1", "k8s.io/" + version) + "anonymous: {enabled: false}\n";
        assertThat(anonymous(file(minor, text)).equals("[enabled=false, paths=[]]"))
                .isEqualTo(accepted.equals("yes"));
    }

    @Test
    void gatesCanForbidIt() {
        String text = HEAD.replace("k8s.io/v1", "k8s.io/v1beta1") + "anonymous: {enabled: false}\n";
        Flags flags = flags(true, false, Fixture.PATH, "RBAC");
        for (String gate : List.of("AnonymousAuthConfigurableEndpoints", "StructuredAuthenticationConfiguration")) {
            Fixture fixture = Fixture.with(text).without(gate);
            assertThat(anonymous(AuthenticationReader.read(fixture.server(31), flags)))
                    .contains("unknown");
            // locked from 1.34 on
            assertThat(anonymous(AuthenticationReader.read(fixture.server(34), flags)))
                    .doesNotContain("unknown");
        }
    }

    @Test
    void issuersComeFromFlagOrFile() {
        Flags oidc = new Flags(
                new Known(false, "f"), true, "", Fixture.oidc("https://x.example", true), Fixture.list("RBAC"), "");
        assertThat(Fixture.show(AuthenticationReader.read(new Fixture().server(36), oidc)
                        .jwtIssuers()))
                .isEqualTo("[https://x.example]");
        Authentication decided = file(36, HEAD + "jwt:\n- {" + ISSUER + ", " + MAPPINGS + "}\n");
        assertThat(Fixture.show(decided.jwtIssuers())).isEqualTo("[https://a.example]");
        Fixture fixture = Fixture.with(HEAD + "jwt: []\n");
        Flags both = new Flags(
                new Known(false, "f"),
                true,
                Fixture.PATH,
                Fixture.oidc("https://x.example", true),
                Fixture.list("RBAC"),
                "");
        assertThat(Fixture.show(
                        AuthenticationReader.read(fixture.server(36), both).jwtIssuers()))
                .isEqualTo("unknown");
    }

    private static String jwt(Flags flags) {
        return Fixture.show(
                AuthenticationReader.read(new Fixture().server(36), flags).jwt());
    }

    private static Flags flags(JwtFlags oidc) {
        return new Flags(new Known(false, "f"), true, "", oidc, Fixture.list("RBAC"), "");
    }

    private static JwtFlags oidc(String client, String claim, String prefix) {
        return new JwtFlags(
                true,
                new Known("https://x.example", "f"),
                new Known(client, "f"),
                new Known(claim, "f"),
                new Known(prefix, "f"),
                new Known("groups", "f"),
                new Known("g:", "f"),
                new Known(Map.of("hd", "example.org"), "f"),
                new Known("/ca.crt", "f"));
    }

    // options/authentication.go: ToAuthenticationConfig
    @ParameterizedTest
    @CsvSource({"sub,'',https://x.example#", "email,'',''", "sub,-,''", "email,x:,x:"})
    void flagsOfOneIssuer(String claim, String given, String prefix) {
        assertThat(jwt(flags(oidc("kubernetes", claim, given))))
                .isEqualTo("[[url=https://x.example, audiences=[kubernetes], own_ca=true, claim_rules=1, user_rules=0,"
                        + " username_claim=" + claim + ", username_prefix=" + prefix
                        + ", username_expression=, groups_claim=groups, groups_prefix=g:, groups_expression=]]");
    }

    @Test
    void flagsThatLackTheOther() {
        assertThat(jwt(flags(oidc("", "sub", "")))).isEqualTo("unknown");
        assertThat(jwt(flags(Fixture.oidc("", true)))).isEqualTo("unknown");
        assertThat(jwt(flags(Fixture.oidc("", false)))).isEqualTo("[]");
    }

    @Test
    void issuersOfTheFile() {
        Authentication decided = file(36, HEAD + """
                jwt:
                - issuer: {url: 'https://a.example', audiences: [a]}
                  claimMappings: {username: {claim: sub, prefix: ''}, groups: {expression: claims.g}}
                  claimValidationRules: [{claim: hd, requiredValue: x}, {expression: 'claims.a == "b"', message: m}]
                  userValidationRules: [{expression: '!user.username.startsWith("system:")'}]
                """);
        assertThat(Fixture.show(decided.jwt()))
                .isEqualTo("[[url=https://a.example, own_ca=false, audiences=[a], claim_rules=2, username_claim=sub,"
                        + " username_prefix=, username_expression=, groups_claim=, groups_prefix=,"
                        + " groups_expression=claims.g, user_rules=1]]");
    }

    @Test
    void authoritiesHaveToBeCertificates() throws Exception {
        String jwt = "jwt:\n- issuer:\n    url: https://a.example\n    audiences: [a]\n    certificateAuthority: |\n";
        String pem;
        try (InputStream in = AuthenticationReaderTest.class.getResourceAsStream("../controlplane/etcd-ca.crt")) {
            pem = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII).indent(6);
        }
        String damaged = pem.replace("      MII", "      MIJ");
        assertThat(Fixture.show(
                        file(36, HEAD + jwt + pem + "  " + MAPPINGS + "\n").jwt()))
                .contains("own_ca=true");
        assertThat(Fixture.show(
                        file(36, HEAD + jwt + damaged + "  " + MAPPINGS + "\n").jwt()))
                .isEqualTo("unknown");
        assertThat(Fixture.show(file(36, HEAD + jwt + "      nothing\n  " + MAPPINGS + "\n")
                        .jwt()))
                .isEqualTo("unknown");
    }

    // validation.go: validateJWTAuthenticator
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I, M | yes",
                "I | no",
                "M | no",
                "I, M, foo: 1 | no",
                "issuer: {url: 'http://a', audiences: [a]}, M | no",
                "issuer: {url: 'https://u:p@a', audiences: [a]}, M | no",
                "issuer: {url: 'https://a?b=c', audiences: [a]}, M | no",
                "issuer: {url: 'https://a', audiences: []}, M | no",
                "issuer: {url: 'https://a', audiences: [a, b]}, M | no",
                "issuer: {url: 'https://a', audiences: [a, b], audienceMatchPolicy: MatchAny}, M | yes",
                "issuer: {url: 'https://a', audiences: [a, a], audienceMatchPolicy: MatchAny}, M | no",
                "issuer: {url: 'https://a', audiences: [a], discoveryURL: 'https://a/'}, M | no",
                "issuer: {url: 'https://a', audiences: [a], discoveryURL: 'https://b'}, M | yes",
                "issuer: {url: 'https://a', audiences: [a], egressSelectorType: cluster}, M | yes",
                "issuer: {url: 'https://a', audiences: [a], egressSelectorType: x}, M | no",
                "I, claimMappings: {username: {claim: sub}} | no",
                "I, claimMappings: {username: {expression: claims.sub}} | yes",
                "I, claimMappings: {username: {expression: claims.sub, prefix: ''}} | no",
                "I, claimMappings: {username: {claim: sub, prefix: '', expression: x}} | no",
                "I, claimMappings: {username: {claim: sub, prefix: ''}, groups: {claim: g}} | no",
                "I, claimMappings: {username: {claim: sub, prefix: ''}, groups: {claim: g, prefix: ''}} | yes",
                "I, claimMappings: {username: {claim: sub, prefix: ''}, extra: [{key: k8s.io/a, valueExpression: x}]} | no",
                "I, claimMappings: {username: {claim: sub, prefix: ''}, extra: [{key: a, valueExpression: x}]} | no",
                "I, M, claimValidationRules: [{claim: a, requiredValue: b}] | yes",
                "I, M, claimValidationRules: [{claim: a}, {claim: a}] | no",
                "I, M, claimValidationRules: [{}] | no",
                "I, M, userValidationRules: [{}] | no"
            })
    void checksAuthenticators(String jwt, String accepted) {
        String text = HEAD + "jwt:\n- {" + jwt.replace("I", ISSUER).replace("M,", MAPPINGS + ",") + "}\n";
        text = text.replace(" M}", " " + MAPPINGS + "}").replace("{M}", "{" + MAPPINGS + "}");
        assertThat(anonymous(file(36, text)).contains("unknown")).isEqualTo(accepted.equals("no"));
    }

    @Test
    void egressSelectionCameLater() {
        String text =
                HEAD.replace("k8s.io/v1", "k8s.io/v1beta1") + "jwt:\n- {issuer: {url: 'https://a', audiences: [a],"
                        + " egressSelectorType: cluster}, " + MAPPINGS + "}\n";
        assertThat(anonymous(file(33, text))).contains("unknown");
        assertThat(anonymous(file(34, text))).doesNotContain("unknown");
    }

    @Test
    void whatCannotBeReadIsUnknown() {
        Authentication gone = AuthenticationReader.read(new Fixture().server(36), flags(false, true, "/gone", "RBAC"));
        assertThat(anonymous(gone)).isEqualTo("[enabled=unknown, paths=unknown]");
        assertThat(Fixture.why(gone.jwtIssuers())).isEqualTo("does not exist @ /host/gone");
        assertThat(Fixture.why(file(36, "").jwtIssuers())).contains("is empty");
    }
}
