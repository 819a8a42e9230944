package io.nodeward.secrets.encryption.change;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.journal.History;
import io.nodeward.journal.JournalRecord.Kind;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.config.EncryptionConfig;
import io.nodeward.secrets.encryption.config.EncryptionEntry;
import io.nodeward.secrets.encryption.config.Provider;
import io.nodeward.secrets.encryption.config.Provider.Identity;
import io.nodeward.secrets.encryption.proof.ProofResult;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.kube.KubeException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes away providers that nothing is stored by any more. Backups may need their keys, so each is kept as long as the
 * operator said; when it went out of use is noted in the journal.
 */
final class Retiring {

    private static final String KEPT = "kept ";

    private final ChangeContext context;
    private final List<History> earlier;
    private final Instant now;

    /**
     * Retires what a change left behind.
     *
     * @param earlier changes that have ended
     */
    Retiring(ChangeContext context, List<History> earlier, Instant now) {
        this.context = context;
        this.earlier = earlier;
        this.now = now;
    }

    /** Takes away what is no longer to be kept, once etcd has shown that nothing needs it. */
    Map<String, String> by(EncryptionTask task)
            throws ChangeException, HostFileException, ProblemsException, KubeException, EtcdException,
                    InterruptedException {
        Map<String, String> details = new LinkedHashMap<>();
        List<Provider> retired = new ArrayList<>();
        try (EncryptionConfig writing = context.files().config(Stage.WRITING)) {
            for (Provider provider : unused(writing)) {
                Instant since = since(provider);
                if (provider instanceof Identity
                        ? task.dropIdentity()
                        : !task.retention().keeps(since, now)) {
                    retired.add(provider);
                } else if (!(provider instanceof Identity)) {
                    details.put(KEPT + provider.shown(), since.toString());
                }
            }
            if (retired.isEmpty()) {
                details.put("summary", details.isEmpty() ? "nothing is left over" : kept(details));
                return details;
            }
            proveUnused(retired);
            context.files()
                    .put(
                            Stage.RETIRED,
                            writing.map(entry -> new EncryptionEntry(
                                    entry.resources(),
                                    entry.providers().stream()
                                            .filter(provider -> provider.same(entry.writer())
                                                    || retired.stream().noneMatch(provider::same))
                                            .toList())));
        }
        details.putAll(new Activation(context).of(Stage.RETIRED, Stage.WRITING));
        String gone = String.join(", ", retired.stream().map(Provider::shown).toList());
        details.put("retired", gone);
        details.put("summary", "gone: " + gone);
        return details;
    }

    private static String kept(Map<String, String> details) {
        return "kept for backups: "
                + String.join(
                        ", ",
                        details.keySet().stream()
                                .map(key -> key.substring(KEPT.length()))
                                .toList());
    }

    /** Those that write no entry. */
    private static List<Provider> unused(EncryptionConfig config) {
        List<Provider> unused = new ArrayList<>();
        for (EncryptionEntry entry : config.entries()) {
            for (Provider provider : entry.providers()) {
                boolean writes = !(provider instanceof Identity)
                        && config.entries().stream()
                                .anyMatch(other -> other.writer().same(provider));
                if (!provider.same(entry.writer()) && !writes && unused.stream().noneMatch(provider::same)) {
                    unused.add(provider);
                }
            }
        }
        return unused;
    }

    /** When nothing was stored by it any more: the end of an earlier change that kept it, else now. */
    private Instant since(Provider provider) {
        Instant since = now;
        for (History history : earlier) {
            Instant noted = kept(history, provider).orElse(now);
            since = noted.isBefore(since) ? noted : since;
        }
        return since;
    }

    /** Since when a provider is only kept for backups, if this change noted it. */
    static Optional<Instant> kept(History history, Provider provider) {
        String noted = history.details(Kind.DONE, Stage.RETIRED.step())
                .map(details -> details.get(KEPT + provider.shown()))
                .orElse(null);
        try {
            return noted == null ? Optional.empty() : Optional.of(Instant.parse(noted));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private void proveUnused(List<Provider> retired) throws ChangeException, EtcdException {
        List<Provider> keys = retired.stream()
                .filter(provider -> !(provider instanceof Identity))
                .toList();
        if (keys.isEmpty()) {
            // that nothing of these resources is plain text was proved before
            return;
        }
        ProofResult result = new Proving(context.cluster(), context.observer()).proveUnused(keys);
        if (!result.holds()) {
            throw Proving.failed(result);
        }
    }
}
