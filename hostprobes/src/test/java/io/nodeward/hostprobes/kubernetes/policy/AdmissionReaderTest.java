package io.nodeward.hostprobes.kubernetes.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.policy.AdmissionReader.Admission;
import io.nodeward.hostprobes.kubernetes.policy.AdmissionReader.Flags;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Plugin configurations were loaded with pod-security-admission v0.36.3 (admission/api/load, validation), with
 * kubernetes v1.36.3 plugin/pkg/admission/eventratelimit and with the decoder of plugin/pkg/admission/imagepolicy; the
 * flags were read in apiserver pkg/server/options/admission.go and kubernetes pkg/kubeapiserver/options/admission.go.
 */
class AdmissionReaderTest {

    private static final String HEAD =
            "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n";
    private static final String PSA =
            "apiVersion: pod-security.admission.config.k8s.io/v1\nkind: PodSecurityConfiguration\n";
    private static final String LIMITS = "apiVersion: eventratelimit.admission.k8s.io/v1alpha1\nkind: Configuration\n";
    private static final String DIRECTORY = "/etc/kubernetes/";

    private static Known list(String flag, String names) {
        return new Known(names.isEmpty() ? List.of() : List.of(names.split(",")), flag);
    }

    private static Admission flags(int minor, String enable, String disable, String only) {
        return AdmissionReader.read(
                new Fixture().server(minor), new Flags(list("+", enable), list("-", disable), list("=", only), ""));
    }

    private static Admission files(Fixture fixture) {
        return AdmissionReader.read(
                fixture.server(36),
                new Flags(list("+", "EventRateLimit,ImagePolicyWebhook"), list("-", ""), list("=", ""), Fixture.PATH));
    }

    private static Admission podSecurity(String configuration) {
        return files(Fixture.with(HEAD + "- {name: PodSecurity, path: psa.yaml}\n")
                .and(DIRECTORY + "psa.yaml", configuration));
    }

