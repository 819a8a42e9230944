package io.nodeward.secrets.encryption.change;

import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.change.ChangeException.Kind;
import io.nodeward.secrets.encryption.config.EncryptionConfig;
import io.nodeward.secrets.encryption.proof.ProofResult;
import io.nodeward.secrets.encryption.rewrite.ApiResource;
import io.nodeward.secrets.encryption.rewrite.ObjectKey;
import io.nodeward.secrets.encryption.rewrite.Refusal;
import io.nodeward.secrets.encryption.rewrite.RewriteResult;
import io.nodeward.secrets.encryption.rewrite.Rewriter;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.kube.KubeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes every object anew, and proves it. */
final class Rewriting {

    /** How often objects that the proof finds are written again: somebody else may have written them meanwhile. */
    private static final int ROUNDS = 3;

    private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(2);

    private final ChangeContext context;
    private final List<String> resources;

    /**
     * Rewrites these resources.
     *
     * @param resources as the configuration names them, with wildcards
     */
    Rewriting(ChangeContext context, List<String> resources) {
        this.context = context;
        this.resources = resources;
    }

    /** Rewrites all objects, going on from where an earlier run was killed. */
    Map<String, String> all(String checkpoint)
            throws ChangeException, HostFileException, KubeException, InterruptedException {
        long rewritten = 0;
        long seen = 0;
        for (ApiResource resource : context.cluster().resources(resources)) {
            RewriteResult result = one(resource, checkpoint + " " + resource);
            if (!result.complete()) {
                throw refused(result);
            }
            rewritten += result.counts().rewritten();
            seen += result.counts().done() + result.counts().skipped();
        }
        return Map.of(
                "rewritten", String.valueOf(rewritten),
                "objects", String.valueOf(seen),
                "summary", rewritten + " of " + seen + " objects written anew");
    }

    private RewriteResult one(ApiResource resource, String checkpoint)
            throws HostFileException, KubeException, InterruptedException {
        Checkpoints checkpoints = new Checkpoints(checkpoint);
        RewriteResult result = new Rewriter(
                        context.cluster().servers(), context.cluster().limits(), progress -> {
                            context.observer().rewriting(progress);
                            checkpoints.note(progress.settledTo());
                        })
                .rewrite(resource, checkpoints.last());
        checkpoints.check();
        return result;
    }

    private static ChangeException refused(RewriteResult result) {
        StringBuilder text = new StringBuilder()
                .append(result.counts().refused())
                .append(" objects of ")
                .append(result.resource())
                .append(" could not be written anew:");
        for (Refusal refusal : result.refusals()) {
            text.append("\n  ").append(refusal.object()).append(": ").append(refusal.message());
        }
        return new ChangeException(Kind.UNFINISHED, text.toString());
    }

    /** Proves that all is stored as a configuration has it; what is not, is written again. */
    Map<String, String> proof(EncryptionConfig config)
            throws ChangeException, HostFileException, KubeException, EtcdException, InterruptedException {
        Proving proving = new Proving(context.cluster(), context.observer());
        for (int round = 1; ; round++) {
            // a server that started meanwhile may have written with what it found then
            new Activation(context).await();
            ProofResult result = proving.prove(config, context.cluster().resources(resources));
            new Activation(context).await();
            if (result.holds()) {
                return Proving.details(result);
            }
            if (round == ROUNDS) {
                throw Proving.failed(result);
            }
            all("again");
        }
    }

    /** Keeps in the journal how far a rewrite is. */
    private final class Checkpoints {

        private final String name;
        private long noted = System.nanoTime();
        private @Nullable HostFileException failure;

        private Checkpoints(String name) {
            this.name = name;
        }

        private @Nullable ObjectKey last() {
            Optional<Map<String, String>> values =
                    context.transaction().history().checkpoint(name);
            return values.map(at -> new ObjectKey(at.getOrDefault("namespace", ""), at.getOrDefault("name", "")))
                    .orElse(null);
        }

        private void note(@Nullable ObjectKey settled) {
            if (settled == null || failure != null || System.nanoTime() - noted < BETWEEN_CHECKPOINTS.toNanos()) {
                return;
            }
            noted = System.nanoTime();
            Map<String, String> values = new LinkedHashMap<>();
            values.put("namespace", settled.namespace());
            values.put("name", settled.name());
            try {
                context.transaction().checkpoint(name, values);
            } catch (HostFileException e) {
                failure = e;
            }
        }

        private void check() throws HostFileException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
