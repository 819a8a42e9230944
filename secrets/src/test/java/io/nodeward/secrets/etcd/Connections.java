package io.nodeward.secrets.etcd;

import io.nodeward.testbed.Etcd;
import java.util.List;

/** Connections to etcds of the test bed. */
public final class Connections {
    private Connections() {}

    /** With the API server's client certificate. */
    public static EtcdConnection to(Etcd etcd) throws EtcdException {
        return EtcdConnection.of(List.of(etcd.url()), etcd.ca(), etcd.clientCertificate(), etcd.clientKey());
    }
}