    private static String levels(Admission admission) {
        return Fixture.show(admission.podSecurityEnforce())
                + " " + Fixture.show(admission.podSecurityAudit())
                + " " + Fixture.show(admission.podSecurityWarn());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NodeRestriction | '' | NodeRestriction | yes",
                "'' | '' | NodeRestriction | no",
                "'' | '' | ServiceAccount | yes",
                "'' | ServiceAccount | ServiceAccount | no",
                "'' | NodeRestriction | NodeRestriction | no",
                "AlwaysAdmit | '' | AlwaysAdmit | yes",
                "ServiceAccount | '' | ServiceAccount | yes",
                "NodeRestriction | ServiceAccount | NamespaceLifecycle | yes"
            })
    void combinesDefaultsAndFlags(String enable, String disable, String plugin, String runs) {
        Admission admission = flags(36, enable, disable, "");
        assertThat(Fixture.show(admission.enabled()).matches(".*\\b" + plugin + "\\b.*"))
                .isEqualTo(runs.equals("yes"));
    }

    @Test
    void namesWhatWasSwitchedOff() {
        assertThat(Fixture.show(flags(36, "", "ServiceAccount,AlwaysAdmit,PodSecurity", "")
                        .disabled()))
                .isEqualTo("[ServiceAccount, PodSecurity]");
        assertThat(Fixture.source(flags(36, "", "PodSecurity", "").podSecurityEnforce()))
                .isEqualTo("-");
    }

    @Test
    void theOldFlagNamesAllThatRuns() {
        Admission admission = flags(36, "", "", "NodeRestriction,AlwaysAdmit");
        assertThat(Fixture.show(admission.enabled())).isEqualTo("[AlwaysAdmit, NodeRestriction]");
        assertThat(Fixture.show(admission.disabled()))
                .contains("ServiceAccount")
                .contains("PodSecurity");
        assertThat(flags(36, "AlwaysAdmit", "", "NodeRestriction").enabled()).isInstanceOf(Unknown.class);
    }

    @ParameterizedTest
    @CsvSource({"NodeRestriction,NodeRestriction", "noderestriction,''", "'',Foo", "' NodeRestriction',''"})
    void refusesWhatTheServerRefuses(String enable, String disable) {
        Admission admission = flags(36, enable, disable, "");
        assertThat(admission.enabled()).isInstanceOf(Unknown.class);
        assertThat(admission.podSecurityEnforce()).isInstanceOf(Unknown.class);
    }

    @Test
    void pluginsDependOnTheVersion() {
        assertThat(Fixture.show(flags(32, "", "", "").enabled())).doesNotContain("PodTopologyLabels");
        assertThat(Fixture.show(flags(33, "", "", "").enabled())).contains("PodTopologyLabels");
        assertThat(flags(31, "", "MutatingAdmissionPolicy", "").enabled()).isInstanceOf(Unknown.class);
        assertThat(Fixture.show(flags(40, "", "", "").enabled())).contains("PodSecurity");
    }

    // defaults.go: SetDefaults_PodSecurityDefaults; validation.go: ValidatePodSecurityConfiguration
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | privileged privileged privileged",
                "defaults: {} | privileged privileged privileged",
                "defaults: {enforce: baseline, audit: restricted} | baseline restricted privileged",
                "defaults: {enforce: restricted, enforce-version: latest} | restricted privileged privileged",
                "defaults: {enforce: restricted, enforce-version: v1.36} | restricted privileged privileged",
                "defaults: {enforce: ''} | privileged privileged privileged",
                "defaults: {enforce: restricted, enforce-version: '1.36'} | unknown unknown unknown",
                "defaults: {enforce: restricted, enforce-version: v1.05} | unknown unknown unknown",
                "defaults: {enforce: Restricted} | unknown unknown unknown",
                "defaults: {enforced: restricted} | unknown unknown unknown",
                "defaults: {Enforce: restricted} | unknown unknown unknown",
                "defaults: {enforce: restricted, enforce: restricted} | unknown unknown unknown",
                "exemptions: {namespaces: [kube-system, kube-system]} | unknown unknown unknown",
                "exemptions: {namespaces: [Kube]} | unknown unknown unknown",
                "exemptions: {usernames: ['']} | unknown unknown unknown",
                "exemptions: {namespaces: kube-system} | unknown unknown unknown"
            })
    void readsPodSecurity(String body, String levels) {
        assertThat(levels(podSecurity(PSA + body + "\n"))).isEqualTo(levels);
    }

    @Test
    void readsExemptionsWithTheirLines() {
        Admission admission = podSecurity(
                PSA + "exemptions:\n  namespaces: [kube-system]\n  usernames: [admin]\n  runtimeClasses: [kata]\n");
        assertThat(Fixture.show(admission.podSecurityExemptNamespaces())).isEqualTo("[kube-system]");
        assertThat(Fixture.show(admission.podSecurityExemptUsers())).isEqualTo("[admin]");
        assertThat(Fixture.show(admission.podSecurityExemptRuntimeClasses())).isEqualTo("[kata]");
        assertThat(Fixture.source(admission.podSecurityExemptNamespaces()))
                .isEqualTo("/host/etc/kubernetes/psa.yaml:4");
    }

    @ParameterizedTest
    @CsvSource({"v1,baseline", "v1beta1,baseline", "v1alpha1,baseline", "v2,unknown"})
    void podSecurityHasThreeVersions(String version, String level) {
        String text = PSA.replace("io/v1", "io/" + version) + "defaults: {enforce: baseline}\n";
        assertThat(Fixture.show(podSecurity(text).podSecurityEnforce())).isEqualTo(level);
    }

    // apiserver pkg/admission/config.go: ReadAdmissionConfiguration, ConfigFor
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- {name: PodSecurity, configuration: C} | restricted",
                "- {name: PodSecurity, path: gone.yaml, configuration: C} | restricted",
                "- {name: PodSecurity, path: psa.yaml, configuration: ~} | baseline",
                "- {name: PodSecurity, path: ./sub/../psa.yaml} | baseline",
                "- {name: PodSecurity, path: /etc/kubernetes/psa.yaml} | baseline",
                "- {name: PodSecurity, path: psa.yaml};- {name: PodSecurity, configuration: C} | baseline",
                "- {name: PodSecurity} | privileged",
                "- {name: Other, configuration: C} | privileged",
                "- {name: PodSecurity, path: gone.yaml} | unknown",
                "- {name: PodSecurity, path: empty.yaml} | privileged",
                "- {name: PodSecurity, configuration: {}} | unknown",
                "- {name: PodSecurity, configuration: x} | unknown",
                "- {name: PodSecurity, path: psa.yaml, foo: 1} | unknown",
                "- {Name: PodSecurity, path: psa.yaml} | unknown",
                "' []' | privileged"
            })
    void findsAPluginsConfiguration(String plugins, String level) {
        String inline = "{apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration,"
                + " defaults: {enforce: restricted}}";
        Fixture fixture = Fixture.with(HEAD + plugins.replace(";", "\n").replace("C}", inline + "}") + "\n")
                .and(DIRECTORY + "psa.yaml", PSA + "defaults: {enforce: baseline}\n")
                .and(DIRECTORY + "empty.yaml", "");
        assertThat(Fixture.show(files(fixture).podSecurityEnforce())).isEqualTo(level);
    }

    // apiserver v0.31 pkg/admission/config.go decodes without EnableStrict
    @Test
    void theConfigurationItselfWasLenientIn131() {
        Fixture fixture = Fixture.with(HEAD + "- {name: PodSecurity, path: psa.yaml, foo: 1}\n")
                .and(DIRECTORY + "psa.yaml", PSA + "defaults: {enforce: baseline}\n");
        Flags flags = new Flags(list("+", ""), list("-", ""), list("=", ""), Fixture.PATH);
        assertThat(Fixture.show(AdmissionReader.read(fixture.server(31), flags).podSecurityEnforce()))
                .isEqualTo("baseline");
        assertThat(Fixture.show(AdmissionReader.read(fixture.server(32), flags).podSecurityEnforce()))
                .isEqualTo("unknown");
    }

    @Test
    void aDuplicateWithinAnInlineConfigurationIsRefused() {
        String text = HEAD
                + "- name: PodSecurity\n  configuration:\n    apiVersion: pod-security.admission.config.k8s.io/v1\n"
                + "    kind: PodSecurityConfiguration\n    defaults: {enforce: restricted, enforce: baseline}\n";
        assertThat(files(Fixture.with(text)).podSecurityEnforce()).isInstanceOf(Unknown.class);
    }

    @Test
    void aConfigurationThatCannotBeReadMakesItsPluginsUnknown() {
        Flags flags = new Flags(list("+", ""), list("-", "PodSecurity"), list("=", ""), "/gone");
        Admission admission = AdmissionReader.read(new Fixture().server(36), flags);
        assertThat(Fixture.show(admission.podSecurityEnforce())).isEqualTo("privileged");
        assertThat(Fixture.show(admission.enabled())).contains("ServiceAccount");
        Flags on = new Flags(list("+", ""), list("-", ""), list("=", ""), "/gone");
        assertThat(Fixture.why(
                        AdmissionReader.read(new Fixture().server(36), on).podSecurityEnforce()))
                .isEqualTo("does not exist @ /host/gone");
    }

    // eventratelimit config.go, apis/eventratelimit/validation
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limits: [{type: Server, qps: 50, burst: 100}] | [Server]",
                "limits: [{type: Namespace, qps: 50, burst: 100, cacheSize: 2000}, {type: User, qps: 1, burst: 1}] |"
                        + " [Namespace, User]",
                "limits: [{type: Server, qps: 50, burst: 100, foo: 1}] | [Server]",
                "limits: [{type: Server, qps: 50, burst: 0}] | unknown",
                "limits: [{type: server, qps: 50, burst: 1}] | unknown",
                "limits: [{type: Server, qps: '50', burst: 1}] | unknown",
                "limits: [{type: User, qps: 50, burst: 1, cacheSize: -1}] | unknown",
                "limits: [] | unknown"
            })
    void readsEventRateLimits(String body, String types) {
        Fixture fixture = Fixture.with(HEAD + "- {name: EventRateLimit, path: e.yaml}\n")
                .and(DIRECTORY + "e.yaml", LIMITS + body + "\n");
        assertThat(Fixture.show(files(fixture).eventRateLimits())).isEqualTo(types);
    }

    @Test
    void eventRateLimitNeedsAConfigurationWhenItIsOn() {
        assertThat(files(Fixture.with(HEAD + " []\n")).eventRateLimits()).isInstanceOf(Unknown.class);
        assertThat(Fixture.show(flags(36, "", "", "").eventRateLimits())).isEqualTo("[]");
    }

    // imagepolicy admission.go: NewImagePolicyWebhook; config.go: normalizeConfigDuration
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "imagePolicy: {kubeConfigFile: /k} | false",
                "imagePolicy: {kubeConfigFile: /k, defaultAllow: true} | true",
                "imagePolicy: {kubeConfigFile: /k, DefaultAllow: yes} | true",
                "ImagePolicy: {kubeConfigFile: /k, defaultallow: true} | true",
                "imagePolicy: {kubeConfigFile: /k, defaultAllow: false, unknown: 1} | false",
                "imagePolicy: {kubeConfigFile: /k, defaultAllow: 'true'} | unknown",
                "imagePolicy: {kubeConfigFile: /k, allowTTL: 1801} | unknown",
                "imagePolicy: {kubeConfigFile: /k, allowTTL: -1, denyTTL: 50, retryBackoff: 500} | false",
                "imagePolicy: {kubeConfigFile: /k, allowTTL: 5s} | unknown",
                "imagePolicy: {kubeConfigFile: /gone} | unknown",
                "other: 1 | unknown"
            })
    void readsImagePolicy(String body, String allowed) {
        Fixture fixture = Fixture.with(HEAD + "- {name: ImagePolicyWebhook, path: i.yaml}\n")
                .and(DIRECTORY + "i.yaml", body + "\n")
                .and("/k", "x");
        assertThat(Fixture.show(files(fixture).imagePolicyDefaultAllow())).isEqualTo(allowed);
        Fixture legacy = Fixture.with(body + "\n").and("/k", "x");
        if (body.startsWith("imagePolicy")) {
            assertThat(Fixture.show(files(legacy).imagePolicyDefaultAllow())).isEqualTo(allowed);
        }
        Fixture flow = Fixture.with(HEAD + "- {name: ImagePolicyWebhook, path: i.yaml}\n")
                .and(DIRECTORY + "i.yaml", "{" + body + "}\n")
                .and("/k", "x");
        assertThat(Fixture.show(files(flow).imagePolicyDefaultAllow())).isEqualTo(allowed);
    }

    @Test
    void imagePolicyIsExpectedlyUnknownWhileItIsOff() {
        assertThat(flags(36, "", "", "").imagePolicyDefaultAllow())
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.expected()).isTrue());
        assertThat(files(Fixture.with(HEAD + " []\n")).imagePolicyDefaultAllow())
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.expected()).isFalse());
    }

    @Test
    void theOlderVersionOfTheConfigurationIsKnownToo() {
        String text = HEAD.replace("apiserver.config.k8s.io/v1", "apiserver.k8s.io/v1alpha1")
                + "- {name: PodSecurity, path: psa.yaml}\n";
        Fixture fixture = Fixture.with(text).and(DIRECTORY + "psa.yaml", PSA + "defaults: {enforce: baseline}\n");
        assertThat(Fixture.show(files(fixture).podSecurityEnforce())).isEqualTo("baseline");
        Fixture wrong = Fixture.with(HEAD.replace("config.k8s.io/v1", "k8s.io/v1beta1") + " []\n");
        assertThat(Fixture.show(files(wrong).podSecurityEnforce())).isEqualTo("unknown");
    }
}
