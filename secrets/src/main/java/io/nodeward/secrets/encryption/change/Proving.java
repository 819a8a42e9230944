package io.nodeward.secrets.encryption.change;

import io.nodeward.secrets.encryption.change.ChangeException.Kind;
import io.nodeward.secrets.encryption.config.Coverage;
import io.nodeward.secrets.encryption.config.EncryptionConfig;
import io.nodeward.secrets.encryption.config.EncryptionEntry;
import io.nodeward.secrets.encryption.config.Provider;
import io.nodeward.secrets.encryption.config.Provider.Identity;
import io.nodeward.secrets.encryption.config.Provider.Keyed;
import io.nodeward.secrets.encryption.config.Provider.Kms;
import io.nodeward.secrets.encryption.proof.Form;
import io.nodeward.secrets.encryption.proof.FoundObjects.Found;
import io.nodeward.secrets.encryption.proof.Proof;
import io.nodeward.secrets.encryption.proof.ProofRequest;
import io.nodeward.secrets.encryption.proof.ProofResult;
import io.nodeward.secrets.encryption.proof.StoredAs;
import io.nodeward.secrets.encryption.proof.Wanted;
import io.nodeward.secrets.encryption.rewrite.ApiResource;
import io.nodeward.secrets.etcd.EtcdException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads etcd to see how things are stored. */
final class Proving {

    private final Cluster cluster;
    private final ChangeObserver observer;

    Proving(Cluster cluster, ChangeObserver observer) {
        this.cluster = cluster;
        this.observer = observer;
    }

    /** Whether all objects of these resources are stored as the configuration has them written. */
    ProofResult prove(EncryptionConfig config, List<ApiResource> resources) throws EtcdException {
        return of(resources.stream().map(ApiResource::toString).toList(), (resource, stored) -> {
            EncryptionEntry entry = Coverage.of(config, resource);
            return isBy(entry == null ? new Identity() : entry.writer(), stored);
        });
    }

    /** Whether nothing at all in the cluster is stored by any of these. */
    ProofResult proveUnused(Collection<Provider> providers) throws EtcdException {
        return of(List.of(), (_, stored) -> providers.stream().noneMatch(provider -> isBy(provider, stored)));
    }

    private ProofResult of(List<String> resources, Wanted wanted) throws EtcdException {
        return Proof.of(
                cluster.etcd(), ProofRequest.of(resources, wanted).withPrefix(cluster.etcdPrefix()), observer::proving);
    }

    static boolean isBy(Provider provider, StoredAs stored) {
        return switch (provider) {
            case Identity _ -> stored.form().plaintext();
            case Keyed keyed ->
                stored.form().provider().equals(keyed.kind().provider())
                        && stored.key().equals(keyed.key().name());
            case Kms kms ->
                stored.form() == (kms.version() == 1 ? Form.KMS_V1 : Form.KMS_V2)
                        && stored.key().equals(kms.name());
        };
    }

    static Map<String, String> details(ProofResult result) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("revision", String.valueOf(result.revision()));
        result.total().forEach((way, tally) -> details.put(way.toString(), String.valueOf(tally.objects())));
        details.put("summary", result.objects() + " objects at revision " + result.revision() + ": " + shown(result));
        return details;
    }

    private static String shown(ProofResult result) {
        StringBuilder text = new StringBuilder();
        result.total()
                .forEach((way, tally) -> text.append(text.isEmpty() ? "" : ", ")
                        .append(tally.objects())
                        .append(" by ")
                        .append(way));
        return text.toString();
    }

    static ChangeException failed(ProofResult result) {
        StringBuilder text = new StringBuilder()
                .append(result.unwanted().total() + result.undecodable().total())
                .append(" of ")
                .append(result.objects())
                .append(" objects are not stored as they should be (etcd revision ")
                .append(result.revision())
                .append("):");
        for (Found found : result.unwanted().named()) {
            text.append("\n  ").append(found.object()).append(" is stored by ").append(found.stored());
        }
        for (Found found : result.undecodable().named()) {
            text.append("\n  ").append(found.object()).append(" cannot be read by any API server");
        }
        return new ChangeException(Kind.NOT_PROVED, text.toString());
    }
}
