package io.nodeward.agent.command.encryption;

import io.nodeward.agent.command.Options;
import io.nodeward.agent.console.Failure;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.secrets.cluster.RunningApiServer;
import io.nodeward.secrets.encryption.change.ChangeException;
import io.nodeward.secrets.encryption.change.Cluster;
import io.nodeward.secrets.encryption.change.ConfigFile;
import io.nodeward.secrets.encryption.change.Retention;
import io.nodeward.secrets.encryption.proof.ProofRequest;
import io.nodeward.secrets.encryption.rewrite.Limits;
import io.nodeward.secrets.encryption.servers.Discovery;
import io.nodeward.secrets.etcd.EtcdCluster;
import io.nodeward.secrets.etcd.EtcdConnection;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.Kubeconfig;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cluster that the options name. Closing it closes all connections. */
final class ClusterOptions implements AutoCloseable {

    private static final String CONFIG = "encryption-provider-config";
    /** Where the configuration is put on a node that has none. */
    private static final String USUAL = "/etc/kubernetes/encryption/config.yaml";

    private static final String ADMIN = "/etc/kubernetes/admin.conf";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Options options;

    private ClusterOptions(Options options) {
        this.options = options;
    }

    static ClusterOptions of(Options options) {
        return new ClusterOptions(options);
    }

    /** Opens it; only where API servers are not named is one asked for them. */
    Cluster open() {
        RunningApiServer running = running();
        try {
            ConfigFile file = kept(ConfigFile.at(config(running)));
            EtcdCluster etcd = kept(EtcdCluster.open(etcd(running)));
            return new Cluster(servers(), etcd, prefix(running), file, manifest(running), patience(), limits());
        } catch (KubeException | EtcdException | InterruptedException e) {
            throw Problems.of(e);
        }
    }

    /** The first API server of this host, null when none runs. */
    private static @Nullable RunningApiServer running() {
        try {
            List<RunningApiServer> all = RunningApiServer.all(HostRoot.open(Path.of("/")));
            return all.isEmpty() ? null : all.getFirst();
        } catch (IOException e) {
            return null;
        }
    }

    private Path config(@Nullable RunningApiServer running) {
        String named = options.value("--encryption-config");
        if (named != null) {
            return Path.of(named);
        }
        if (running == null) {
            throw Failure.usage(
                    "no API server runs on this host that would show its EncryptionConfiguration",
                    "--encryption-config takes the file, or run it on a control-plane node");
        }
        if (!running.given(CONFIG) && running.manifest().isPresent()) {
            return Path.of(USUAL);
        }
        return running.file(CONFIG)
                .orElseThrow(() -> Failure.unable(
                        "the API server of this host (pid " + running.pid() + ") runs without --" + CONFIG,
                        "start it with that flag, and with --" + CONFIG
                                + "-automatic-reload=true, on a file in a directory"
                                + " of its own that says identity: {} for secrets",
                        null));
    }

    private static Optional<Path> manifest(@Nullable RunningApiServer running) {
        return running == null || running.given(CONFIG) ? Optional.empty() : running.manifest();
    }

    private EtcdConnection etcd(@Nullable RunningApiServer running) throws EtcdException {
        List<String> urls = options.values("--etcd");
        if (!urls.isEmpty() || running == null) {
            if (urls.isEmpty()) {
                throw Failure.usage("no etcd is named", "--etcd takes its URL, as in --etcd https://127.0.0.1:2379");
            }
            return EtcdConnection.of(urls, path("--etcd-cacert"), path("--etcd-cert"), path("--etcd-key"));
        }
        return EtcdConnection.of(
                running.list("etcd-servers"),
                path("--etcd-cacert", running, "etcd-cafile"),
                path("--etcd-cert", running, "etcd-certfile"),
                path("--etcd-key", running, "etcd-keyfile"));
    }

    private String prefix(@Nullable RunningApiServer running) {
        String usual = running == null || !options.values("--etcd").isEmpty() ? "" : running.text("etcd-prefix");
        return options.value("--etcd-prefix", usual.isEmpty() ? ProofRequest.DEFAULT_PREFIX : usual);
    }

    /** Each by itself: those that are named, else those that the cluster names, else that of the kubeconfig. */
    private List<KubeApi> servers() throws KubeException, InterruptedException {
        Kubeconfig kubeconfig = Kubeconfig.read(kubeconfig());
        List<KubeApi> servers = new ArrayList<>();
        for (String url : options.values("--apiserver")) {
            servers.add(kept(kubeconfig.open(url("--apiserver", url))));
        }
        if (servers.isEmpty()) {
            KubeApi own = kept(kubeconfig.open());
            for (URI endpoint : Discovery.of(own).endpoints()) {
                servers.add(kept(kubeconfig.open(endpoint)));
            }
            if (servers.isEmpty()) {
                servers.add(own);
            }
        }
        return servers;
    }

    /** The first of the API servers, for what one of them is enough. */
    KubeApi server() {
        for (AutoCloseable closeable : open) {
            if (closeable instanceof KubeApi api) {
                return api;
            }
        }
        throw new IllegalStateException("the cluster is not open");
    }

    private Path kubeconfig() {
        String named = options.value("--kubeconfig");
        if (named == null) {
            named = System.getenv("KUBECONFIG");
        }
        if (named == null || named.isEmpty()) {
            named = ADMIN;
        }
        Path path = Path.of(named);
        if (!Files.exists(path)) {
            throw Failure.usage(
                    "there is no kubeconfig " + path, "--kubeconfig names one; on a kubeadm node root has " + ADMIN);
        }
        return path;
    }

    private @Nullable Path path(String option) {
        String value = options.value(option);
        return value == null ? null : Path.of(value);
    }

    private @Nullable Path path(String option, RunningApiServer running, String flag) {
        Path named = path(option);
        return named != null ? named : running.file(flag).orElse(null);
    }

    private static URI url(String option, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw Failure.usage(option + " takes a URL as https://10.0.0.4:6443, not " + text, null);
        }
    }

    private Duration patience() {
        try {
            return Retention.of(options.value("--wait", "5m")).limit().orElse(Duration.ofDays(1));
        } catch (ChangeException e) {
            throw Failure.usage("--wait takes a time as 90s or 10m", null);
        }
    }

    private Limits limits() {
        Limits limits = Limits.DEFAULT;
        String rate = options.value("--max-rate");
        if (rate != null) {
            limits = limits.withMaxRate(number("--max-rate", rate));
        }
        String inflight = options.value("--max-inflight");
        return inflight == null ? limits : limits.withMaxInflight(number("--max-inflight", inflight));
    }

    private static int number(String option, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Failure.usage(option + " takes a whole number from 1 on, not " + text, null);
    }

    private <T extends AutoCloseable> T kept(T closeable) {
        open.add(closeable);
        return closeable;
    }

    @Override
    public void close() {
        for (AutoCloseable closeable : open.reversed()) {
            try {
                closeable.close();
            } catch (Exception e) {
                // nothing depends on it: the process ends
            }
        }
    }
}
