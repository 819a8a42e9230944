package io.nodeward.secrets.encryption.change;

import io.nodeward.secrets.encryption.change.ChangeException.Kind;
import io.nodeward.secrets.encryption.change.EncryptionTask.Operation;
import io.nodeward.secrets.encryption.config.Coverage;
import io.nodeward.secrets.encryption.config.EncryptionConfig;
import io.nodeward.secrets.encryption.config.EncryptionEntry;
import io.nodeward.secrets.encryption.config.EncryptionKey;
import io.nodeward.secrets.encryption.config.KeyKind;
import io.nodeward.secrets.encryption.config.Provider;
import io.nodeward.secrets.encryption.config.Provider.Identity;
import io.nodeward.secrets.encryption.config.Provider.Keyed;
import io.nodeward.secrets.encryption.config.Provider.Kms;
import io.nodeward.secrets.encryption.config.Stages;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a task means for a configuration: the stages, with new keys in them.
 *
 * @param stages closing them closes all keys
 * @param resources what is rewritten and proved, as the configuration names it
 */
record Planned(Stages stages, List<String> resources) implements AutoCloseable {

    private static final List<String> SECRETS = List.of("secrets");

    /**
     * Plans a task.
     *
     * @param before the configuration now, without entries when there is none
     * @throws ChangeException of kind MISTAKE if there is nothing that the task could be about
     */
    static Planned of(EncryptionTask task, EncryptionConfig before, LocalDate today) throws ChangeException {
        List<String> asked =
                task.operation() == Operation.ENABLE && task.resources().isEmpty() ? SECRETS : task.resources();
        for (String resource : asked) {
            if (task.operation() != Operation.ENABLE && Coverage.of(before, resource) == null) {
                throw new ChangeException(
                        Kind.MISTAKE,
                        "the configuration has no entry for " + resource
                                + "; nodeward encryption status shows what it has");
            }
        }
        EncryptionConfig split = Coverage.split(before, asked);
        Stages stages = Stages.of(split, entry -> isAsked(entry, asked) ? writer(task, entry, today) : null);
        SequencedSet<String> resources = new LinkedHashSet<>();
        for (int i = 0; i < split.entries().size(); i++) {
            EncryptionEntry entry = split.entries().get(i);
            boolean changed = !stages.writing().entries().get(i).writer().same(entry.writer());
            if (changed || isAsked(entry, asked)) {
                resources.addAll(entry.resources());
            }
        }
        boolean encrypts = split.entries().stream().anyMatch(entry -> !(entry.writer() instanceof Identity));
        if (resources.isEmpty() || (task.operation() == Operation.ROTATE && !encrypts)) {
            throw new ChangeException(Kind.MISTAKE, "nothing is encrypted here: nodeward encryption enable does that");
        }
        return new Planned(stages, List.copyOf(resources));
    }

    private static boolean isAsked(EncryptionEntry entry, List<String> asked) {
        return asked.isEmpty() || asked.contains(entry.resources().getFirst());
    }

    /** What is to write an entry from now on; null when that is what does already. */
    private static @Nullable Provider writer(EncryptionTask task, EncryptionEntry entry, LocalDate today) {
        Provider now = entry.writer();
        return switch (task.operation()) {
            case REWRITE -> null;
            case DISABLE -> now instanceof Identity ? null : new Identity();
            case ENABLE -> isOf(now, task) ? null : next(task, now, today);
            case ROTATE ->
                now instanceof Identity || (isOf(now, task) && now instanceof Kms) ? null : next(task, now, today);
        };
    }

    /** Whether this is a provider as the task asks for; without a wish any that encrypts is. */
    private static boolean isOf(Provider provider, EncryptionTask task) {
        return switch (provider) {
            case Identity _ -> false;
            case Keyed keyed -> task.provider().isEmpty() || keyed.kind() == task.keyKind();
            case Kms kms ->
                task.provider().isEmpty()
                        || (task.provider().equals("kms") && kms.endpoint().equals(task.kmsEndpoint()));
        };
    }

    private static Provider next(EncryptionTask task, Provider now, LocalDate today) {
        EncryptionKey key = EncryptionKey.generate(today);
        if (task.provider().equals("kms")) {
            // its name is all that it has of a key
            key.close();
            return new Kms(2, key.name(), task.kmsEndpoint(), null, null);
        }
        KeyKind asked = task.keyKind();
        if (asked != null) {
            return new Keyed(asked, key);
        }
        return new Keyed(now instanceof Keyed keyed ? keyed.kind() : KeyKind.SECRETBOX, key);
    }

    /** The providers that are new, by the entries that they will write. */
    List<Provider> added() {
        return stages.writing().entries().stream()
                .map(EncryptionEntry::writer)
                .filter(writer -> !(writer instanceof Identity)
                        && stages.before().entries().stream().noneMatch(entry -> entry.reads(writer)))
                .toList();
    }

    @Override
    public void close() {
        stages.writing().close();
    }
}
