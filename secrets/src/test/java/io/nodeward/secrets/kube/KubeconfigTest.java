package io.nodeward.secrets.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.secrets.kube.KubeException.Kind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeconfigTest {
    private static final String SERVER = "    server: https://10.0.0.10:6443\n";
    private static final String TOKEN = "    token: s3cr3t\n";

    @TempDir
    private Path directory;

    @Test
    void theCurrentContextCounts() throws Exception {
        Kubeconfig config = Kubeconfig.read(config(SERVER, TOKEN + "    as: jane\n    as-groups: [a, b]\n"));
        assertThat(config.server()).isEqualTo(URI.create("https://10.0.0.10:6443"));
        assertThat(Objects.requireNonNull(config.token()).value()).isEqualTo("s3cr3t");
        assertThat(config.impersonation().headers())
                .isEqualTo(List.of("Impersonate-User: jane", "Impersonate-Group: a", "Impersonate-Group: b"));
        assertThat(config.toString()).doesNotContain("s3cr3t");
        assertThat(Objects.requireNonNull(config.token()).toString()).doesNotContain("s3cr3t");
    }

    @Test
    void filesAreNamedFromWhereItLies() throws Exception {
        Files.writeString(directory.resolve("token"), "from-file\n");
        Token token = Kubeconfig.read(config(SERVER, TOKEN + "    tokenFile: token\n"))
                .token();
        assertThat(Objects.requireNonNull(token).value()).isEqualTo("from-file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server: http://10.0.0.10 | token: s3cr3t | no address like https",
                "server: https://user:s3cr3t@10.0.0.10 | token: x | no address like https",
                "server: https://h, insecure-skip-tls-verify: true | token: s3cr3t | insecure-skip-tls-verify",
                "server: https://h, certificate-authority-data: '###s3cr3t' | token: s3cr3t | certificate-authority",
                "server: https://h, certificate-authority: missing.crt | token: s3cr3t | missing.crt, which does not exist",
                "server: https://h, proxy-url: 'https://user:s3cr3t@p' | token: s3cr3t | proxy-url",
                "server: https://h | exec: {command: steal, args: [s3cr3t]} | from a program (exec)",
                "server: https://h | auth-provider: {name: gcp} | from a program (auth-provider)",
                "server: https://h | client-key-data: czNjcjN0 | key without its certificate",
                "server: https://h | client-certificate-data: czNjcjN0, client-key-data: czNjcjN0 | no PEM certificate",
                "server: https://h | token: \"s3cr3t\\r\\nX: y\" | holds no bearer token",
                "server: https://h | tokenFile: missing | missing does not exist",
                "{} | token: s3cr3t | has no server",
            })
    void whatCannotBeUsedIsNamedAndNotQuoted(String cluster, String user, String told) {
        Path file = config("      {" + cluster.replaceAll("^\\{}$", "") + "}\n", "      {" + user + "}\n");
        assertThatThrownBy(() -> Kubeconfig.read(file)).isInstanceOfSatisfying(KubeException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION);
            assertThat(e).hasMessageContaining(told);
            assertThat(e.getMessage() + e.getCause()).doesNotContain("s3cr3t");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [s3cr3t | is not valid YAML",
                "just s3cr3t text | is no kubeconfig",
                "kind: Config | has no current-context",
                "current-context: x | has no context \"x\"",
            })
    void aFileThatIsNoneIsRefused(String content, String told) throws Exception {
        Path file = Files.writeString(directory.resolve("config"), content);
        assertThatThrownBy(() -> Kubeconfig.read(file))
                .isInstanceOf(KubeException.class)
                .hasMessageContaining(told)
                .message()
                .doesNotContain("s3cr3t");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Kubeconfig.read(directory.resolve("none")))
                .hasMessageContaining("none does not exist");
        assertThatThrownBy(() -> Kubeconfig.read(directory)).hasMessageContaining("is not a regular file");
    }

    private Path config(String cluster, String user) {
        return TestKubeconfig.write(directory.resolve("config"), cluster, user);
    }
}
