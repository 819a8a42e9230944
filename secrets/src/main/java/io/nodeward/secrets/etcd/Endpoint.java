package io.nodeward.secrets.etcd;

import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.ClientCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client URL and the connection to it. jetcd's own client spreads calls over all endpoints and tries again by itself;
 * here every call is for one member, so that an answer, or its absence, has a name. Safe for many threads.
 */
final class Endpoint implements AutoCloseable {
    /** Enough for a large page in flight; less makes the server wait for us. */
    private static final int WINDOW = 4 << 20;

    private final URI url;
    private final ManagedChannel channel;

    Endpoint(URI url, @Nullable SslContext tls, EventLoopGroup loops) {
        this.url = url;
        String host = url.getHost();
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(bare(host), url.getPort())
                .eventLoopGroup(loops)
                .channelType(NioSocketChannel.class, InetSocketAddress.class)
                .directExecutor()
                .disableRetry()
                .disableServiceConfigLookUp()
                .flowControlWindow(WINDOW)
                .proxyDetector(address -> null); // etcd is spoken to directly, whatever the environment says
        if (tls == null) {
            builder.negotiationType(NegotiationType.PLAINTEXT);
        } else {
            builder.sslContext(tls);
        }
        this.channel = builder.build();
    }

    URI url() {
        return url;
    }

    /** One call, whose failure names this endpoint. {@code doing} is what is tried, as "read the members". */
    private <S extends AbstractBlockingStub<S>, T> T ask(S stub, Duration limit, String doing, Function<S, T> call)
            throws EtcdException {
        channel.resetConnectBackoff(); // who asks again wants it tried again
        try {
            return call.apply(stub.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (StatusRuntimeException e) {
            throw Failures.of(e, url, doing);
        }
    }

    <T> T cluster(Duration limit, String doing, Function<ClusterGrpc.ClusterBlockingStub, T> call)
            throws EtcdException {
        return ask(ClusterGrpc.newBlockingStub(channel), limit, doing, call);
    }

    <T> T maintenance(Duration limit, String doing, Function<MaintenanceGrpc.MaintenanceBlockingStub, T> call)
            throws EtcdException {
        return ask(MaintenanceGrpc.newBlockingStub(channel), limit, doing, call);
    }

    <T> T keys(Duration limit, String doing, Function<KVGrpc.KVBlockingStub, T> call) throws EtcdException {
        return ask(KVGrpc.newBlockingStub(channel), limit, doing, call);
    }

    /** A call of a method whose answers we read ourselves, of at most so many bytes. */
    <Q, A> A call(MethodDescriptor<Q, A> method, Q request, Duration limit, int bytes, String doing)
            throws EtcdException {
        channel.resetConnectBackoff();
        try {
            CallOptions options = CallOptions.DEFAULT
                    .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .withMaxInboundMessageSize(bytes);
            return ClientCalls.blockingUnaryCall(channel, method, options, request);
        } catch (StatusRuntimeException e) {
            throw Failures.of(e, url, doing);
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** After it was closed: until it is, or for a second. */
    void awaitEnd() {
        try {
            var _ = channel.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
