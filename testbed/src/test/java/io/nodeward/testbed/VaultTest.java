package io.nodeward.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@Live
class VaultTest {
    @Test
    void encryptsAndDecryptsInTransit(Vault vault) {
        assertThat(vault.call("POST", "sys/mounts/transit", "{\"type\":\"transit\"}")
                        .statusCode())
                .isEqualTo(204);
        vault.call("POST", "transit/keys/k", "{}");

        HttpResponse<String> encrypted = vault.call("POST", "transit/encrypt/k", "{\"plaintext\":\"aGVsbG8=\"}");
        Matcher ciphertext = Pattern.compile("vault:v1:[A-Za-z0-9+/=]+").matcher(encrypted.body());
        assertThat(ciphertext.find()).as(encrypted.body()).isTrue();

        HttpResponse<String> decrypted =
                vault.call("POST", "transit/decrypt/k", "{\"ciphertext\":\"" + ciphertext.group() + "\"}");
        assertThat(decrypted.body()).contains("\"plaintext\":\"aGVsbG8=\"");
    }
}
