package io.nodeward.testbed;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A running etcd, or one member of an {@link EtcdCluster}, as the node tree's static pod would start it, on ports of 127.0.0.1. */
public final class Etcd {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final NodeTree tree;
    private final String url;
    private final Server server;

    private Etcd(NodeTree tree, String url, List<String> command, Testbed.Place place, Testbed bed) {
        this.tree = tree;
        this.url = url;
        this.server = new Server(place, command, LIMIT, this::lacking);
        bed.stopAtEnd(this::stop);
    }

    /** Where clients connect. */
    public String url() {
        return url;
    }

    /** The tree whose certificates it uses. */
    public NodeTree tree() {
        return tree;
    }

    public Path ca() {
        return tree.path("/etc/kubernetes/pki/etcd/ca.crt");
    }

    public Path clientCertificate() {
        return tree.path("/etc/kubernetes/pki/apiserver-etcd-client.crt");
    }

    /** The key of {@link #clientCertificate()}, in PKCS#1 as kubeadm writes it. */
    public Path clientKey() {
        return tree.path("/etc/kubernetes/pki/apiserver-etcd-client.key");
    }

    /** What etcdctl prints, e.g. {@code etcdctl("put", "/a", "1")}. */
    public String etcdctl(String... arguments) {
        return run(arguments).orThrow();
    }

    /** The bytes that are stored under a key; none if it is not there. */
    public byte[] get(String key) {
        byte[] printed = run("get", key, "--print-value-only").bytesOrThrow();
        return Arrays.copyOf(printed, Math.max(0, printed.length - 1)); // less etcdctl's newline
    }

    public List<String> keys(String prefix) {
        return etcdctl("get", prefix, "--prefix", "--keys-only")
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    public Path log() {
        return server.log();
    }

    public long pid() {
        return server.pid();
    }

    /** The same flags, ports and data again. */
    public void restart() {
        server.restart();
    }

    public void stop() {
        server.stop();
    }

    /**
     * Writes many objects past the API server, with random bytes for ciphertext: {@code /registry/secrets/ns-NNN/object-NNNNNNN}.
     *
     * @param format {@code plain}, {@code json}, {@code PROVIDER:KEY}, {@code kms1:NAME} or {@code kms2:NAME:KEYID}
     * @param more further flags of {@code etcd-fill}, e.g. {@code --prefix=/registry/configmaps/}
     */
    public void fill(String format, int count, String... more) {
        List<String> all = new ArrayList<>(List.of("--format=" + format, "--count=" + count, "--endpoint=" + url));
        all.addAll(List.of(more));
        if (url.startsWith("https:")) {
            all.addAll(List.of("--cacert=" + ca(), "--cert=" + clientCertificate(), "--key=" + clientKey()));
        }
        Command.run(Tools.program("etcd", "etcd-fill"), all.toArray(String[]::new))
                .orThrow();
    }

    private Optional<String> lacking() {
        return Loopback.silence(URI.create(url).getPort())
                .or(() -> run("endpoint", "health").problem());
    }

    private CommandResult run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--endpoints=" + url);
        if (url.startsWith("https:")) {
            all.addAll(List.of("--cacert=" + ca(), "--cert=" + clientCertificate(), "--key=" + clientKey()));
        }
        return Command.run(Tools.program("etcd", "etcdctl"), all.toArray(String[]::new));
    }

    /** Starts with the flags of the tree's static pod; addresses and the data directory are set when it starts. */
    public static final class Builder extends FlagBuilder<Builder> {
        private final Testbed bed;
        private final NodeTree tree;

        Builder(Testbed bed, NodeTree tree) {
            super(tree.flags("etcd").below(tree.root()));
            this.bed = bed;
            this.tree = tree;
            flags.remove("data-dir");
        }

        public Etcd start() {
            String peer = peerUrl();
            return start(flags.value("name").orElse("default") + "=" + peer, peer, bed.place("etcd"));
        }

        /** Where the other members would reach it. */
        String peerUrl() {
            return sameSchemeOnLoopback("listen-peer-urls");
        }

        /** Starts as one of {@code cluster}, with {@code peer} among their URLs. Returns when most of them run. */
        Etcd start(String cluster, String peer, Testbed.Place place) {
            Flags flags = this.flags.copy();
            String client = sameSchemeOnLoopback("listen-client-urls");
            flags.set("listen-client-urls", client);
            flags.set("advertise-client-urls", client);
            flags.set("listen-peer-urls", peer);
            flags.set("initial-advertise-peer-urls", peer);
            flags.set("initial-cluster", cluster);
            flags.set("listen-metrics-urls", sameSchemeOnLoopback("listen-metrics-urls"));
            if (flags.value("data-dir").isEmpty()) {
                flags.set("data-dir", place.directory("data").toString());
            }
            List<String> command = new ArrayList<>(flags.arguments());
            command.addFirst(Tools.program("etcd", "etcd").toString());
            return new Etcd(tree, client, command, place, bed);
        }

        /** Whether it is TLS or not is the tree's choice (or the test's), where it listens is not. */
        private String sameSchemeOnLoopback(String flag) {
            String scheme =
                    flags.value(flag).filter(urls -> urls.startsWith("https:")).isPresent() ? "https" : "http";
            return scheme + "://" + Loopback.ADDRESS + ":" + Loopback.freePort();
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
