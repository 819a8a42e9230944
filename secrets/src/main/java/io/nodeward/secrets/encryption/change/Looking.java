package io.nodeward.secrets.encryption.change;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.journal.History;
import io.nodeward.journal.Journal;
import io.nodeward.journal.JournalException;
import io.nodeward.journal.JournalRecord.Kind;
import io.nodeward.journal.Summary;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.change.ConfigFile.Content;
import io.nodeward.secrets.encryption.change.EncryptionTask.Operation;
import io.nodeward.secrets.encryption.config.EncryptionConfig;
import io.nodeward.secrets.encryption.config.EncryptionEntry;
import io.nodeward.secrets.encryption.config.KeyKind;
import io.nodeward.secrets.encryption.config.Provider;
import io.nodeward.secrets.encryption.config.Provider.Identity;
import io.nodeward.secrets.encryption.config.Provider.Keyed;
import io.nodeward.secrets.encryption.proof.ProofResult;
import io.nodeward.secrets.encryption.proof.StoredAs;
import io.nodeward.secrets.encryption.rewrite.ApiResource;
import io.nodeward.secrets.encryption.servers.Convergence;
import io.nodeward.secrets.encryption.servers.ServerConvergence;
import io.nodeward.secrets.encryption.status.EncryptionStatus;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.kube.KubeException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks how encryption at rest stands; changes nothing. */
public final class Looking {

    private static final Pattern OUR_NAME = Pattern.compile("nw-(\\d{8})-[0-9a-f]{8}");

    private final Cluster cluster;
    private final ChangeObserver observer;

    public Looking(Cluster cluster, ChangeObserver observer) {
        this.cluster = cluster;
        this.observer = observer;
    }

    /** Returns how everything that is configured is stored, measured by the configuration. */
    public ProofResult verify()
            throws HostFileException, ProblemsException, KubeException, EtcdException, InterruptedException {
        try (EncryptionConfig config = config()) {
            return proof(config);
        }
    }

    /** Returns the whole state. */
    public EncryptionStatus status(Journal journal)
            throws HostFileException, JournalException, ProblemsException, KubeException, EtcdException,
                    InterruptedException {
        try (Content now = cluster.config().read().orElse(null);
                EncryptionConfig config = config()) {
            List<ServerConvergence> servers =
                    now == null ? List.of() : new Convergence(cluster.servers(), now.expected()).look();
            ProofResult proof = proof(config);
            return new EncryptionStatus(
                    cluster.config().path().toString(),
                    Optional.ofNullable(now).map(content -> content.expected().hash()),
                    config.shown(),
                    config.entries().stream()
                            .filter(entry -> entry.reads(new Identity()))
                            .flatMap(entry -> entry.resources().stream())
                            .toList(),
                    servers,
                    proof,
                    keys(config, proof, histories(journal)),
                    EncryptionChange.unfinished(journal).map(Summary::id));
        }
    }

    private EncryptionConfig config() throws HostFileException, ProblemsException {
        try (Content now = cluster.config().read().orElse(null)) {
            return now == null
                    ? new EncryptionConfig(List.of())
                    : now.config(cluster.config().path().toString());
        }
    }

    private ProofResult proof(EncryptionConfig config) throws KubeException, EtcdException, InterruptedException {
        List<String> names = new ArrayList<>();
        config.entries().forEach(entry -> names.addAll(entry.resources()));
        if (names.isEmpty()) {
            names.add("secrets");
        }
        List<ApiResource> resources = cluster.resources(names);
        return new Proving(cluster, observer).prove(config, resources);
    }

    private static List<History> histories(Journal journal) throws HostFileException, JournalException {
        List<History> histories = new ArrayList<>();
        for (Summary summary : journal.list()) {
            if (summary.state() != Summary.State.DAMAGED
                    && Operation.ofTransaction(summary.kind()).isPresent()) {
                histories.add(journal.read(summary.id()));
            }
        }
        return histories;
    }

    private static List<EncryptionStatus.Key> keys(
            EncryptionConfig config, ProofResult proof, List<History> histories) {
        List<EncryptionStatus.Key> keys = new ArrayList<>();
        List<Provider> seen = new ArrayList<>();
        for (EncryptionEntry entry : config.entries()) {
            for (Provider provider : entry.providers()) {
                if (!(provider instanceof Identity) && seen.stream().noneMatch(provider::same)) {
                    seen.add(provider);
                    boolean writes = config.entries().stream()
                            .anyMatch(other -> other.writer().same(provider));
                    keys.add(new EncryptionStatus.Key(
                            provider.shown(),
                            writes,
                            objects(provider, proof),
                            made(provider),
                            writes ? Optional.empty() : unusedSince(provider, histories),
                            writesAtMost(provider, proof, histories)));
                }
            }
        }
        return keys;
    }

    private static long objects(Provider provider, ProofResult proof) {
        long objects = 0;
        for (var way : proof.total().entrySet()) {
            StoredAs stored = way.getKey();
            objects += Proving.isBy(provider, stored) ? way.getValue().objects() : 0;
        }
        return objects;
    }

    private static Optional<LocalDate> made(Provider provider) {
        String name = provider instanceof Keyed keyed ? keyed.key().name() : "";
        Matcher match = OUR_NAME.matcher(name);
        try {
            return match.matches()
                    ? Optional.of(LocalDate.parse(match.group(1), DateTimeFormatter.BASIC_ISO_DATE))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> unusedSince(Provider provider, List<History> histories) {
        for (History history : histories) {
            Optional<Instant> since = Retiring.kept(history, provider);
            if (since.isPresent()) {
                return since;
            }
        }
        return Optional.empty();
    }

    /**
     * Each write makes a revision of etcd's, so that there were at most as many by this key as revisions since it was made;
     * of a key whose beginning is not known, as many as there were at all.
     */
    private static Optional<Long> writesAtMost(Provider provider, ProofResult proof, List<History> histories) {
        if (!(provider instanceof Keyed keyed) || keyed.kind() != KeyKind.AESGCM) {
            return Optional.empty();
        }
        long from = 0;
        for (History history : histories) {
            Optional<Long> revision = history.details(Kind.DONE, Staging.STEP)
                    .filter(details -> details.getOrDefault("new", "").contains(provider.shown()))
                    .map(details -> Long.valueOf(details.getOrDefault("revision", "0")));
            from = Math.max(from, revision.orElse(0L));
        }
        return Optional.of(proof.revision() - from);
    }
}
