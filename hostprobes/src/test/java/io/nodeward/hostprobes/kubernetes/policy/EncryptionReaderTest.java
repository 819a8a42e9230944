package io.nodeward.hostprobes.kubernetes.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.policy.EncryptionReader.Encryption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each configuration does to a Secret was found by running LoadEncryptionConfig of k8s.io/apiserver v0.36.3
 * (pkg/server/options/encryptionconfig) with it and writing a Secret through the transformer that it returns.
 */
class EncryptionReaderTest {

    private static final String HEAD =
            "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n";
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZg==";
    private static final String LONG = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private static Encryption read(String text) {
        return EncryptionReader.read(Fixture.with(text).server(36), Fixture.PATH, "flag", false);
    }

    /** Entries are written {@code a,b: provider provider; c: provider}. */
    private static String config(String entries) {
        StringBuilder out = new StringBuilder(HEAD);
        for (String entry : entries.split(";")) {
            int colon = entry.indexOf(':');
            out.append("- resources: [")
                    .append(quoted(entry.substring(0, colon).strip()))
                    .append("]\n  providers:\n");
            for (String provider : entry.substring(colon + 1).strip().split(" ")) {
                out.append("  - ").append(provider(provider)).append("\n");
            }
        }
        return out.toString();
    }

    private static String quoted(String resources) {
        return resources.isEmpty() ? "" : "'" + resources.replace(",", "', '") + "'";
    }

    private static String provider(String kind) {
        return switch (kind) {
            case "identity" -> "identity: {}";
            case "null" -> "identity:";
            case "aescbc", "aesgcm" -> kind + ": {keys: [{name: k, secret: " + KEY + "}]}";
            case "secretbox" -> "secretbox: {keys: [{name: k, secret: " + LONG + "}]}";
            case "secretbox16" -> "secretbox: {keys: [{name: k, secret: " + KEY + "}]}";
            case "two-keys" -> "aescbc: {keys: [{name: k, secret: " + KEY + "}, {name: l, secret: " + LONG + "}]}";
            case "no-keys" -> "aescbc: {keys: []}";
            case "short" -> "aescbc: {keys: [{name: k, secret: AAAA}]}";
            case "unpadded" -> "aescbc: {keys: [{name: k, secret: MDEyMzQ1Njc4OWFiY2RlZg}]}";
            case "wrapped" -> "aescbc: {keys: [{name: k, secret: \"MDEyMzQ1Njc4\\nOWFiY2RlZg==\\n\"}]}";
            case "nameless" -> "aescbc: {keys: [{secret: " + KEY + "}]}";
            case "both" -> "{aescbc: {keys: [{name: k, secret: " + KEY + "}]}, identity: {}}";
            case "kms1" -> "kms: {name: a, endpoint: 'unix:///a'}";
            case "kms2" -> "kms: {apiVersion: v2, name: a, endpoint: 'unix:///a'}";
            case "kms2b" -> "kms: {apiVersion: v2, name: b, endpoint: 'unix:///a', timeout: 5s}";
            case "kms-colon" -> "kms: {apiVersion: v2, name: 'a:b', endpoint: 'unix:///a'}";
            case "kms-tcp" -> "kms: {apiVersion: v2, name: a, endpoint: 'tcp://a'}";
            case "kms-zero" -> "kms: {apiVersion: v2, name: a, endpoint: 'unix:///a', timeout: 0s}";
            case "kms-cache" -> "kms: {apiVersion: v2, name: a, endpoint: 'unix:///a', cachesize: 5}";
            case "kms3" -> "kms: {apiVersion: v3, name: a, endpoint: 'unix:///a'}";
            default -> kind + ": {}";
        };
    }

