package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import java.util.ArrayList;
import java.util.List;

/**
 * etcd towards its clients or its peers, type EtcdSide. Certificates are demanded when a CA is trusted or client-cert-auth
 * is set, whichever (client/pkg/transport/listener.go: ServerConfig); but with auto-tls and no certificate etcd replaces
 * all TLS settings by its own, and these demand nothing (embed/config.go: ClientSelfCert, PeerSelfCert).
 */
final class EtcdSides {

    private final Start start;
    private final Shelf shelf;
    private final String prefix;
    private final Node certificate;
    private final Node key;
    private final Node auto;
    private final Node authority;

    private EtcdSides(Start start, Shelf shelf, String prefix) {
        this.start = start;
        this.shelf = shelf;
        this.prefix = prefix;
        this.certificate = start.value(prefix + "cert-file");
        this.key = start.value(prefix + "key-file");
        this.auto = auto(start.value(prefix + "auto-tls"));
        this.authority = authority(start.value(prefix + "trusted-ca-file"));
    }

    /** @param prefix empty for clients, {@code peer-} for peers */
    static Group read(Start start, Shelf shelf, String prefix, Node endpoints) {
        EtcdSides side = new EtcdSides(start, shelf, prefix);
        return Group.builder()
                .put("endpoints", endpoints)
                .put("certificate_file", side.certificate)
                .put("key_file", side.key)
                .put("certificate", shelf.certificate(start, prefix + "cert-file", prefix + "key-file"))
                .put("client_cert_auth", side.demanded())
                .put("client_cert_auth_flag", start.value(prefix + "client-cert-auth"))
                .put("trusted_ca_file", side.authority)
                .put("trusted_ca", side.authorities())
                .put("auto_tls", side.auto)
                .build();
    }

    /** Whether it makes its own certificates: only where neither certificate nor key is named. */
    private Node auto(Node setting) {
        if (!(setting instanceof Known known) || !Boolean.TRUE.equals(known.value())) {
            return setting;
        }
        for (Node file : new Node[] {certificate, key}) {
            if (!(file instanceof Known named)) {
                return file;
            }
            if (!"".equals(named.value())) {
                return new Known(
                        false,
                        named.source() + " (auto-tls is ignored beside a certificate)",
                        List.of(new Overridden(true, known.source())));
            }
        }
        return setting;
    }

    /** Own certificates take the trusted CA with them. */
    private Node authority(Node setting) {
        if (auto instanceof Unknown) {
            return Shelf.empty(setting) ? setting : auto;
        }
        if (auto instanceof Known own
                && Boolean.TRUE.equals(own.value())
                && setting instanceof Known known
                && !Shelf.empty(known)) {
            return new Known("", lost(own), List.of(new Overridden(known.value(), known.source())));
        }
        return setting;
    }

    private static String lost(Known auto) {
        return auto.source() + " (auto-tls replaces all settings of TLS)";
    }

    private Node authorities() {
        return Shelf.empty(authority)
                ? new Many(List.of(), Values.source(authority))
                : shelf.certificates().all(start.places().of(authority));
    }

    private Node demanded() {
        Node flag = start.value(prefix + "client-cert-auth");
        if (auto instanceof Unknown) {
            return auto;
        }
        if (auto instanceof Known own && Boolean.TRUE.equals(own.value())) {
            List<Overridden> overrode = new ArrayList<>();
            if (flag instanceof Known known && Boolean.TRUE.equals(known.value())) {
                overrode.add(new Overridden(true, known.source()));
            }
            return new Known(false, lost(own), overrode);
        }
        if (!(certificate instanceof Known named)) {
            return certificate;
        }
        if (Shelf.empty(named)) {
            // without a certificate there is no TLS in which another one could be demanded
            List<Overridden> overrode = new ArrayList<>();
            if (flag instanceof Known known && Boolean.TRUE.equals(known.value())) {
                overrode.add(new Overridden(true, known.source()));
            }
            return new Known(false, named.source() + " (no certificate, so no TLS)", overrode);
        }
        if (authority instanceof Known trusted && !Shelf.empty(trusted)) {
            return new Known(true, trusted.source(), overrode(flag, trusted));
        }
        boolean sure = flag instanceof Known known && Boolean.TRUE.equals(known.value());
        return authority instanceof Unknown && !sure ? authority : flag;
    }

    private static List<Overridden> overrode(Node flag, Known trusted) {
        return flag instanceof Known known
                        && Boolean.FALSE.equals(known.value())
                        && !known.source().equals(trusted.source())
                ? List.of(new Overridden(false, known.source()))
                : List.of();
    }
}
