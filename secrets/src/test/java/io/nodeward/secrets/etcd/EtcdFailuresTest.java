package io.nodeward.secrets.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.nodeward.secrets.etcd.EtcdException.Kind;
import io.nodeward.testbed.Etcd;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.NodeKind;
import io.nodeward.testbed.NodeTree;
import io.nodeward.testbed.Testbed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person is told when etcd cannot be reached or does not want us, whoever does the TLS. */
@Live
class EtcdFailuresTest {
    private static Etcd etcd;
    private static NodeTree stranger;

    @BeforeAll
    static void start(Testbed bed, Etcd shared) {
        etcd = shared;
        stranger = bed.tree(NodeKind.CONTROL_PLANE);
    }

    @Test
    void theNativeLibraryIsThere() {
        assertThat(OpenSsl.isAvailable()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void anotherCa(SslProvider provider) throws EtcdException {
        EtcdException failure = failure(
                EtcdConnection.of(
                        List.of(etcd.url()),
                        stranger.path("/etc/kubernetes/pki/etcd/ca.crt"),
                        etcd.clientCertificate(),
                        etcd.clientKey()),
                provider);
        assertThat(failure.kind()).isEqualTo(Kind.SERVER_NOT_TRUSTED);
        assertThat(failure).hasMessageContaining(etcd.url()).hasMessageContaining("not signed by the given CA");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void anotherName(SslProvider provider) throws EtcdException {
        EtcdException failure =
                failure(Connections.to(etcd, List.of(etcd.url().replace("127.0.0.1", "127.0.0.2"))), provider);
        // nothing listens there, or etcd does and its certificate is for another address
        assertThat(failure.kind()).isIn(Kind.UNREACHABLE, Kind.SERVER_NOT_TRUSTED);
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aCertificateOfAnotherCa(SslProvider provider) throws EtcdException {
        EtcdException failure = failure(
                EtcdConnection.of(
                        List.of(etcd.url()),
                        etcd.ca(),
                        stranger.path("/etc/kubernetes/pki/apiserver-etcd-client.crt"),
                        stranger.path("/etc/kubernetes/pki/apiserver-etcd-client.key")),
                provider);
        assertThat(failure.kind()).isEqualTo(Kind.CERTIFICATE_REFUSED);
        assertThat(failure).hasMessageContaining(etcd.url()).hasMessageContaining("refuses the client certificate");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void noCertificate(SslProvider provider) throws EtcdException {
        EtcdException failure = failure(EtcdConnection.of(List.of(etcd.url()), etcd.ca(), null, null), provider);
        assertThat(failure.kind()).isEqualTo(Kind.CERTIFICATE_REFUSED);
    }

    @Test
    void aKeyOfAnotherCertificate() {
        EtcdException failure = catchThrowableOfType(
                EtcdException.class,
                () -> EtcdCluster.open(EtcdConnection.of(
                        List.of(etcd.url()),
                        etcd.ca(),
                        etcd.clientCertificate(),
                        stranger.path("/etc/kubernetes/pki/apiserver-etcd-client.key"))));
        assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
        assertThat(failure).hasMessageContaining("is not the key of the certificate");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void nothingListens(SslProvider provider) throws IOException, EtcdException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        EtcdException failure = failure(Connections.to(etcd, List.of("https://127.0.0.1:" + port)), provider);
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure).hasMessageContaining("https://127.0.0.1:" + port).hasMessageContaining("is it running?");
    }

    @Test
    void somethingElseListens() throws IOException, EtcdException {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EtcdException failure =
                    failure(Connections.to(etcd, List.of("https://127.0.0.1:" + mute.getLocalPort())), SslProvider.JDK);
            assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(failure).hasMessageContaining("no answer in time");
        }
    }

    @Test
    void theOtherEndpointStepsIn() throws Exception {
        try (EtcdCluster cluster = EtcdCluster.open(Connections.to(etcd, List.of("https://127.0.0.1:1", etcd.url())))) {
            assertThat(cluster.revision("/registry/")).isPositive();
            assertThat(cluster.members()).hasSize(1);
        }
    }

    @Test
    void allEndpointsAreNamed() throws EtcdException {
        EtcdException failure =
                failure(Connections.to(etcd, List.of("https://127.0.0.1:1", "https://127.0.0.1:2")), SslProvider.JDK);
        assertThat(failure)
                .hasMessageContaining("no etcd endpoint answers")
                .hasMessageContaining("https://127.0.0.1:1:")
                .hasMessageContaining("https://127.0.0.1:2:");
    }

    @Test
    void permissionDenied(Testbed bed) throws EtcdException {
        Etcd own = bed.etcd(bed.controlPlane()).start();
        own.etcdctl("user", "add", "root:a");
        own.etcdctl("user", "grant-role", "root", "root");
        own.etcdctl("auth", "enable");

        EtcdException failure = failure(Connections.to(own), SslProvider.JDK);
        assertThat(failure.kind()).isEqualTo(Kind.PERMISSION_DENIED);
        assertThat(failure).hasMessageContaining(own.url()).hasMessageContaining("permission denied");
    }

    private static EtcdException failure(EtcdConnection connection, SslProvider provider) throws EtcdException {
        try (EtcdCluster cluster = Connections.open(connection, provider)) {
            return catchThrowableOfType(EtcdException.class, () -> cluster.revision("/registry/"));
        }
    }
}