    // config.go: transformerFromOverrides, getTransformerOverridesAndKMSPluginProbes; schema ParseGroupResource
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secrets: aescbc identity | [aescbc, identity]",
                "secrets: identity aescbc | [identity, aescbc]",
                "secrets.: secretbox | [secretbox]",
                "secrets.apps: aescbc | [identity]",
                "secrets.core: aescbc | [identity]",
                "secrets.v1: aescbc | [identity]",
                "configmaps: aescbc | [identity]",
                "*.: aesgcm | [aesgcm]",
                "*.*: aescbc | [aescbc]",
                "*.apps: aescbc identity | [identity]",
                "*.apps: aescbc; *.*: secretbox | [secretbox]",
                "pods: aescbc; *.: secretbox | [secretbox]",
                "secrets: identity; *.*: aescbc | [identity]",
                "secrets: identity; *.: aescbc | [identity]",
                "configmaps: aescbc; secrets: secretbox | [secretbox]",
                "secrets: aescbc; secrets: identity | [aescbc, identity]",
                "secrets: identity; secrets: aescbc | [identity, aescbc]",
                "configmaps,secrets: two-keys | [aescbc]",
                "secrets: kms2 identity | [kms-v2, identity]",
                "secrets: kms2 kms2b | [kms-v2, kms-v2]",
                "secrets: wrapped | [aescbc]",
                "secrets,*.apps: aescbc | [aescbc]"
            })
    void decidesWhatAppliesToSecrets(String entries, String providers) {
        assertThat(Fixture.show(read(config(entries)).secrets())).isEqualTo(providers);
    }

    // validation_encryption.go; config.go: kmsPrefixTransformer
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*.*: aescbc; secrets: identity",
                "*.: aescbc; secrets: identity",
                "*.apps: aescbc; deployments.apps: identity",
                "*.*: aescbc; *.*: aescbc",
                "Secrets: aescbc",
                "*: aescbc",
                "secrets.*: aescbc",
                "secrets,secrets: aescbc",
                "secrets,secrets.: aescbc",
                "secrets,*.: aescbc",
                "*.*,*.apps: aescbc",
                "*.apps,*.*: aescbc",
                "apiserveripinfo: aescbc",
                "x.extensions: aescbc",
                "x.events.k8s.io: aescbc",
                ": aescbc",
                "secrets: null",
                "secrets: both",
                "secrets: foo",
                "secrets: no-keys",
                "secrets: short",
                "secrets: unpadded",
                "secrets: nameless",
                "secrets: secretbox16",
                "secrets: kms1",
                "secrets: kms2 kms2",
                "secrets: kms-colon",
                "secrets: kms-tcp",
                "secrets: kms-zero",
                "secrets: kms-cache",
                "secrets: kms3"
            })
    void refusesWhatTheServerRefuses(String entries) {
        Encryption encryption = read(config(entries));
        assertThat(encryption.secrets()).isInstanceOf(Unknown.class);
        assertThat(encryption.rules()).isInstanceOf(Unknown.class);
    }

    @Test
    void showsEveryEntryWithItsLine() {
        Encryption encryption = read(config("configmaps: aescbc; secrets: kms2 identity"));
        assertThat(Fixture.show(encryption.rules()))
                .isEqualTo("[[resources=[configmaps], providers=[aescbc]],"
                        + " [resources=[secrets], providers=[kms-v2, identity]]]");
        assertThat(Fixture.source(encryption.secrets())).isEqualTo("/host/etc/kubernetes/x.yaml:8");
    }

    @Test
    void knowsTheVersions() {
        String rest = "resources: [{resources: [secrets], providers: [{identity: {}}]}]\n";
        assertThat(Fixture.show(
                        read("apiVersion: v1\nkind: EncryptionConfig\n" + rest).secrets()))
                .isEqualTo("[identity]");
        assertThat(Fixture.why(
                        read("apiVersion: apiserver.config.k8s.io/v1beta1\nkind: EncryptionConfiguration\n" + rest)
                                .secrets()))
                .isEqualTo("the API server refuses this file: no EncryptionConfiguration of a version that this API"
                        + " server knows @ /host/etc/kubernetes/x.yaml:1");
        assertThat(read("kind: EncryptionConfiguration\n" + rest).secrets()).isInstanceOf(Unknown.class);
        assertThat(read("apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfig\n" + rest)
                        .secrets())
                .isInstanceOf(Unknown.class);
    }

    @Test
    void kmsOfVersion1NeedsItsGate() {
        Fixture fixture = Fixture.with(config("secrets: kms1 identity")).gate("KMSv1");
        assertThat(Fixture.show(EncryptionReader.read(fixture.server(36), Fixture.PATH, "flag", false)
                        .secrets()))
                .isEqualTo("[kms-v1, identity]");
    }

    @Test
    void sameNameOfVersion1IsRefusedOnlyWithReload() {
        Fixture fixture =
                Fixture.with(config("secrets: kms1; configmaps: kms1")).gate("KMSv1");
        assertThat(Fixture.show(EncryptionReader.read(fixture.server(36), Fixture.PATH, "flag", false)
                        .secrets()))
                .isEqualTo("[kms-v1]");
        assertThat(EncryptionReader.read(fixture.server(36), Fixture.PATH, "flag", true)
                        .secrets())
                .isInstanceOf(Unknown.class);
    }

    // serializer.EnableStrict
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "extra: 1|there is no field extra",
                "metadata: {}|there is no field metadata",
                "Resources: []|there is no field Resources",
                "resources: []|the field resources stands twice"
            })
    void isStrict(String line, String reason) {
        String text = config("secrets: aescbc") + line + "\n";
        assertThat(Fixture.why(read(text).secrets())).contains(reason).startsWith("the API server refuses");
    }

    @Test
    void aJsonFileIsReadAsJson() {
        String json =
                "{\"apiVersion\": \"apiserver.config.k8s.io/v1\", \"kind\": \"EncryptionConfiguration\", \"resources\":"
                        + " [{\"resources\": [\"secrets\"], \"providers\": [{\"secretbox\": {\"keys\": [{\"name\": \"k\", \"secret\": \""
                        + LONG + "\"}]}}]}]}";
        assertThat(Fixture.show(read(json).secrets())).isEqualTo("[secretbox]");
        assertThat(read(json.replace("\"secrets\"", "secrets")).secrets()).isInstanceOf(Unknown.class);
    }

    @Test
    void withoutTheFlagNothingIsEncrypted() {
        Encryption encryption = EncryptionReader.read(new Fixture().server(36), "", "default", false);
        assertThat(Fixture.show(encryption.secrets())).isEqualTo("[identity]");
        assertThat(Fixture.show(encryption.rules())).isEqualTo("[]");
        assertThat(Fixture.source(encryption.secrets())).isEqualTo("default");
    }

    @Test
    void whatCannotBeReadIsUnknown() {
        Server server = new Fixture().server(36);
        assertThat(Fixture.why(
                        EncryptionReader.read(server, "/gone", "flag", false).secrets()))
                .isEqualTo("does not exist @ /host/gone");
        assertThat(Fixture.why(
                        EncryptionReader.read(server, "/secret", "flag", false).rules()))
                .isEqualTo("permission denied @ /host/secret");
        assertThat(Fixture.why(read("").rules()))
                .isEqualTo("is empty, which the API server refuses @ /host/etc/kubernetes/x.yaml");
        assertThat(Fixture.why(read("a: [\n").rules())).startsWith("cannot be parsed");
    }

    @Test
    void noKeyEverShows() {
        for (String kind : new String[] {"aescbc", "short", "unpadded", "wrapped", "both", "nameless", "secretbox16"}) {
            Encryption encryption = read(config("secrets: " + kind));
            assertThat(encryption.toString() + Fixture.show(encryption.rules()) + Fixture.why(encryption.secrets()))
                    .doesNotContain("MDEy")
                    .doesNotContain("AAAA");
        }
        String misplaced = HEAD + "- resources: [secrets]\n  providers:\n  - " + KEY + ": {}\n";
        assertThat(Fixture.why(read(misplaced).secrets())).doesNotContain("MDEy");
        String bare = HEAD + "- resources: [secrets]\n  providers: " + KEY + "\n";
        assertThat(Fixture.why(read(bare).secrets())).doesNotContain("MDEy");
    }
}
