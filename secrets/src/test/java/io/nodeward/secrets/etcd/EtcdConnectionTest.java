package io.nodeward.secrets.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdConnectionTest {
    @Test
    void takesWhatApiServersTake() throws EtcdException {
        assertThat(EtcdConnection.of(
                                List.of("https://127.0.0.1:2379", " https://[::1]:2379/ ", "https://etcd.example:2379"),
                                null,
                                null,
                                null)
                        .endpoints())
                .containsExactly(
                        URI.create("https://127.0.0.1:2379"),
                        URI.create("https://[::1]:2379"),
                        URI.create("https://etcd.example:2379"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1:2379",
                "unix:///run/etcd.sock",
                "https://127.0.0.1",
                "https://h:2379/path",
                "https:// h:1",
                "ftp://h:1"
            })
    void refusesOtherUrls(String url) {
        assertThatThrownBy(() -> EtcdConnection.of(List.of(url), null, null, null))
                .isInstanceOfSatisfying(
                        EtcdException.class, e -> assertThat(e.kind()).isEqualTo(EtcdException.Kind.CONFIGURATION))
                .hasMessageContaining("https://HOST:PORT");
    }

    @Test
    void doesNotRepeatAPassword() {
        assertThatThrownBy(() -> EtcdConnection.of(List.of("https://root:hunter2@h:2379"), null, null, null))
                .isInstanceOf(EtcdException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> EtcdConnection.of(List.of(), null, null, null))
                .hasMessageContaining("no etcd endpoint");
        assertThatThrownBy(() -> EtcdConnection.of(List.of("https://a:1", "http://b:1"), null, null, null))
                .hasMessageContaining("mix http and https");
        assertThatThrownBy(() -> EtcdConnection.of(List.of("https://a:1"), null, Path.of("/c.crt"), null))
                .hasMessageContaining("/c.crt is given without its key");
        assertThatThrownBy(() -> EtcdConnection.of(List.of("https://a:1"), null, null, Path.of("/c.key")))
                .hasMessageContaining("/c.key is given without its certificate");
    }
}
