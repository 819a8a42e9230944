package io.nodeward.hostprobes.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What services are asked, and what is made of their answers. */
class MetadataAccessTest {

    @Test
    void theOldInterfaceOfAws() throws IOException {
        assertThat(asked(Provider.AWS, FakeMetadata.aws(true, true)))
                .containsEntry("reachable", true)
                .containsEntry("unprotected", true)
                .containsEntry("metadata", true)
                .containsEntry("credentials", true)
                .containsEntry("user_data", true)
                .containsEntry("bootstrap", false);
    }

    @Test
    void theNewInterfaceOfAws() throws IOException {
        assertThat(asked(Provider.AWS, FakeMetadata.aws(false, false)))
                .containsEntry("reachable", true)
                .containsEntry("unprotected", false)
                .containsEntry("metadata", true)
                .containsEntry("credentials", false)
                .containsEntry("user_data", true);
    }

    /** A pod behind a hop limit of 1 gets no token. */
    @Test
    void withoutATokenNothingIsGiven() throws IOException {
        assertThat(asked(
                        Provider.AWS,
                        (method, path, headers) -> method.equals("PUT")
                                ? FakeMetadata.REFUSED
                                : FakeMetadata.aws(false, true).answer(method, path, headers)))
                .containsEntry("reachable", true)
                .containsEntry("unprotected", false)
                .containsEntry("metadata", false)
                .containsEntry("credentials", false)
                .containsEntry("user_data", false);
    }

    @Test
    void googleWantsAHeader() throws IOException {
        FakeMetadata.Rules concealed = (method, path, headers) -> !"Google".equals(headers.get("metadata-flavor"))
                ? "HTTP/1.1 403 Forbidden\r\n\r\n"
                : path.endsWith("/kube-env") || path.endsWith("/user-data") || path.endsWith("/startup-script")
                        ? FakeMetadata.NOT_FOUND
                        : FakeMetadata.OK;
        assertThat(asked(Provider.GCP, concealed))
                .containsEntry("unprotected", false)
                .containsEntry("credentials", true)
                .containsEntry("user_data", false)
                .containsEntry("bootstrap", false);
        assertThat(asked(Provider.GCP, (_, _, _) -> FakeMetadata.OK))
                .containsEntry("unprotected", true)
                .containsEntry("bootstrap", true);
    }

    /** Every request is answered in order; none names the path of a credential itself. */
    @ParameterizedTest
    @EnumSource(Provider.class)
    void noCredentialIsAskedFor(Provider provider) throws IOException {
        List<String> paths = new ArrayList<>();
        for (MetadataService service : MetadataService.of(provider)) {
            for (Question question : service.questions()) {
                paths.add(question.path());
                assertThat(question.header() + question.token()).isNotEqualTo(":");
            }
        }
        assertThat(paths).isNotEmpty();
        assertThat(paths)
                .noneMatch(path -> path.matches(".*/security-credentials/.+")
                        || path.matches(".*service-accounts/.*/(token|identity).*")
                        || path.matches(".*/identity/oauth2/token.*")
                        || path.endsWith("key.pem"));
    }

    @Test
    void bodiesAreNotKept() throws IOException {
        assertThat(asked(Provider.DIGITALOCEAN, (_, _, _) -> FakeMetadata.OK).toString())
                .doesNotContain("SECRET")
                .contains("GET /metadata/v1/user-data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "\r\n\r\n"
            })
    void whatDoesNotSpeakHttpIsNotReachable(String answer) throws IOException {
        assertThat(asked(Provider.AWS, (_, _, _) -> answer))
                .containsEntry("reachable", false)
                .containsEntry("unprotected", false);
    }

    @Test
    void redirectionsAreNotFollowed() throws IOException {
        assertThat(asked(
                        Provider.HETZNER,
                        (_, _, _) -> "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/elsewhere\r\n\r\n"))
                .containsEntry("reachable", true)
                .containsEntry("metadata", false);
    }

    @Test
    void aTokenWithoutAnEndIsBounded() throws IOException {
        FakeMetadata.Rules endless = (method, path, headers) -> method.equals("PUT")
                ? "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1 << 20)
                : "HTTP/1.1 200 OK\r\n\r\n" + "y".repeat(1 << 20);
        assertThat(asked(Provider.AWS, endless)).containsEntry("reachable", true);
    }

    @Test
    void aTokenThatIsHeadersOfItsOwnIsNotSent() throws IOException {
        FakeMetadata.Rules injecting = (method, path, headers) -> {
            assertThat(headers).doesNotContainKey("x-injected");
            return method.equals("PUT") ? "HTTP/1.1 200 OK\r\n\r\na\r\nX-Injected: b" : FakeMetadata.OK;
        };
        assertThat(asked(Provider.AWS, injecting)).containsEntry("unprotected", true);
    }

    @Test
    void nobodyIsThere() throws IOException {
        int port;
        try (FakeMetadata gone = new FakeMetadata("127.0.0.1", 0, (_, _, _) -> "")) {
            port = gone.port();
        }
        MetadataAccess access =
                MetadataAccess.ask(at(MetadataService.of(Provider.AWS).getFirst(), port));
        assertThat(access.connected()).isFalse();
        assertThat(access.reachable()).isFalse();
    }

    private static Map<String, Object> asked(Provider provider, FakeMetadata.Rules rules) throws IOException {
        try (FakeMetadata fake = new FakeMetadata("127.0.0.1", 0, rules)) {
            Group facts = MetadataAccess.ask(at(MetadataService.of(provider).getFirst(), fake.port()))
                    .facts("host", "host");
            Map<String, Object> values = new TreeMap<>();
            for (String name : facts.names()) {
                if (facts.get(name) instanceof Known known) {
                    values.put(name, known.value());
                }
            }
            return values;
        }
    }

    private static MetadataService at(MetadataService service, int port) {
        return new MetadataService(
                service.provider(),
                "127.0.0.1",
                service.protectable(),
                service.questions().stream().map(question -> question.at(port)).toList());
    }
}
