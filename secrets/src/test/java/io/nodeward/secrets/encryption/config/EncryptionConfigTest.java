package io.nodeward.secrets.encryption.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.hostprobes.yaml.ProblemsException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncryptionConfigTest {

    private static final String SECRET =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(UTF_8));

    private static final String ALL = """
            kind: EncryptionConfiguration
            apiVersion: apiserver.config.k8s.io/v1
            resources:
              - resources: [secrets, "*.apps"]
                providers:
                  - aescbc: {keys: [{name: one, secret: KEY}, {name: two, secret: 'KEY'}]}
                  - kms: {apiVersion: v2, name: vault, endpoint: "unix:///run/kms.sock", timeout: 5s}
                  - identity: {}
              - resources:
                - configmaps
                providers:
                - secretbox:
                    keys:
                    - secret: "KEY"
                      name: 'odd "name"'
                - aesgcm: {keys: [{name: three, secret: MDEyMzQ1Njc4OWFiY2RlZg==}]}
            """.replace("KEY", SECRET);

    @Test
    void whatIsWrittenIsReadAgain() throws ProblemsException {
        EncryptionConfig read = read(ALL);
        assertThat(shown(read))
                .containsExactly(
                        "[secrets, *.apps]: aescbc key one, aescbc key two, kms v2 vault, identity (plain text)",
                        "[configmaps]: secretbox key odd \"name\", aesgcm key three");
        byte[] written = EncryptionConfigWriter.write(read);
        EncryptionConfig again = EncryptionConfigReader.read(written, "again");
        assertThat(shown(again)).isEqualTo(shown(read));
        assertThat(again.keys())
                .extracting(EncryptionKey::fingerprint)
                .isEqualTo(read.keys().stream().map(EncryptionKey::fingerprint).toList());
        assertThat(EncryptionConfigWriter.write(again)).isEqualTo(written);
        assertThat(again.entries().getFirst().providers().get(2))
                .isEqualTo(new Provider.Kms(2, "vault", "unix:///run/kms.sock", "5s", null));
    }

    @Test
    void keysAreWipedAndNeverShown() throws ProblemsException {
        EncryptionConfig config = read(ALL);
        assertThat(config.toString()).doesNotContain(SECRET).doesNotContain("0123456789");
        config.close();
        assertThat(config.keys()).allSatisfy(key -> assertThat(key.secret()).containsOnly(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [secrets]                | - identity: []\\n      kms: {}    | c:5: each provider is one of aescbc, aesgcm, secretbox, kms, identity
            [secrets]                | - aescbx: {keys: []}             | c:5: unknown field aescbx (did you mean aescbc?)
            [secrets]                | - aescbc: {keys: []}             | c:5: aescbc has no keys
            [secrets]                | - secretbox: {keys: [{name: a, secret: MDEyMzQ1Njc4OWFiY2RlZg==}]} | c:5: key 'a' has 16 bytes; secretbox takes 32
            [secrets]                | - aescbc: {keys: [{name: a, secret: MDEy}]} | c:5: key 'a' has 3 bytes; aescbc takes 16, 24 or 32
            [secrets]                | - aescbc: {keys: [{name: a, secret: '%%%%'}]} | c:5: the secret of key 'a' is missing or not base64
            [secrets]                | - aescbc: {keys: [{name: a}]}    | c:5: the secret of key 'a' is missing or not base64
            [secrets]                | - aescbc: {keys: [{name: 'a:b', secret: KEY}]} | c:5: the name 'a:b' has a colon, at which names end in what is stored
            [secrets]                | - aescbc: {keys: [{name: a, secret: KEY}, {name: a, secret: KEY}]} | c:5: aescbc key a stands twice in one entry
            [secrets]                | - aescbc: {keys: [{name: a, secret: KEY}, {name: a, secret: MDEyMzQ1Njc4OWFiY2RlZg==}]} | c:5: two different keys have the name 'a'
            [secrets]                | - kms: {apiVersion: v3, name: a, endpoint: 'unix:///a'} | c:5: kms.apiVersion is v1 or v2
            [secrets]                | - kms: {apiVersion: v2, name: a, endpoint: 'tcp://a'} | c:5: kms.endpoint is the path of a socket: unix:///run/kms.sock
            [secrets]                | []                               | c:4: an entry has no providers
            [secrets, secrets]       | - identity: {}                   | c:4: resources[].resources names a resource twice
            ['*.*', secrets]         | - identity: {}                   | c:4: resources[].resources has names that overlap
            """)
    void mistakesAreNamedWithoutWhatIsSecret(String resources, String providers, String message) {
        String text = "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: "
                + resources + "\n  providers: "
                + (providers.startsWith("[")
                        ? providers
                        : "["
                                + providers
                                        .substring(2)
                                        .replace("\\n      ", ", ")
                                        .replaceFirst("^(.*)$", "{$1}") + "]")
                + "\n";
        assertThatThrownBy(() -> read(text.replace("KEY", SECRET)))
                .isInstanceOf(ProblemsException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                         | c: is no EncryptionConfiguration: there is no mapping in it
            'a: ['                     | c:1: is not valid YAML
            'kind: Secret'             | c:1: kind is not EncryptionConfiguration
            'resources: 7'             | c:1: resources is a list
            """)
    void whatIsNoConfigurationIsRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ProblemsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void newKeysHaveNamesOfTheirOwn() {
        EncryptionKey one = EncryptionKey.generate(LocalDate.of(2026, 11, 29));
        EncryptionKey two = EncryptionKey.generate(LocalDate.of(2026, 11, 29));
        assertThat(one.name()).matches("nw-20261129-[0-9a-f]{8}").isNotEqualTo(two.name());
        assertThat(one.secret()).hasSize(32).isNotEqualTo(two.secret());
    }

    private static EncryptionConfig read(String text) throws ProblemsException {
        return EncryptionConfigReader.read(text.getBytes(UTF_8), "c");
    }

    private static List<String> shown(EncryptionConfig config) {
        return config.entries().stream()
                .map(entry -> entry.resources() + ": "
                        + String.join(
                                ", ",
                                entry.providers().stream().map(Provider::shown).toList()))
                .toList();
    }
}
