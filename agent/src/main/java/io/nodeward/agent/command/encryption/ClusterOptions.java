package io.nodeward.agent.command.encryption;

import io.nodeward.agent.command.Options;
import io.nodeward.agent.console.Failure;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.change.ChangeException;
import io.nodeward.secrets.encryption.change.Cluster;
import io.nodeward.secrets.encryption.change.ConfigFile;
import io.nodeward.secrets.encryption.change.Retention;
import io.nodeward.secrets.encryption.proof.ProofRequest;
import io.nodeward.secrets.encryption.rewrite.Limits;
import io.nodeward.secrets.etcd.EtcdCluster;
import io.nodeward.secrets.etcd.EtcdConnection;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.Kubeconfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cluster that the options name. Closing it closes all connections. */
final class ClusterOptions implements AutoCloseable {

    private static final String ADMIN = "/etc/kubernetes/admin.conf";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Options options;

    private ClusterOptions(Options options) {
        this.options = options;
    }

    static ClusterOptions of(Options options) {
        return new ClusterOptions(options);
    }

    /** Opens it; nothing is asked yet. */
    Cluster open() {
        try {
            ConfigFile file = kept(ConfigFile.at(Path.of(named("--encryption-config", "the file"))));
            List<KubeApi> servers = servers();
            EtcdCluster etcd = kept(EtcdCluster.open(
                    EtcdConnection.of(etcd(), path("--etcd-cacert"), path("--etcd-cert"), path("--etcd-key"))));
            return new Cluster(
                    servers,
                    etcd,
                    options.value("--etcd-prefix", ProofRequest.DEFAULT_PREFIX),
                    file,
                    patience(),
                    limits());
        } catch (HostFileException | KubeException | EtcdException e) {
            throw Problems.of(e);
        }
    }

    private List<String> etcd() {
        List<String> urls = options.values("--etcd");
        if (urls.isEmpty()) {
            throw Failure.usage("no etcd is named", "--etcd takes its URL, as in --etcd https://127.0.0.1:2379");
        }
        return urls;
    }

    private List<KubeApi> servers() throws KubeException {
        Kubeconfig kubeconfig = Kubeconfig.read(kubeconfig());
        List<KubeApi> servers = new ArrayList<>();
        for (String url : options.values("--apiserver")) {
            servers.add(kept(kubeconfig.open(url("--apiserver", url))));
        }
        if (servers.isEmpty()) {
            servers.add(kept(kubeconfig.open()));
        }
        return servers;
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

    private String named(String option, String what) {
        String value = options.value(option);
        if (value == null || value.isEmpty()) {
            throw Failure.usage(option + " is missing", option + " takes " + what);
        }
        return value;
    }

    private @Nullable Path path(String option) {
        String value = options.value(option);
        return value == null ? null : Path.of(value);
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
