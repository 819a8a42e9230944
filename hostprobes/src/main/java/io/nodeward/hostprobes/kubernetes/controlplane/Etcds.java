package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.StaticPod;
import io.nodeward.hostprobes.kubernetes.TlsFacts;
import io.nodeward.hostprobes.kubernetes.Versions.Version;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import io.nodeward.hostprobes.kubernetes.flags.KnownVersions;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Everything about one etcd member, type Etcd. */
final class Etcds {

    /** The patch version of etcd 3.5 from which on it is built as with Go 1.22, then 1.23. */
    private static final int WITHOUT_RSA = 16;

    private static final int WITHOUT_TRIPLE_DES = 21;

    private Etcds() {}

    static Group read(Shelf shelf, Instance instance, Starts.Pair starts, SharedAuthorities authorities) {
        Start now = starts.now();
        Start next = starts.next();
        shelf.named().take(now, next);
        Group clients =
                EtcdSides.read(now, shelf, "", EtcdEndpoints.of(now, "listen-client-urls", "listen-client-http-urls"));
        Group peers = EtcdSides.read(now, shelf, "peer-", EtcdEndpoints.of(now, "listen-peer-urls"));
        return Header.process(instance)
                .put("user", user(instance, shelf.accounts()))
                .put("version", version(instance.version()))
                .put("manifest", Header.manifest(instance, shelf.files()))
                .put("config_file", shelf.file(now, "config-file"))
                .put("flag", now.group())
                .put("drift", next == null ? starts.noNext() : FlagDrift.between(now, next, instance.where()))
                .put("unknown_flags", now.unknownFlags())
                .put("removed_flags", now.removedFlags())
                .put("clients", clients)
                .put("peers", peers)
                .put("metrics_endpoints", EtcdEndpoints.of(now, "listen-metrics-urls"))
                .put("data_directory", shelf.files().of(dataDirectory(now)))
                .put("wal_directory", shelf.file(now, "wal-dir"))
                .put("tls", tls(now, clients, instance.version()))
                .put("shares_cluster_ca", authorities.among(clients.get("trusted_ca"), peers.get("trusted_ca")))
                .build();
    }

    /** etcd's own versions have no v. */
    private static Node version(Version version) {
        return version.fact() instanceof Known known ? known.with(version.text().substring(1)) : version.fact();
    }

    private static Node user(Instance instance, Accounts accounts) {
        HostProcess process = instance.process();
        if (process != null) {
            return process.uid() instanceof Read.Found<Integer>(Integer uid)
                    ? new Known(accounts.user(uid), process.path("status"))
                    : new Unknown("its user cannot be told", process.path("status"));
        }
        StaticPod pod = instance.pod();
        if (pod != null) {
            return pod.user() < 0 || pod.user() > Integer.MAX_VALUE
                    ? new Unknown("is decided by the container's image", pod.path(), true)
                    : new Known(accounts.user((int) pod.user()), pod.path());
        }
        ServiceUnit unit = instance.unit();
        if (unit == null) {
            return new Unknown("nothing says what starts it", instance.where());
        }
        return !unit.problem().isEmpty()
                ? new Unknown(unit.problem(), unit.name())
                : new Known(unit.user().isEmpty() || unit.user().equals("0") ? "root" : unit.user(), unit.name());
    }

    /** By default a directory named after the member, below its working directory. (embed/config.go: Dir.) */
    private static Read<String> dataDirectory(Start now) {
        Node directory = now.value("data-dir");
        if (!Shelf.empty(directory)) {
            return now.places().of(directory);
        }
        Node name = now.value("name");
        return name instanceof Known
                ? now.places().of(Values.textOrEmpty(name) + ".etcd")
                : now.places().of(name);
    }

    private static Group tls(Start now, Group clients, Version version) {
        boolean plain = clients.get("certificate_file") instanceof Known file
                && Shelf.empty(file)
                && clients.get("auto_tls") instanceof Known auto
                && Boolean.FALSE.equals(auto.value());
        if (plain) {
            return Shelf.unknown(
                    new Unknown("there is no certificate, so no TLS towards clients", now.source("cert-file"), true),
                    "min_version",
                    "cipher_suites");
        }
        return TlsFacts.of(now.value("tls-min-version"), suites(now), defaults(version));
    }

    /** etcd has two shorter names of its own. (client/pkg/tlsutil/cipher_suites.go: GetCipherSuite.) */
    private static Node suites(Start now) {
        Node setting = now.value("cipher-suites");
        List<String> names = Values.texts(setting);
        if (names == null || !(setting instanceof Known known)) {
            return setting;
        }
        Set<String> all = new LinkedHashSet<>();
        for (String name : names) {
            boolean shorter = name.startsWith("TLS_ECDHE_") && name.endsWith("_CHACHA20_POLY1305");
            all.add(shorter ? name + "_SHA256" : name);
        }
        return known.with(new ArrayList<>(all));
    }

    /** etcd 3.5 was built with several versions of Go, which its go.mod names; 3.6 and later with 1.23 or later. */
    private static Node defaults(Version version) {
        int patch = patch(version.text());
        boolean beyond = version.minor() > KnownVersions.nearest("etcd", version.minor());
        if (version.minor() == 0 || beyond || (version.minor() == 5 && patch < 0)) {
            return new Unknown(
                    KnownVersions.undecided("etcd", beyond ? version.minor() : 0), "default of --cipher-suites");
        }
        boolean old = version.minor() < 5;
        boolean rsa = old || (version.minor() == 5 && patch < WITHOUT_RSA);
        boolean tripleDes = old || (version.minor() == 5 && patch < WITHOUT_TRIPLE_DES);
        return new Known(TlsFacts.defaults(rsa, tripleDes), FlagValues.defaultSource("etcd", version.minor()));
    }

    private static int patch(String version) {
        int first = version.indexOf('.');
        int second = version.indexOf('.', first + 1);
        try {
            int dash = version.indexOf('-', second + 1);
            return first < 0 || second < 0
                    ? -1
                    : Integer.parseInt(version.substring(second + 1, dash < 0 ? version.length() : dash));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
