package io.nodeward.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.secrets.vault.VaultClient.Entry;
import io.nodeward.secrets.vault.VaultException.Kind;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import io.nodeward.testbed.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Live
class VaultClientTest {

    @TempDir
    private Path directory;

    @Test
    void keyValuesAreComparedBeforeTheyAreSet(Vault vault) throws Exception {
        vault.call("POST", "sys/mounts/nodeward", "{\"type\":\"kv\",\"options\":{\"version\":\"2\"}}");
        try (VaultClient client = client(vault.address(), vault.rootToken())) {
            assertThat(client.kvGet("nodeward", "keys/a")).isEmpty();
            assertThat(client.kvPut("nodeward", "keys/a", Map.of("key", "one", "of", "\"\\\n"), 0))
                    .isEqualTo(1);
            assertThat(client.kvGet("nodeward", "keys/a")).contains(new Entry(1, Map.of("key", "one", "of", "\"\\\n")));
            assertThat(client.kvPut("nodeward", "keys/a", Map.of("key", "two"), 1))
                    .isEqualTo(2);
            fails(Kind.CONFLICT, "somebody else wrote there", () -> client.kvPut("nodeward", "keys/a", Map.of(), 1));
            fails(Kind.CONFLICT, "somebody else wrote there", () -> client.kvPut("nodeward", "keys/a", Map.of(), 0));
            assertThat(client.kvGet("nodeward", "keys/a")).contains(new Entry(2, Map.of("key", "two")));
            vault.call("DELETE", "nodeward/data/keys/a", "");
            assertThat(client.kvGet("nodeward", "keys/a")).isEmpty();
            fails(Kind.REFUSED, "is an engine mounted there", () -> client.kvPut("absent", "a", Map.of("k", "v"), 0));
        }
    }

    @Test
    void eachRefusalSaysWhatToDo(Vault vault) throws Exception {
        try (VaultClient stranger = client(vault.address(), "s.nobody")) {
            fails(Kind.FORBIDDEN, "the token in", () -> stranger.kvGet("secret", "a"));
            fails(Kind.FORBIDDEN, "the token in", () -> stranger.kvPut("secret", "a", Map.of("k", "hush"), 0));
        }
        try (VaultClient plain = client(vault.address().replace("http:", "https:"), "t")) {
            fails(Kind.UNTRUSTED, "is not trusted", () -> plain.kvGet("secret", "a"));
        }
        try (VaultClient client = client(vault.address(), vault.rootToken())) {
            vault.call("PUT", "sys/seal", "");
            fails(Kind.SEALED, "unseal it", () -> client.kvGet("secret", "a"));
            vault.stop();
            fails(Kind.UNREACHABLE, "does not answer", () -> client.kvGet("secret", "a"));
            Files.delete(directory.resolve("token"));
            fails(Kind.FORBIDDEN, "cannot be read", () -> client.kvGet("secret", "a"));
        }
    }

    @Test
    void tokensAreReadAnew(Testbed bed) throws Exception {
        Vault vault = bed.vault();
        try (VaultClient client = client(vault.address(), "s.expired")) {
            fails(Kind.FORBIDDEN, "no longer valid", () -> client.kvGet("secret", "a"));
            Files.writeString(directory.resolve("token"), vault.rootToken() + "\n");
            assertThat(client.kvGet("secret", "a")).isEmpty();
        }
    }

    private VaultClient client(String address, String token) throws IOException, VaultException {
        Path file = Files.writeString(directory.resolve("token"), token + "\n");
        return new VaultClient(new VaultSettings(address, null, "", file, Duration.ofSeconds(5)));
    }

    private interface Request {
        void send() throws VaultException;
    }

    private static void fails(Kind kind, String message, Request request) {
        assertThatThrownBy(request::send)
                .isInstanceOfSatisfying(
                        VaultException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(message)
                .hasMessageNotContaining("hush");
    }
}
