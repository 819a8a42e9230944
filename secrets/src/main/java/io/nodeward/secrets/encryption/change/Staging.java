package io.nodeward.secrets.encryption.change;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.change.ConfigFile.Content;
import io.nodeward.secrets.encryption.config.EncryptionConfig;
import io.nodeward.secrets.encryption.config.Provider;
import io.nodeward.secrets.etcd.EtcdException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the keys and configurations of a change, and puts them where a resumed change finds them. */
final class Staging {

    /** Its step. */
    static final String STEP = "stage";

    /** Noted when there was no configuration before. */
    static final String NO_FILE = "noFile";

    private final ChangeContext context;
    private final LocalDate today;

    Staging(ChangeContext context, LocalDate today) {
        this.context = context;
        this.today = today;
    }

    /** Begins anew if it was killed before: nothing was done with those keys then. */
    Map<String, String> of(EncryptionTask task)
            throws ChangeException, HostFileException, ProblemsException, EtcdException {
        StageFiles files = context.files();
        files.delete();
        ConfigFile file = context.cluster().config();
        try (Content now = file.read().orElse(null);
                EncryptionConfig before = now == null
                        ? new EncryptionConfig(List.of())
                        : now.config(file.path().toString());
                Planned planned = Planned.of(task, before, today)) {
            Optional<byte[]> same = Optional.ofNullable(now).map(Content::bytes);
            // without a file all is plain text: said in a file, that is what a rollback leaves
            put(Stage.BEFORE, planned.stages().before(), before, same);
            put(Stage.READABLE, planned.stages().readable(), before, same);
            put(Stage.WRITING, planned.stages().writing(), before, same);
            String added = String.join(
                    ", ", planned.added().stream().map(Provider::shown).toList());
            Map<String, String> details = new LinkedHashMap<>();
            details.put("resources", String.join(",", planned.resources()));
            details.put("new", added);
            details.put(
                    "revision",
                    String.valueOf(
                            context.cluster().etcd().revision(context.cluster().etcdPrefix())));
            if (same.isEmpty()) {
                details.put(NO_FILE, "true");
            }
            details.put("summary", added.isEmpty() ? "nothing new is needed" : "new: " + added);
            return details;
        }
    }

    /** What means the same as the file is the file, byte for byte: servers need not load it again. */
    private void put(Stage stage, EncryptionConfig config, EncryptionConfig before, Optional<byte[]> same)
            throws HostFileException {
        if (same.isPresent() && config.shown().equals(before.shown())) {
            context.files().put(stage, same.get());
        } else {
            context.files().put(stage, config);
        }
    }
}
