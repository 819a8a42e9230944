package io.nodeward.secrets.encryption.change;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.change.ChangeException.Kind;
import io.nodeward.secrets.encryption.change.ConfigFile.Content;
import io.nodeward.secrets.encryption.config.EncryptionConfig;
import io.nodeward.secrets.encryption.proof.FoundObjects.Found;
import io.nodeward.secrets.encryption.proof.ProofResult;
import io.nodeward.secrets.encryption.rewrite.ApiResource;
import io.nodeward.secrets.encryption.servers.Convergence;
import io.nodeward.secrets.encryption.servers.Discovery;
import io.nodeward.secrets.encryption.servers.ServerConvergence;
import io.nodeward.secrets.encryption.servers.ServerProbe;
import io.nodeward.secrets.encryption.servers.ServerState;
import io.nodeward.secrets.etcd.Alarm;
import io.nodeward.secrets.etcd.ClusterHealth;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks whether a change can come to its end, before anything is touched. */
final class Preflight {

    private final Cluster cluster;
    private final ChangeObserver observer;

    Preflight(Cluster cluster, ChangeObserver observer) {
        this.cluster = cluster;
        this.observer = observer;
    }

    /**
     * Checks everything that is known to be needed.
     *
     * @param task what is to be done
     * @throws ChangeException of kind IMPOSSIBLE with all that is in the way
     */
    void check(EncryptionTask task, List<String> resources)
            throws ChangeException, HostFileException, ProblemsException, KubeException, EtcdException,
                    InterruptedException {
        List<String> problems = new ArrayList<>();
        List<ServerState> states = new ArrayList<>();
        for (KubeApi api : cluster.servers()) {
            states.add(ServerProbe.observe(api));
        }
        for (String stranger : Discovery.of(cluster.servers().getFirst()).leftOut(states, Instant.now())) {
            problems.add(stranger + " is not among those that are asked: name it with --apiserver");
        }
        etcd(problems);
        try (Content now = cluster.config().read().orElse(null)) {
            if (now == null && cluster.manifest().isEmpty()) {
                problems.add(
                        cluster.config().path() + " does not exist, so that no API server can have loaded it: make it"
                                + " with identity: {} for secrets, and start them with it");
            }
            if (now != null) {
                for (ServerConvergence server : new Convergence(cluster.servers(), now.expected()).look()) {
                    if (server.state() != ServerConvergence.State.LOADED) {
                        problems.add(server + ", so that it does not use "
                                + cluster.config().path() + " as it is now");
                    }
                }
                try (EncryptionConfig config =
                        now.config(cluster.config().path().toString())) {
                    stored(config, resources, problems);
                }
            }
        }
        Rights.check(cluster.servers().getFirst(), cluster.resources(resources), problems);
        if (!problems.isEmpty()) {
            throw new ChangeException(
                    Kind.IMPOSSIBLE, task.operation().word() + " cannot begin:\n  " + String.join("\n  ", problems));
        }
    }

    /** A member that is away does no harm as long as there is a quorum; one without space takes no writes. */
    private void etcd(List<String> problems) throws EtcdException {
        ClusterHealth health = cluster.etcd().health();
        for (Alarm alarm : health.alarms()) {
            problems.add("etcd raises an alarm: " + alarm);
        }
        if (health.healthyVoters() < health.quorum()) {
            problems.addAll(health.problems());
        } else {
            health.problems().forEach(problem -> observer.note("etcd: " + problem));
        }
    }

    /** What the configuration has no key for, API servers cannot read even now. */
    private void stored(EncryptionConfig config, List<String> resources, List<String> problems)
            throws KubeException, EtcdException, InterruptedException {
        List<ApiResource> found = cluster.resources(resources);
        ProofResult result = new Proving(cluster, observer).proveReadable(config, found);
        for (Found object : result.unwanted().named().stream().limit(5).toList()) {
            problems.add(object.object() + " is stored by " + object.stored()
                    + ", for which the configuration has no key: no API server can read it");
        }
        long more = result.unwanted().total()
                + result.undecodable().total()
                - Math.min(5, result.unwanted().named().size());
        if (more > 0) {
            problems.add(more + " more objects cannot be read by any API server");
        }
    }
}
