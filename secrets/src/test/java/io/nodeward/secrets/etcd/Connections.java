package io.nodeward.secrets.etcd;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.nodeward.testbed.Etcd;
import java.util.List;

/** Connections to etcds of the test bed. */
public final class Connections {
    private Connections() {}

    /** With the API server's client certificate. */
    public static EtcdConnection to(Etcd etcd) throws EtcdException {
        return to(etcd, List.of(etcd.url()));
    }

    /** To other URLs, with the files of this one. */
    public static EtcdConnection to(Etcd etcd, List<String> urls) throws EtcdException {
        return EtcdConnection.of(urls, etcd.ca(), etcd.clientCertificate(), etcd.clientKey());
    }

    /** With TLS of the JDK or of BoringSSL, whichever would be taken. */
    public static EtcdCluster open(EtcdConnection connection, SslProvider provider) throws EtcdException {
        return new EtcdCluster(
                connection,
                ClientTls.context(connection, GrpcSslContexts.configure(SslContextBuilder.forClient(), provider)));
    }
}
