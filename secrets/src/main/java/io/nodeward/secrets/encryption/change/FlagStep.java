package io.nodeward.secrets.encryption.change;

import io.nodeward.journal.JournalRecord;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFiles;
import io.nodeward.journal.files.Stat;
import io.nodeward.secrets.cluster.ApiServerManifest;
import io.nodeward.secrets.cluster.ApiServerManifest.UnsuitableException;
import io.nodeward.secrets.encryption.change.ChangeException.Kind;
import io.nodeward.secrets.encryption.servers.ServerProbe;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Has the kubelet start the API server of this host with the configuration: a file that says plain text at first, and in
 * its static pod the flag, and the directory of the file, since a file that is mounted by itself is never seen to change.
 */
final class FlagStep {

    /** Its name. */
    static final String STEP = "flag";

    private static final String FLAG = "encryption-provider-config";
    private static final String RELOAD = "encryption-provider-config-automatic-reload";
    private static final String VOLUME = "nodeward-encryption";
    private static final int LIMIT = 1 << 20;

    private final ChangeContext context;
    private final Path manifest;

    private FlagStep(ChangeContext context, Path manifest) {
        this.context = context;
        this.manifest = manifest;
    }

    /** The step, if the change needs it. */
    static Optional<FlagStep> of(ChangeContext context) {
        return context.transaction()
                .history()
                .details(JournalRecord.Kind.DONE, Staging.STEP)
                .map(details -> details.get(Staging.MANIFEST))
                .map(path -> new FlagStep(context, Path.of(path)));
    }

    /** Gives it the flag; a server that does not come back gets its old manifest again. */
    Map<String, String> give() throws ChangeException, HostFileException, KubeException, InterruptedException {
        ConfigFile config = context.cluster().config();
        config.makeDirectory();
        byte[] plain = context.files().content(Stage.BEFORE);
        if (config.read().isEmpty()) {
            config.write(plain, Optional.empty());
        }
        write();
        try {
            new Activation(context).await();
        } catch (KubeException e) {
            restore();
            throw new ChangeException(
                    Kind.PUT_BACK,
                    "the API server did not come back with --" + FLAG + ", and " + manifest + " is what it was: "
                            + e.getMessage(),
                    e);
        }
        return Map.of("summary", manifest + " has --" + FLAG);
    }

    private void write() throws ChangeException, HostFileException {
        try (HostFiles files = directory()) {
            Stat seen =
                    files.stat(name()).orElseThrow(() -> new ChangeException(Kind.UNFINISHED, manifest + " is gone"));
            byte[] old = files.read(name(), LIMIT);
            String text = new String(old, StandardCharsets.UTF_8);
            String changed = changed(text);
            if (!changed.equals(text)) {
                context.files().keepManifest(old);
                files.write(name(), changed.getBytes(StandardCharsets.UTF_8), seen.access(), Optional.of(seen));
            }
        } catch (UnsuitableException e) {
            throw new ChangeException(
                    Kind.UNFINISHED,
                    manifest + " cannot be changed: " + e.getMessage() + ". Give the API server --" + FLAG + "="
                            + context.cluster().config().path() + " and --" + RELOAD
                            + "=true yourself, mount the directory of that file, and run nodeward encryption resume");
        }
    }

    private String changed(String text) throws UnsuitableException {
        Path config = context.cluster().config().path();
        ApiServerManifest read = ApiServerManifest.read(text);
        if (read.has(FLAG)) {
            return text;
        }
        String changed = read.argument(FLAG, config.toString())
                .argument(RELOAD, "true")
                .directory(String.valueOf(config.getParent()), VOLUME)
                .text();
        if (!ApiServerManifest.read(changed).has(FLAG)) {
            throw new UnsuitableException("it has a list that ends in a text of several lines");
        }
        return changed;
    }

    /** Takes the flag away again, if the manifest is as we left it. */
    Map<String, String> take() throws ChangeException, HostFileException, KubeException, InterruptedException {
        restore();
        ConfigFile config = context.cluster().config();
        try (ConfigFile.Content now = config.read().orElse(null)) {
            if (now != null) {
                config.delete(Optional.of(now));
            }
        }
        return Map.of("summary", manifest + " is what it was");
    }

    private void restore() throws ChangeException, HostFileException, KubeException, InterruptedException {
        byte[] original = context.files().manifest();
        try (HostFiles files = directory()) {
            Stat seen =
                    files.stat(name()).orElseThrow(() -> new ChangeException(Kind.UNFINISHED, manifest + " is gone"));
            byte[] now = files.read(name(), LIMIT);
            if (!Arrays.equals(now, original)) {
                if (!new String(now, StandardCharsets.UTF_8)
                        .equals(changed(new String(original, StandardCharsets.UTF_8)))) {
                    throw new ChangeException(
                            Kind.UNFINISHED,
                            manifest + " was changed by somebody else: take --" + FLAG
                                    + " out of it yourself, then run nodeward encryption rollback again");
                }
                files.write(name(), original, seen.access(), Optional.of(seen));
            }
        } catch (UnsuitableException e) {
            throw new ChangeException(Kind.UNFINISHED, manifest + " cannot be changed: " + e.getMessage());
        }
        awaitReady();
    }

    private void awaitReady() throws KubeException, InterruptedException {
        long start = System.nanoTime();
        for (KubeApi api : context.cluster().servers()) {
            while (true) {
                try {
                    if (ServerProbe.observe(api).ready()) {
                        break;
                    }
                } catch (KubeException e) {
                    if (System.nanoTime() - start > context.cluster().patience().toNanos()) {
                        throw e;
                    }
                }
                Thread.sleep(Duration.ofSeconds(1));
            }
        }
    }

    private HostFiles directory() throws HostFileException {
        Path parent = manifest.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(manifest + " is no file");
        }
        return HostFiles.open(parent, parent.toString());
    }

    private String name() {
        return "/" + manifest.getFileName();
    }
}
