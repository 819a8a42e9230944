package io.nodeward.secrets.encryption.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.secrets.encryption.config.EncryptionKey;
import io.nodeward.secrets.encryption.config.KeyKind;
import io.nodeward.secrets.vault.VaultClient;
import io.nodeward.secrets.vault.VaultSettings;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Vault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Live
class VaultEscrowTest {

    @TempDir
    private Path directory;

    @Test
    void whatIsKeptIsComparedAndNeverOverwritten(Vault vault) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), vault.rootToken());
        EncryptionKey key = EncryptionKey.generate(LocalDate.of(2026, 11, 29));
        try (VaultClient client =
                new VaultClient(new VaultSettings(vault.address(), null, "", token, Duration.ofSeconds(5)))) {
            VaultEscrow escrow = new VaultEscrow(client, "secret", "cluster/keys");
            assertThat(escrow.keep(KeyKind.SECRETBOX, key)).isEqualTo("Vault, secret/cluster/keys/" + key.name());
            // a change that was killed keeps it again
            escrow.keep(KeyKind.SECRETBOX, key);
            assertThat(client.kvGet("secret", "cluster/keys/" + key.name())
                            .orElseThrow()
                            .version())
                    .isEqualTo(1);
            EncryptionKey other = new EncryptionKey(key.name(), new byte[32]);
            assertThatThrownBy(() -> escrow.keep(KeyKind.SECRETBOX, other))
                    .isInstanceOf(EscrowException.class)
                    .hasMessageContaining("is not the key " + key.name());
            vault.call("PUT", "sys/seal", "");
            assertThatThrownBy(() -> escrow.keep(KeyKind.SECRETBOX, key))
                    .isInstanceOf(EscrowException.class)
                    .hasMessageContaining("unseal it");
        }
    }
}
